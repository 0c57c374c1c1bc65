import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permalink } from '../../../playground/slack/web-api/chat.ts';
import { readMessageLink } from '../../../src/slack/payloads/message-link.ts';

const message = { channelId: 'C024BE91L', messageTs: '1763900000.123456', threadTs: undefined };
const first = { ...message, replyTo: message.messageTs };
const link = 'https://acme.slack.com/archives/C024BE91L/p1763900000123456';
const threadTs = '1763890000.000100';
const reply = { ...message, threadTs, replyTo: threadTs };
const replyLink = `${link}?thread_ts=${threadTs}&cid=C024BE91L`;

describe('a link to a message', () => {
  test.each([
    link,
    ` ${link}\n`,
    `<${link}>`,
    `"${link}"`,
    link.replace('acme.slack.com', 'acme-sec.enterprise.slack.com'),
    link.replace('acme.slack.com', 'acme.slack-gov.com'),
    link.replace('acme.slack.com', 'acme.enterprise.slack-gov.com'),
    `${link}?`,
    `${link}?cid=C024BE91L`,
  ])('the message link %j is read', (text) => {
    expect(readMessageLink(text)).toEqual(first);
  });

  test.each([
    replyLink,
    `<${replyLink}>`,
    replyLink.replace('&', '&amp;'),
    `${link}?cid=C024BE91L&thread_ts=${threadTs}`,
    `${link}?thread_ts=${threadTs}`,
  ])('the message link %j is a reply’s, and goes under the first message of its thread', (text) => {
    expect(readMessageLink(text)).toEqual(reply);
  });

  test.each(['C024BE91L', 'G024BE91L', 'D024BE91L'])('a message link may lead into %s', (channelId) => {
    expect(readMessageLink(link.replace('C024BE91L', channelId))).toEqual({ ...first, channelId });
  });

  test.each([
    '',
    'nonsense',
    '1763900000.123456',
    `see ${link}`,
    `${link} ${link}`,
    `${link}/`,
    `${link}#x`,
    `${link}0`,
    link.slice(0, -1),
    'https://acme.slack.com/archives/C024BE91L',
    'https://app.slack.com/client/T024BE7LD/C024BE91L',
    'https://app.slack.com/client/T024BE7LD/C024BE91L/thread/C024BE91L-1763900000.123456',
    'https://acme.slack.com/files/U024BE7LH/F024BERPE/invoice.pdf',
    link.replace('C024BE91L', 'U024BE7LH'),
    link.replace('C024BE91L', 'c024be91l'),
    link.replace('https:', 'http:'),
    link.replace('acme.slack.com', 'slack.com'),
    link.replace('acme.slack.com', 'acme.slack.com:8443'),
    link.replace('acme.slack.com', 'acme.slack.com.evil.example'),
    link.replace('acme.slack.com', 'evil.example/acme.slack.com'),
    link.replace('acme.slack.com', 'acme.slack.com@evil.example'),
    link.replace('acme.slack.com', 'acme.evilslack.com'),
    `https://evil.example/?u=${link}`,
    `${link}?thread_ts=yesterday`,
    `${link}?thread_ts=`,
    `${link}?thread_ts=${threadTs}&cid=C0ANOTHER0`,
  ])('%j is not a message link', (text) => {
    expect(readMessageLink(text)).toBeUndefined();
  });

  const ts = fc
    .tuple(fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([seconds, micros]) => `${seconds}.${String(micros).padStart(6, '0')}`);

  test('a message link is read back to the message that it was made for', () => {
    const channel = fc.stringMatching(/^[CDG][A-Z0-9]{8,10}$/);
    const thread = fc.option(ts, { nil: undefined });
    fc.assert(
      fc.property(channel, ts, thread, (channelId, messageTs, parentTs) => {
        const made = permalink({ channel: channelId, ts: messageTs, ...(parentTs && { threadTs: parentTs }) });
        const read = { channelId, messageTs, threadTs: parentTs, replyTo: parentTs ?? messageTs };
        expect(readMessageLink(made)).toEqual(read);
      }),
    );
  });

  test('no message link is found in any other text, and no text is an error', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true, withFragments: true }));
    fc.assert(fc.property(text, (typed) => readMessageLink(typed) === undefined));
    let links = 0;
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '?cid=C024BE91L', ' ')), (rest) => {
        const read = readMessageLink(link + rest);
        if (read === undefined) return;
        links += 1;
        expect(read).toMatchObject({ channelId: 'C024BE91L', messageTs: message.messageTs });
      }),
    );
    expect(links).toBeGreaterThan(0);
  });
});
