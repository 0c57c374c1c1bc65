import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageObject } from '../../../../playground/slack/payloads.ts';
import { storedText } from '../../../../playground/slack/typed-text.ts';
import type { EventReference } from '../../../../src/events/links.ts';
import { cardOf } from '../../../../src/slack/cards/card.ts';
import { compactCard } from '../../../../src/slack/cards/compact-card.ts';
import { eventCard } from '../../../../src/slack/cards/event-card.ts';
import { mostReferences, readMessage } from '../../../../src/slack/features/lookup/message-references.ts';
import { sampleEvent, eventId as shownId } from '../../../support/cards/sample-event.ts';
import { sampleSnapshot } from '../../../support/cards/sample-snapshot.ts';
import { cpuMsOf } from '../../../support/cpu-time.ts';

const id = '32a9bba544c51e4b8cdb1b76183af986';
const entity = '639c16e1aaa3affd5d3fa4fda5e75765';
const portal = 'https://in.portal.checkpoint.com/dashboard/email&collaboration/CGS1';
const link = `${portal}?tab=1&route=${Buffer.from(`profile/google_mail_email/${entity}`).toString('base64')}`;
const storedLink = link.replaceAll('&', '&amp;');
const referencesInMessage = (message: unknown) => readMessage(message).references;
const typed = (found: string): EventReference => ({ kind: 'typed', id: found });
const inEntity: EventReference = { kind: 'entity', id: entity };

const section = (text: string) => ({ type: 'section', block_id: 'b0', text: { type: 'mrkdwn', text } });
const richText = (...elements: unknown[]) => ({ type: 'rich_text', block_id: 'Xy1', elements });
const line = (...elements: unknown[]) => ({ type: 'rich_text_section', elements });
const says = (text: string) => ({ type: 'text', text });
const button = (more: object) => ({ type: 'button', text: { type: 'plain_text', text: 'Open' }, ...more });
const option = (more: object) => ({ text: { type: 'plain_text', text: 'Open' }, value: 'open', ...more });
const email = (more: object) => ({ id: 'F1', mode: 'email', filetype: 'email', title: 'Security alert', ...more });
const actions = (...elements: unknown[]) => ({ type: 'actions', block_id: 'actions:0:0', elements });

/** A person’s message, as Slack stores it. */
function typedMessage(text: string, attachments: unknown[] = []): Record<string, unknown> {
  const { text: stored, blocks } = storedText(text, () => 'U0MEMBER01');
  return { type: 'message', user: 'U0MEMBER02', ts: '1763900000.123456', text: stored, blocks, attachments };
}

/** What Slack keeps of a preview that this app gave for the link. */
function preview(blocks: unknown, url = storedLink): Record<string, unknown> {
  const fallback = '[no preview available]';
  return { id: 1, blocks, fallback, bot_id: 'B0HEC00000', app_unfurl_url: url, is_app_unfurl: true, from_url: url };
}

describe('a person’s message', () => {
  test('a person’s message means its id once, though text and blocks both hold it', () => {
    expect(referencesInMessage(typedMessage(`look at ${id}, please`))).toEqual([typed(id)]);
  });

  test('a person’s message means its link once, though its "&" is escaped in one place and not in the other', () => {
    expect(referencesInMessage(typedMessage(`what is ${link}?`))).toEqual([inEntity]);
  });

  test('a person’s message means its ids and links in their order', () => {
    expect(referencesInMessage(typedMessage(`${id}: see ${link}`))).toEqual([typed(id), inEntity]);
    expect(referencesInMessage(typedMessage(`${link} and @ana ${id}`))).toEqual([inEntity, typed(id)]);
  });

  test.each([
    ['a list', richText({ type: 'rich_text_list', style: 'bullet', elements: [line(says('no')), line(says(id))] })],
    ['a quote', richText({ type: 'rich_text_quote', elements: [says(`> ${id}`)] })],
    ['code', richText({ type: 'rich_text_preformatted', elements: [says(`{"eventId":"${id}"}`)] })],
    ['a link', richText(line({ type: 'link', url: `https://ticket.example/${id}`, text: 'the ticket' }))],
    ['the label of a link', richText(line({ type: 'link', url: 'https://ticket.example', text: id }))],
  ])('a person’s message means an id in %s', (_place, block) => {
    expect(referencesInMessage({ text: '', blocks: [block] })).toEqual([typed(id)]);
  });

  test('a person’s message without an id means nothing', () => {
    expect(referencesInMessage(typedMessage('has anybody seen this?'))).toEqual([]);
  });
});

