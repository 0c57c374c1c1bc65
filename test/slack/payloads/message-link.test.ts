import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permalink } from '../../../playground/slack/web-api/chat.ts';
import { messageLinksIn } from '../../../src/slack/payloads/message-link.ts';

const message = { channelId: 'C024BE91L', messageTs: '1763900000.123456' };
const first = { ...message, replyTo: message.messageTs };
const link = 'https://acme.slack.com/archives/C024BE91L/p1763900000123456';
const threadTs = '1763890000.000100';
const reply = { ...message, replyTo: threadTs };
const replyLink = `${link}?thread_ts=${threadTs}&cid=C024BE91L`;
const client = 'https://app.slack.com/client/T024BE7LD';
const thread = { channelId: 'C024BE91L', messageTs: threadTs, replyTo: threadTs };

describe('a link to a message', () => {
  test.each([
    link,
    `${link}/`,
    `${link}#x`,
    `${link}?`,
    `${link}?cid=C024BE91L`,
    link.replace('https', 'HTTPS'),
    link.replace('acme.slack.com', 'ACME.Slack.com'),
    link.replace('acme.slack.com', 'slack.com'),
    link.replace('acme.slack.com', 'acme-sec.enterprise.slack.com'),
    link.replace('acme.slack.com', 'acme.slack-gov.com'),
    link.replace('acme.slack.com', 'acme.enterprise.slack-gov.com'),
    link.replace('/archives', '/unreads/archives'),
    link.replace('archives', 'messages'),
    link.replace('/p', '%2Fp'),
    encodeURIComponent(link),
    `${client}/C024BE91L/p1763900000123456`,
    `${client.replace('T024BE7LD', 'E024BE7LD')}/C024BE91L/p1763900000123456/`,
    'slack://channel?team=T024BE7LD&id=C024BE91L&message=1763900000.123456',
    'SLACK://Channel?message=1763900000123456&id=C024BE91L',
  ])('the message link %j is read', (text) => {
    expect(messageLinksIn(text)).toEqual([first]);
  });

  test.each([
    ` ${link}\n`,
    `<${link}>`,
    `&lt;${link}&gt;`,
    `"${link}"`,
    `(${link}).`,
    `see ${link}, please`,
    `see:${link}`,
    `<${link}|the message>`,
    `<${link}|${link}>`,
    `[the message](${link})`,
    `${link} ${link}`,
    `${link}\n${client}/C024BE91L/p1763900000123456`,
    `https://example.com/ ${link}`,
    `${link}\u200B`,
    `\u2066${link}\u2069, please`,
    `\u200B${link}`,
    `${link.slice(0, 40)}\u00AD${link.slice(40)}`,
    `${link}\u3164`,
    `${link}\u200Bplease`,
    `https://nam11.safelinks.protection.outlook.com/?url=${encodeURIComponent(link)}&amp;data=05%7C02%7C`,
    `https://urldefense.com/v3/__${link}__;!!AbC!dEf$`,
    `https://url.avanan.click/v2/r01/___${link}___.YXAz`,
    `https://slack-redir.net/link?url=${encodeURIComponent(link)}`,
  ])('the message link in %j is found', (text) => {
    expect(messageLinksIn(text)).toEqual([first]);
  });

  test.each([
    replyLink,
    `<${replyLink}>`,
    replyLink.replace('&', '&amp;'),
    replyLink.replace(threadTs, '1763890000%2E000100'),
    replyLink.replace(threadTs, '1763890000000100'),
    `${link}/?cid=C024BE91L&thread_ts=${threadTs}`,
    `${link}?thread_ts=${threadTs}`,
    `${link}?thread_ts=${threadTs}/`,
    `${replyLink}/`,
    `${client}/C024BE91L/p1763900000123456?thread_ts=${threadTs}&cid=C024BE91L`,
    `slack://channel?team=T024BE7LD&id=C024BE91L&message=1763900000.123456&thread_ts=${threadTs}`,
  ])('the message link %j is a reply’s, and goes under the first message of its thread', (text) => {
    expect(messageLinksIn(text)).toEqual([reply]);
  });

  test.each([
    `${client}/C024BE91L/thread/C024BE91L-${threadTs}`,
    `${client}/C024BE91L/thread/C024BE91L-${threadTs}/`,
    `${client}/threads/thread/C024BE91L-${threadTs}`,
    // The window shows a direct message, and beside it a thread of somewhere else.
    `${client}/D024BE91L/thread/C024BE91L-${threadTs}`,
    `https://acme.slack.com/messages/C024BE91L/convo/C024BE91L-${threadTs}/`,
  ])('the address %j is a thread’s', (text) => {
    expect(messageLinksIn(text)).toEqual([thread]);
  });

  test.each(['C024BE91L', 'G024BE91L', 'D024BE91L'])('a message link may lead into %s', (channelId) => {
    expect(messageLinksIn(link.replace('C024BE91L', channelId))).toEqual([{ ...first, channelId }]);
    expect(messageLinksIn(`${client}/C0/thread/${channelId}-${threadTs}`)).toEqual([{ ...thread, channelId }]);
  });

  test('each of several message links is found', () => {
    expect(messageLinksIn(`${link} and ${replyLink}`)).toEqual([first, reply]);
  });

  test.each([
    '',
    'nonsense',
    '1763900000.123456',
    `${link}0`,
    link.slice(0, -1),
    'https://acme.slack.com/archives/C024BE91L',
    client,
    `${client}/C024BE91L`,
    `${client}/C024BE91L/thread/C024BE91L`,
    `${client}/C024BE91L/thread/C024BE91L-1763890000`,
    `${client}/C024BE91L/user_profile/U024BE7LH`,
    'slack://channel?team=T024BE7LD&id=C024BE91L',
    'slack://user?team=T024BE7LD&id=C024BE91L&message=1763900000.123456',
    'https://acme.slack.com/files/U024BE7LH/F024BERPE/invoice.pdf',
    link.replace('C024BE91L', 'U024BE7LH'),
    link.replace('C024BE91L', 'c024be91l'),
    link.replace('https:', 'http:'),
    link.replace('https:', 'file:'),
    `https://slack-redir.net/link?url=${encodeURIComponent(link.replace('https:', 'http:'))}`,
    `https://slack-redir.net/link?url=${encodeURIComponent(link.replace('acme.slack.com', 'acme.slack.com.evil.example'))}`,
    `https://evil.example/?url=${encodeURIComponent(link)}`,
    `${link}?thread_ts=yesterday`,
    `${link}?thread_ts=`,
    `${link}?thread_ts=${threadTs}&cid=C0ANOTHER0`,
  ])('%j is not a message link', (text) => {
    expect(messageLinksIn(text)).toEqual([]);
  });

  test.each([
    'acme.slack.com:8443',
    'acme.slack.com.evil.example',
    'slack.com.evil.example',
    'evil-slack.com',
    'acme.evilslack.com',
    'acme.slack.com.',
    'acme.slack.co',
    'acme.sIack.com',
    'acme.slасk.com',
    'acme.slack.com@evil.example',
    'evil@acme.slack.com',
    'evil.example/acme.slack.com',
    'evil.example/https://acme.slack.com',
    'evil.example/?u=https://acme.slack.com',
    'evil.example#acme.slack.com',
  ])('a link that only looks like Slack’s is refused (%s)', (host) => {
    for (const each of [link, `${client}/C024BE91L/p1763900000123456`]) {
      expect(messageLinksIn(each.replace(/(?:acme|app)\.slack\.com/, host))).toEqual([]);
    }
  });

  const ts = fc
    .tuple(fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([seconds, micros]) => `${seconds}.${String(micros).padStart(6, '0')}`);
  const channel = fc.stringMatching(/^[CDG][A-Z0-9]{8,10}$/);

  test('a message link is read back to the message that it was made for', () => {
    const parent = fc.option(ts, { nil: undefined });
    fc.assert(
      fc.property(channel, ts, parent, (channelId, messageTs, parentTs) => {
        const made = permalink({ channel: channelId, ts: messageTs, ...(parentTs && { threadTs: parentTs }) });
        const read = { channelId, messageTs, replyTo: parentTs ?? messageTs };
        expect(messageLinksIn(made)).toEqual([read]);
      }),
    );
  });

  test('every shape of a message’s link says the same, whatever it is wrapped in', () => {
    const wraps = ['%', ' % ', '<%>', '<%|here>', 'see % now', '“%”', '(%)', '%,', '[x](%)', '&lt;%&gt;'];
    const team = fc.stringMatching(/^[TE][A-Z0-9]{8,10}$/);
    fc.assert(
      fc.property(channel, ts, team, fc.constantFrom(...wraps), (channelId, messageTs, teamId, wrap) => {
        const made = permalink({ channel: channelId, ts: messageTs });
        const digits = messageTs.replace('.', '');
        const shapes = [
          made,
          `${made}/`,
          encodeURIComponent(made),
          made.replace('https', 'Https'),
          made.replace('.slack.com', '.enterprise.slack.com'),
          `https://app.slack.com/client/${teamId}/${channelId}/p${digits}`,
          `https://app.slack.com/client/${teamId}/${channelId}/thread/${channelId}-${messageTs}`,
          `slack://channel?team=${teamId}&id=${channelId}&message=${messageTs}`,
          `slack://channel?team=${teamId}&amp;id=${channelId}&amp;message=${digits}`,
        ];
        for (const shape of shapes) {
          const found = messageLinksIn(wrap.replace('%', () => shape));
          expect(found).toMatchObject([{ channelId, messageTs, replyTo: messageTs }]);
        }
      }),
    );
  });

  test('no message link is found in any other text, and no text is an error', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true, withFragments: true }));
    fc.assert(fc.property(text, (typed) => messageLinksIn(typed).length === 0));
    let found = 0;
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '?cid=C024BE91L', ' ')), (rest) => {
        for (const read of messageLinksIn(link + rest)) {
          found += 1;
          expect(read).toMatchObject({ channelId: 'C024BE91L', messageTs: message.messageTs });
        }
      }),
    );
    expect(found).toBeGreaterThan(0);
  });

  test('a long text of half links is read in a moment', () => {
    const halves = [
      'https://acme.slack.com/messages/',
      'https://',
      'slack://channel?id=',
      '/archives/C0/p17639',
      '%3A%2F',
    ];
    for (const half of halves) expect(messageLinksIn(half.repeat(20_000))).toEqual([]);
  });
});
