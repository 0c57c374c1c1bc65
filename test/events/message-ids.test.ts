import { describe, expect, test } from 'vitest';
import { messageIdOfHeader } from '../../src/events/message-ids.ts';
import { referencesInText, referencesInTyped, wordsAround } from '../../src/events/references.ts';
import { plainTyped } from '../../src/slack/payloads/typed-text.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const bare = '20261105.88412$x+y@parcel-point.example';
const id = `<${bare}>`;
const hexId = '7ded0371a3e1475c9a877e452f23a049';
const named = (found: string) => ({ kind: 'message-id', id: found });
const typed = (text: string) => referencesInTyped(plainTyped(text));

describe('a Message-ID that somebody types for the app', () => {
  test.each([
    ['in its brackets, as Slack escapes them', '&lt;abc@example.com&gt;'],
    ['with the link that Slack makes of an address', '&lt;<mailto:abc@example.com|abc@example.com>&gt;'],
    ['with the link that Slack makes of its domain', '&lt;abc@<http://example.com|example.com>&gt;'],
    ['with blanks inside the brackets', '&lt; abc@example.com &gt;'],
    ['with "private" before it', 'private &lt;abc@example.com&gt;'],
    ['with "private" behind it', '&lt;abc@example.com&gt; private'],
    ['with words that mean nothing here', 'show me the email &lt;abc@example.com&gt; please'],
    ['in quotes and backquotes', '“`&lt;abc@example.com&gt;`”'],
    ['with characters that nobody sees', '&lt;abc\u{200B}@\u{2060}example.com&gt;\u{FEFF}'],
    ['defanged', '&lt;abc[@]example[.]com&gt;'],
    ['defanged with words', '&lt;abc(at)example(dot)com&gt;'],
    ['escaped twice', '&amp;lt;abc@example.com&amp;gt;'],
    ['in full-width letters', '&lt;ａｂｃ@example.com&gt;'],
    ['as its header', 'Message-ID: &lt;abc@example.com&gt;'],
    ['as its header in capitals', 'MESSAGE-ID:&lt;abc@example.com&gt;'],
    ['as its header without brackets', 'Message-Id: abc@example.com'],
    ['as a folded header', 'Message-ID:\r\n &lt;abc@example.com&gt;'],
    ['as a filter of a search', 'message-id:&lt;abc@example.com&gt;'],
    ['as Microsoft writes it', 'Internet Message ID &lt;abc@example.com&gt;'],
    ['as JSON', '{"internetMessageId": "&lt;abc@example.com&gt;"}'],
    ['as Gmail searches for it', 'rfc822msgid:abc@example.com'],
  ])('is found %s', (_, text) => {
    expect(typed(text)).toEqual([named('<abc@example.com>')]);
  });

  test.each([
    ['as an address', bare],
    ['as the link that Slack makes of an address', '<mailto:abc@example.com|abc@example.com>'],
    ['as a link that somebody made', 'mailto:abc@example.com'],
    ['with "private" behind it', 'abc@example.com private'],
  ])('without its brackets it may be one: %s', (_, text) => {
    expect(typed(text)).toEqual([named(text === bare ? bare : 'abc@example.com')]);
  });

  test('keeps its letters as they are, and signs that other ids don’t have', () => {
    expect(typed(`&lt;CAF=4+Xy_Z/${bare}&gt;`)).toEqual([named(`<CAF=4+Xy_Z/${bare}>`)]);
    expect(typed(`&lt;${hexId}@example.com&gt;`)).toEqual([named(`<${hexId}@example.com>`)]);
  });

  test('may be one of several', () => {
    expect(typed('&lt;a@x.example&gt;, &lt;b@x.example&gt; &lt;a@x.example&gt;')).toEqual([
      named('<a@x.example>'),
      named('<b@x.example>'),
    ]);
    expect(typed(`&lt;a@x.example&gt; ${hexId}`)).toEqual([{ kind: 'typed', id: hexId }]);
  });

  test.each([
    ['a person’s name and address', 'Anna Reyes &lt;anna@customer.com&gt;'],
    ['an address in a sentence', 'has anna@customer.com clicked it?'],
    ['two addresses', 'anna@customer.com ben@customer.com'],
    ['a header with a placeholder', 'Message-ID: &lt;value&gt;'],
    ['a mention', '<@U0HECBOT00>'],
    ['half an address', '&lt;anna@&gt;'],
  ])('is not %s', (_, text) => {
    expect(typed(text)).toEqual([]);
  });
});