describe('another app’s message', () => {
  test.each([
    ['text', { text: `*Event* \`${id}\`` }],
    ['the label of a link', { text: `<https://siem.example/alert/1|${id}>` }],
    ['a section', { blocks: [section(`*Event:* ${id}`)] }],
    ['a field of a section', { blocks: [{ type: 'section', fields: [{ type: 'mrkdwn', text: `*Id*\n${id}` }] }] }],
    ['a header', { blocks: [{ type: 'header', text: { type: 'plain_text', text: `Alert ${id}` } }] }],
    ['a context', { blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text: `id ${id}` }] }] }],
    [
      'a table',
      {
        blocks: [
          {
            type: 'table',
            rows: [
              [
                { type: 'raw_text', text: 'id' },
                { type: 'raw_text', text: id },
              ],
            ],
          },
        ],
      },
    ],
    ['a Markdown block', { blocks: [{ type: 'markdown', text: `**Event** ${id}` }] }],
    ['the link of a button', { blocks: [actions(button({ action_id: 'a', url: `https://siem.example/${id}` }))] }],
    ['an attachment’s text', { attachments: [{ text: `Event ${id}` }] }],
    ['an attachment’s pretext', { attachments: [{ pretext: id }] }],
    ['an attachment’s title', { attachments: [{ title: `Event ${id}` }] }],
    ['an attachment’s link', { attachments: [{ title: 'x', title_link: `https://siem.example/?id=${id}&amp;x=1` }] }],
    ['an attachment’s fallback', { attachments: [{ fallback: `Event ${id}` }] }],
    ['an attachment’s footer', { attachments: [{ footer: id }] }],
    ['an attachment’s author', { attachments: [{ author_name: id }] }],
    ['an attachment’s field', { attachments: [{ fields: [{ title: 'Event id', value: id, short: true }] }] }],
    ['an attachment’s blocks', { attachments: [{ blocks: [section(id)] }] }],
    [
      'an attachment’s author’s link',
      { attachments: [{ author_name: 'SIEM', author_link: `https://siem.example/${id}` }] },
    ],
    [
      'the link of an older attachment’s button',
      { attachments: [{ actions: [{ type: 'button', text: 'Open', url: `https://siem.example/${id}` }] }] },
    ],
    [
      'the label of an older attachment’s button',
      { attachments: [{ actions: [{ type: 'button', text: `Open ${id}` }] }] },
    ],
    [
      'an older attachment’s menu',
      { attachments: [{ actions: [{ type: 'select', options: [{ text: `Event ${id}`, value: 'x' }] }] }] },
    ],
    [
      'a group of an older attachment’s menu',
      {
        attachments: [{ actions: [{ type: 'select', option_groups: [{ text: 'Events', options: [{ text: id }] }] }] }],
      },
    ],
    [
      'the label of a button',
      { blocks: [actions(button({ action_id: 'a', text: { type: 'plain_text', text: `Open ${id}` } }))] },
    ],
    [
      'the link in an overflow menu',
      {
        blocks: [
          actions({ type: 'overflow', action_id: 'more', options: [option({ url: `https://siem.example/${id}` })] }),
        ],
      },
    ],
    [
      'an overflow menu beside a section',
      {
        blocks: [
          {
            ...section('Alert'),
            accessory: {
              type: 'overflow',
              action_id: 'more',
              options: [option({}), option({ url: `https://x.example/${id}` })],
            },
          },
        ],
      },
    ],
    [
      'an option of a menu',
      {
        blocks: [
          actions({
            type: 'static_select',
            action_id: 'a',
            options: [option({ text: { type: 'plain_text', text: id } })],
          }),
        ],
      },
    ],
    [
      'a group of options',
      {
        blocks: [
          actions({
            type: 'static_select',
            action_id: 'a',
            option_groups: [{ label: { text: 'x' }, options: [option({ text: { text: id } })] }],
          }),
        ],
      },
    ],
    ['an email’s subject', { files: [email({ subject: `New event ${id}` })] }],
    ['an email’s text', { files: [email({ plain_text: `An event needs attention.\n\nEvent id: ${id}\n` })] }],
    ['the beginning of an email’s text', { files: [email({ preview_plain_text: `Event ${id}` })] }],
    [
      'the beginning of an email in HTML',
      { files: [email({ preview: `<div>Event <a href="https://x.example/${id}">open</a>` })] },
    ],
    ['a snippet', { text: 'from the log', files: [{ mode: 'snippet', title: 'log.txt', preview: `event ${id}` }] }],
    [
      'a text file',
      { files: [{ mode: 'hosted', filetype: 'csv', name: 'x.csv', preview: `id;type\n${id};phishing` }] },
    ],
    ['an email that is forwarded', { attachments: [{ is_share: true, text: '', files: [email({ plain_text: id })] }] }],
    [
      'what a forwarded message had attached',
      { attachments: [{ is_share: true, attachments: [{ title: `Event ${id}` }] }] },
    ],
    ['the link it previews', { attachments: [{ from_url: `https://ticket.example/${id}` }] }],
  ])('another app’s message means the id in %s', (_place, message) => {
    expect(referencesInMessage({ type: 'message', subtype: 'bot_message', ...message })).toEqual([typed(id)]);
  });

  test.each([
    ['the value of a button', { blocks: [actions(button({ action_id: 'a', value: id }))] }],
    [
      'the value of a button that is like ours but not JSON',
      { blocks: [actions(button({ action_id: 'share_event', value: id }))] },
    ],
    [
      'the question behind a button',
      { blocks: [actions(button({ action_id: 'a', confirm: { text: { text: id } } }))] },
    ],
    ['an action_id', { blocks: [actions(button({ action_id: id }))] }],
    ['a block_id', { blocks: [{ ...section('x'), block_id: id }] }],
    [
      'a picture',
      {
        blocks: [
          {
            type: 'image',
            image_url: `https://x.example/${id}.png`,
            alt_text: id,
            title: { type: 'plain_text', text: id },
          },
        ],
      },
    ],
    [
      'a picture beside a section',
      { blocks: [{ ...section('x'), accessory: { type: 'image', image_url: `https://x.example/${id}` } }] },
    ],
    [
      'an attachment’s pictures',
      { attachments: [{ image_url: `https://x.example/${id}`, thumb_url: `https://x.example/${id}` }] },
    ],
    ['metadata', { metadata: { event_type: 'x', event_payload: { id, text: id } } }],
    ['the names of files', { files: [{ name: `${id}.eml`, title: id }] }],
    ['who sent an email', { files: [email({ from: [{ address: `${id}@x.example` }] })] }],
    ['the address of a file', { files: [{ url_private: `https://files.slack.com/${id}` }] }],
    [
      'the value of an older attachment’s button',
      { attachments: [{ callback_id: id, actions: [{ name: id, type: 'button', text: 'Open', value: id }] }] },
    ],
    [
      'the value of an option',
      { blocks: [actions({ type: 'overflow', action_id: 'more', options: [option({ value: id })] })] },
    ],
  ])('another app’s message means nothing by %s', (_place, message) => {
    expect(referencesInMessage({ text: 'hello', ...message })).toEqual([]);
  });
});

