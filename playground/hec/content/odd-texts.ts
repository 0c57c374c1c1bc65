/** Events with strange or hostile text: markup, mentions, live links, direction characters, great length. */

import { writeEventTime } from '../time.ts';
import { mailStory } from './mail.ts';
import { idOf, newEvent, type Story, token } from './story.ts';

// Direction characters are escaped here, or editors would show this file in the wrong order.
const hostileSubject = [
  '<!channel> <@U1> <#C1|general> urgent',
  '*bold* _italic_ ~gone~ `code` ```block``` > quote',
  'https://evil.example/login http://evil.example evil.example <https://evil.example|Your portal>',
  'mailto:ceo@evil.example &lt;!here&gt; &amp;amp; @everyone :rotating_light:',
  'invoice\u202Efdp.exe \u2066isolated\u2069 zero\u200Bwidth \u0007bell\u0000null',
  "it's 'quoted' \"twice\" \\ back\r\nSecond line",
].join('\n');

const people = { fromName: 'Unknown', to: ['ana.lopes@harbour-freight.example'], mailbox: 'Ana Lopes' } as const;

export const oddTexts: Story[] = [
  mailStory({
    title: 'Hostile text: mentions, formatting, live links, direction overrides',
    mail: {
      ...people,
      lead: 'Detected phishing',
      subject: hostileSubject,
      from: '"<!here>"@evil.example',
      fromName: '<!everyone> *CEO*',
      received: { minutes: 31 },
      attachments: [{ name: '`<!channel>`.exe', mimetype: 'text/html<script>', size: -1, MD5: 'no hash' }],
    },
    fields: () => ({
      customerId: '*<!channel>*',
      confidenceIndicator: '`<@U1>`',
      senderAddress: '<!here>@evil.example',
      entityLink: 'https://portal.checkpoint.com.evil.example/dashboard/email&collaboration/CGS1?route=cHJvZmlsZQ==',
      additionalData: { '*<!channel>*': '<https://evil.example|safe link>', link: 'javascript:alert(1)' },
    }),
  }),
  mailStory({
    title: 'Hostile text of 100 kB',
    mail: {
      ...people,
      lead: 'Detected phishing',
      subject: `${'<!channel> https://evil.example/aaaa *bold* '.repeat(2_500)}end`,
      from: `${'a'.repeat(900)}@${'long.'.repeat(40)}example`,
      received: { hours: 3 },
    },
    fields: () => ({
      additionalData: { note: '&'.repeat(100_000) },
      state: 'new'.repeat(200),
      type: 'x'.repeat(5_000),
    }),
  }),
  mailStory({
    title: 'Emoji in the data but not in the description',
    mail: {
      ...people,
      lead: 'Detected phishing',
      subject: '💸 Your refund is here 🎉',
      from: 'refunds@tax-return.example',
      received: { hours: 11 },
    },
    fields: () => ({ severity: 'Medium', type: 'Phishing', senderAddress: 'tax-return.example' }),
  }),
  mailStory({
    title: 'Sender and mailbox <Unknown>',
    mail: {
      ...people,
      lead: 'Detected phishing',
      subject: '<Unknown>',
      from: '<Unknown>',
      mailbox: '<Unknown>',
      received: { days: 5 },
    },
    fields: () => ({ entityId: null, severity: '3', availableEventActions: null }),
  }),
  mailStory({
    title: 'Japanese and Arabic, right to left within left to right',
    mail: {
      ...people,
      lead: 'Detected phishing',
      subject: '請求書のご確認 / تأكيد الدفع 2026',
      from: 'keiri@kaiun-shoji.example',
      fromName: '海運商事',
      received: { days: 8 },
    },
    fields: () => ({ severity: '2' }),
  }),
  {
    id: idOf('broken tokens'),
    title: 'Tokens that are none: cut, not JSON, without a label, nested',
    event: (ago) =>
      newEvent(idOf('broken tokens'), ago, {
        eventCreated: writeEventTime(ago({ days: 12 })),
        severity: 'high',
        description:
          'Detected #{not json} and #{"label": 5} and #{} in a mail, order #{ 17 } and an end #{"label": "cut',
        data: `Detected ${token({ entity_type: 'avanan_ap_scan', label: 'a #{"label":"nested"} label' })} #{"entity_id":"x"} ##{"label":"twice"} #{"label": "cut`,
      }),
  },
  {
    id: idOf('no text'),
    title: 'No text at all, and no actions on offer',
    event: (ago) =>
      newEvent(idOf('no text'), ago, {
        description: '',
        data: '',
        additionalData: {},
        availableEventActions: [],
        eventCreated: writeEventTime(ago({ weeks: 4 })),
      }),
  },
];