const mail = [
  'Return-Path: <bounce-7ded0371a3e1475c9a877e452f23a049@mailer.example>',
  'From: "Parcel Point" <dispatch@parcel-point.example>',
  'To: Anna Reyes <anna@customer.com>, ben@customer.com',
  `In-Reply-To: <first.${hexId}@customer.com>`,
  `References: <first.${hexId}@customer.com> <second@customer.com>`,
  `Message-ID:\r\n\t${id}`,
  'Reply-To: <7ded0371-a3e1-475c-9a87-7e452f23a049@parcel-point.example>',
  '',
  'Write to <support@parcel-point.example>.',
].join('\r\n');

describe('a pasted email', () => {
  test('is meant by its Message-ID, and by no other address or digits in it', () => {
    expect(referencesInText(mail)).toEqual([named(id)]);
    expect(referencesInTyped(mail)).toEqual([named(id)]);
  });

  test('without its own is meant by that of the one that it answers', () => {
    const answer = mail.replace(/Message-ID:\s+\S+/, 'X-Mailer: none');
    expect(referencesInText(answer)).toEqual([named(`<first.${hexId}@customer.com>`)]);
  });

  test('that breaks the line within its Message-ID is found by the whole of it', () => {
    expect(referencesInText('Message-ID: <20261105.88412\r\n @parcel-point.example>')).toEqual([
      named('<20261105.88412@parcel-point.example>'),
    ]);
  });

  test('also shows the ids and links that stand beside the addresses', () => {
    expect(referencesInText(`From: <a@x.example>\nEvent ${hexId}\nMessage-ID: <b@x.example>`)).toEqual([
      named('<b@x.example>'),
      { kind: 'typed', id: hexId },
    ]);
  });

  test('whose addresses stand in brackets has no Message-ID', () => {
    expect(referencesInText('From: <a@x.example>\nTo: <b@x.example>')).toEqual([]);
    expect(referencesInText('<a@x.example>')).toEqual([]);
  });
});

test('the words around a Message-ID are not its own', () => {
  expect(wordsAround('<private.audit@example.com> please')).toEqual(['please']);
  expect(wordsAround('Message-ID: <audit@example.com> private')).toEqual(['private']);
});

test.each([
  ['<abc@example.com>', '<abc@example.com>'],
  [' abc@example.com\r\n', '<abc@example.com>'],
  ['<abc@example.com> (added by relay)', '<abc@example.com>'],
  ['', undefined],
  ['none', undefined],
])('the header %j of an email in Slack names %j', (value, found) => {
  expect(messageIdOfHeader(value)).toEqual(found === undefined ? undefined : named(found));
});

test.each(['<a@', 'Message-ID: <', 'message-id', 'message-id:a', 'a@', '<', ' ', '&lt;a@b&gt;', 'in-reply-to: <a@b c'])(
  '100 kB of %j is read in time',
  (part) => {
    const text = part.repeat(100_000 / part.length);
    expect(cpuMsOf(() => [referencesInTyped(text), referencesInTyped(`${text}@x>`), wordsAround(text)])).toBeLessThan(
      2_000,
    );
  },
);

test.each([
  ['a long word in an open bracket', 'message-id<'.padEnd(700, 'a')],
  ['a long word in a bracket that something opens again', 'Message-ID:<'.padEnd(1_500, 'a')],
  ['quotes around a word', "a'".padEnd(4_000, "'")],
])('20 kB of %s is read in time: whoever sends it holds nobody up', (_, part) => {
  const text = `${part.repeat(20_000 / part.length)}x@`;
  const words = `${"'".repeat(20_000)}x`;
  expect(cpuMsOf(() => [referencesInTyped(text), referencesInTyped(`a${words}`)])).toBeLessThan(500);
});