describe('our own cards', () => {
  const event = sampleEvent({ description: `Phishing, like ${id}`, portalLink: link });

  test.each([
    ['full', eventCard(sampleSnapshot({ event }))],
    ['compact', compactCard(sampleSnapshot({ event }))],
    [
      'shared with a note',
      cardOf('full', sampleSnapshot({ event }), { requestedBy: 'U0MEMBER01', note: `compare ${id}` }),
    ],
  ])('our own card (%s) means its own event, not the entity and events that it names', (_shape, { text, blocks }) => {
    const posted = messageObject({
      channel: 'C0SECURITY',
      ts: '1763900000.123456',
      user: 'U0HECBOT00',
      botId: 'B0HEC00000',
      text,
      blocks: JSON.parse(JSON.stringify(blocks)),
      attachments: [],
      links: [],
      unfurls: [],
    });
    expect(JSON.stringify(posted)).toContain(id);
    expect(referencesInMessage(posted)).toEqual([typed(shownId)]);
  });

  test.each(['event_details', 'event_action:0', 'event_action:12', 'email_action:3', 'more_actions', 'share_event'])(
    'our own card is recognised by its button %s',
    (action_id) => {
      const own = actions(button({ action_id, value: JSON.stringify({ eventId: shownId, actionName: 'dismiss' }) }));
      expect(referencesInMessage({ text: id, blocks: [section(`Event id ${id}`), own] })).toEqual([typed(shownId)]);
    },
  );

  test.each([
    ['event_details', '{"eventId":"nonsense"}'],
    ['event_details', `{"eventId":"${shownId}"`],
    ['event_details', `{"eventId":"${shownId}","x":"${'x'.repeat(2_000)}"}`],
    ['check_again', `{"eventId":"${shownId}"}`],
    ['view_issue', `{"eventId":"${shownId}"}`],
    ['not_share_event', `{"eventId":"${shownId}"}`],
  ])('no other button makes a card ours: %s %s', (action_id, value) => {
    expect(referencesInMessage({ blocks: [section(id), actions(button({ action_id, value }))] })).toEqual([typed(id)]);
  });

  test('a message with several of our cards means all their events', () => {
    const two = [
      eventCard(sampleSnapshot({ event })),
      eventCard(sampleSnapshot({ event: sampleEvent({ id }) })),
    ].flatMap(({ blocks }) => blocks);
    expect(referencesInMessage({ text: '', blocks: two })).toEqual([typed(shownId), typed(id)]);
  });

  test('our preview of a link means its event, and the link is not a second one', () => {
    const message = typedMessage(`look: ${link}`, [preview(compactCard(sampleSnapshot({ event })).blocks)]);
    expect(referencesInMessage(message)).toEqual([typed(shownId)]);
  });

  test('a message with our preview also means the other events in it', () => {
    const other = `https://portal.checkpoint.com/events/${id}`;
    const message = typedMessage(`${other} or ${link}`, [preview(compactCard(sampleSnapshot({ event })).blocks)]);
    expect(referencesInMessage(message)).toEqual([{ kind: 'linked', id }, typed(shownId)]);
  });

  test('our preview of a link that names the event itself means that event once', () => {
    const url = `https://portal.checkpoint.com/events/${shownId}`;
    expect(referencesInMessage(typedMessage(url, [preview(eventCard(sampleSnapshot({ event })).blocks, url)]))).toEqual(
      [typed(shownId)],
    );
  });

  test('our own card in a forwarded message means its own event', () => {
    const { text, blocks } = eventCard(sampleSnapshot({ event }));
    const forwarded = {
      is_msg_unfurl: true,
      is_share: true,
      author_id: 'U0HECBOT00',
      channel_id: 'C0SECURITY',
      ts: '1763900000.123456',
      from_url: 'https://acme.slack.com/archives/C0SECURITY/p1763900000123456',
      fallback: `[November 23rd, 2025 1:13 PM] hec: ${text}`,
      text,
      message_blocks: [{ team: 'T0ACME0000', channel: 'C0SECURITY', ts: '1763900000.123456', message: { blocks } }],
    };
    expect(referencesInMessage({ text: 'fyi', attachments: [forwarded] })).toEqual([typed(shownId)]);
  });
});

