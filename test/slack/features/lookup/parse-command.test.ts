import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCommandText } from '../../../../src/slack/features/lookup/parse-command.ts';

const id = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const link = `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${Buffer.from(`profile/x/${id}`).toString('base64')}`;
const typed = { kind: 'event', reference: { kind: 'typed', id }, audience: 'conversation' };

describe('the text after /hec-event', () => {
  test.each([
    id,
    ` ${id} `,
    id.toUpperCase(),
    `"${id}"`,
    `\`${id}\``,
    `&lt;${id}&gt;`,
    `“${id}”`,
    `(${id}).`,
    `\`\`\`${id}\`\`\``,
  ])('the command text %j is an id', (text) => {
    expect(readCommandText(text)).toEqual(typed);
  });

  test.each([`${id} private`, `${id}   PRIVATE `, `"${id}" private`])(
    'the command text %j is for the asker alone',
    (text) => {
      expect(readCommandText(text)).toEqual({ ...typed, audience: 'asker' });
    },
  );

  test.each([link, `<${link}>`, `<${link.replace('&', '&amp;')}|the event>`, `"${link}"`])(
    'the command text %j is a portal link',
    (text) => {
      expect(readCommandText(text)).toMatchObject({ kind: 'event', reference: { kind: 'entity', id } });
    },
  );

  test.each(['', '   ', 'help', 'HELP', '""'])('the command text %j asks for help', (text) => {
    expect(readCommandText(text)).toEqual({ kind: 'help' });
  });

  test.each([
    'nonsense',
    'private',
    `${id} ${id}`,
    `${id}/../scopes`,
    `../${id}`,
    'x'.repeat(50),
    `${id.slice(2)}%2f`,
    'https://evil.example',
  ])('the command text %j cannot be read', (text) => {
    expect(readCommandText(text)).toEqual({ kind: 'unreadable' });
  });

  test('a command text of 5,000 characters cannot be read', () => {
    expect(readCommandText(`${id} ${' '.repeat(5_000)}`)).toEqual({ kind: 'unreadable' });
  });

  test('any command text is read without an error, and an id is always 32 lowercase hex digits', () => {
    let events = 0;
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\s<"`]*[0-9a-fA-F]{30,33}[>"`\s]*(private)?$/)),
        (text) => {
          const request = readCommandText(text);
          if (request.kind !== 'event') return;
          events += 1;
          expect(request.reference.id).toMatch(/^[0-9a-f]{32}$/);
        },
      ),
    );
    expect(events).toBeGreaterThan(0);
  });
});