describe('any message', () => {
  const many = Array.from({ length: 40 }, (_, index) => index.toString(16).padStart(32, '0'));

  test('any message means all the events in it, up to what a message can hold', () => {
    expect(referencesInMessage(typedMessage(many.join(' ')))).toEqual(many.map(typed));
    expect(referencesInMessage({ attachments: many.map((text) => ({ text })) })).toEqual(many.map(typed));
    const tooMany = Array.from({ length: mostReferences + 1 }, (_, index) => index.toString(16).padStart(32, '0'));
    expect(referencesInMessage({ text: tooMany.join(' ') })).toEqual(tooMany.slice(0, mostReferences).map(typed));
  });

  test('any message is read only as far as real ones go', () => {
    const blocks = Array.from({ length: 500 }, () => section('x'));
    expect(referencesInMessage({ blocks: [section(id), ...blocks] })).toEqual([typed(id)]);
    expect(referencesInMessage({ blocks: [...blocks, section(id)] })).toEqual([]);
    const attachments = Array.from({ length: 100 }, () => ({ text: 'x' }));
    expect(referencesInMessage({ attachments: [...attachments, { text: id }] })).toEqual([]);
  });

  test('a message may nest as deep as it likes, because what no real one has is not read', () => {
    const depth = 100_000;
    const nested: unknown = JSON.parse(`${'{"elements":['.repeat(depth)}{"text":"${id}"}${']}'.repeat(depth)}`);
    expect(referencesInMessage({ text: id, blocks: [nested], attachments: [nested, { blocks: nested }] })).toEqual([
      typed(id),
    ]);
  });

  test.each([
    ['blocks', { blocks: Array.from({ length: 50_000 }, () => section('https://.')) }],
    ['one long text', { text: `<${'a|<'.repeat(50_000)}` }],
    ['attachments', { attachments: Array.from({ length: 50_000 }, () => ({ text: id, blocks: [section(id)] })) }],
    ['files', { files: Array.from({ length: 50_000 }, () => email({ plain_text: id, subject: link })) }],
    ['one long email', { files: [email({ plain_text: `<${'https://a_<'.repeat(20_000)}` })] }],
    [
      'options',
      { attachments: [{ actions: [{ options: Array.from({ length: 50_000 }, () => option({ url: link })) }] }] },
    ],
    ['fields', { attachments: [{ fields: Array.from({ length: 50_000 }, () => ({ title: id, value: link })) }] }],
    [
      'buttons',
      {
        blocks: [
          actions(
            ...Array.from({ length: 50_000 }, () => button({ action_id: 'share_event', value: `{"eventId":"${id}"}` })),
          ),
        ],
      },
    ],
  ])('a huge message is read in time: %s', (_what, message) => {
    const read = () => expect(referencesInMessage(message).length).toBeLessThanOrEqual(mostReferences);
    expect(cpuMsOf(read)).toBeLessThan(2_000);
  });

  const key = fc.constantFrom(
    'text',
    'blocks',
    'attachments',
    'fields',
    'elements',
    'type',
    'url',
    'value',
    'action_id',
    'from_url',
    'title',
    'message_blocks',
    'files',
    'preview',
    'actions',
    'options',
  );
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      0,
      true,
      '',
      id,
      link,
      `<${link}|${id}>`,
      'link',
      'image',
      'share_event',
      'event_action:1',
      `{"eventId":"${shownId}"}`,
      '{',
    ),
    fc.string({ unit: 'binary' }),
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'medium' },
      leaf,
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(key, tie('json'), { maxKeys: 5 }),
    ),
  }));

  test('a message of any shape is read without an error, and yields few references, each id once', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(key, json), json, fc.jsonValue()), (message) => {
        const found = referencesInMessage(message);
        expect(found.length).toBeLessThanOrEqual(mostReferences);
        expect(new Set(found.map((one) => one.id)).size).toBe(found.length);
        for (const one of found) expect(one.id).toMatch(/^[0-9a-f]{32}$/);
      }),
      { numRuns: 500 },
    );
  });

  test('a person’s message means what its text means, with or without blocks', () => {
    const words = fc.constantFrom(
      id,
      link,
      `(${id})`,
      `${entity}.`,
      'see',
      '@ana',
      '&',
      '<b>',
      `https://ticket.example/${id}`,
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), (typedWords) => {
        const { text, blocks } = typedMessage(typedWords.join(' '));
        const meant = referencesInMessage({ text });
        expect(referencesInMessage({ text, blocks })).toEqual(meant);
        expect(referencesInMessage({ blocks })).toEqual(meant);
      }),
    );
  });
});

test.each([undefined, null, 0, '', id, [], [id], {}, { text: 1, blocks: {}, attachments: 'x' }])(
  'what is not a message means nothing: %j',
  (message) => {
    expect(referencesInMessage(message)).toEqual([]);
  },
);
