import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCommandText } from '../../../../src/slack/features/lookup/parse-command.ts';
import { cpuMsOf } from '../../../support/cpu-time.ts';

const id = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const other = '7a7b7c7d7e7f70717273747576777879';
const entity = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const link = `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${Buffer.from(`profile/google_mail_email/${entity}`).toString('base64')}`;
const typed = { kind: 'typed', id };
const linked = { kind: 'entity', id: entity };
const shown = { kind: 'event', reference: typed, audience: 'conversation' };
const alone = { ...shown, audience: 'asker' };
const unreadable = { kind: 'unreadable', why: 'no_id' };

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
    `Event ID: ${id}`,
    `event ${id}`,
    `eventId=${id}`,
    `#${id}`,
    `— ${id}`,
    `show me ${id}, please`,
    `*${id}*`,
    `_${id}_`,
    `Phishing ${id} in ben's mailbox`,
    `${id} ${id}`,
    `${id} (again: ${id.toUpperCase()})`,
    `<@U0MEMBER01> look at ${id}`,
    `https://ticket.example/browse?event=${id}`,
    `<https://ticket.example/browse?event=${id}>`,
    `../${id}`,
    `${id}${' '.repeat(5_000)}`,
    `${'word '.repeat(1_000)}${id}`,
  ])('the command text %j is one id', (text) => {
    expect(readCommandText(text)).toEqual(shown);
  });

  test.each([
    `${id} private`,
    `${id}   PRIVATE `,
    `"${id}" private`,
    `private ${id}`,
    `Private: ${id}`,
    `${id} (private)`,
    `${id} private, please`,
    `show me ${id} privately`,
    `please, *private* ${id}`,
    `\u{200B}private\u{200B} ${id}`,
    `${id} pri\u{AD}vate`,
    `${id}\u{200B}private`,
    `${id} ｐｒｉｖａｔｅ`,
  ])('the command text %j is for the asker alone', (text) => {
    expect(readCommandText(text)).toEqual(alone);
  });

  test('a link with "private" in it is for everybody', () => {
    const text = `https://ticket.example/private/${id}`;
    expect(readCommandText(text)).toEqual(shown);
    expect(readCommandText(`<${text}>`)).toEqual(shown);
  });

  test.each([
    link,
    `<${link}>`,
    `<${link.replace('&', '&amp;')}|the event>`,
    `"${link}"`,
    `see ${link}`,
    `\u{200B}${link}`,
    `https://nam11.safelinks.protection.outlook.com/?url=${encodeURIComponent(link)}&amp;data=05%7C02%7C${other}%7C`,
    `<https://urldefense.com/v3/__${link}__;Jg!!AbC!dEf$>`,
  ])('the command text %j is a portal link', (text) => {
    expect(readCommandText(text)).toEqual({ ...shown, reference: linked });
  });

  test.each([
    `audit ${id}`,
    `AUDIT: ${id}`,
    `${id} audit`,
    `audit event ${id}`,
    `audit ${id}, please`,
    `show me the audit trail of ${id}`,
    `${id}: audit trail`,
    `event ${id}, the audit log, as a table`,
    `\u{2060}audit ${id}`,
    `private audit ${id}`,
    `${id} ${id} audit`,
  ])('the command text %j asks for an audit trail', (text) => {
    expect(readCommandText(text)).toEqual({ kind: 'audit', reference: typed });
  });

  test.each([`audit ${link}`, `<${link}> audit`, `audit of <${link}|the email>`])(
    'the command text %j asks for the audit trail of what a link leads to',
    (text) => {
      expect(readCommandText(text)).toEqual({ kind: 'audit', reference: linked });
    },
  );

  test('a subject with "audit" in it asks for the event', () => {
    expect(readCommandText(`Phishing ${id} "Your audit is due" to ana`)).toEqual(shown);
  });

  test.each([`${id} ${other}`, `${id}, ${other}`, `compare ${id} with ${other} and ${id}`, `${id}\u{200B}${other}`])(
    'the command text %j names several events to choose from',
    (text) => {
      const references = [typed, { kind: 'typed', id: other }];
      expect(readCommandText(text)).toEqual({ kind: 'choice', references, audience: 'conversation' });
      expect(readCommandText(`private ${text}`)).toEqual({ kind: 'choice', references, audience: 'asker' });
    },
  );

  test('an id and a link to something else are several events', () => {
    const choice = { kind: 'choice', references: [typed, linked], audience: 'conversation' };
    expect(readCommandText(`${id}, ${link}`)).toEqual(choice);
  });

  test('the audit trails of several events cannot be asked for at once', () => {
    expect(readCommandText(`audit ${id} ${other}`)).toEqual({ kind: 'unreadable', why: 'several_to_audit' });
  });

  test.each(['', '   ', 'help', 'HELP', '""', 'help, please', '\u{200B}help', 'he\u{2060}lp', '&lt;&gt;'])(
    'the command text %j asks for help',
    (text) => {
      expect(readCommandText(text)).toEqual({ kind: 'help' });
    },
  );

  test.each([
    'nonsense',
    'hello',
    '1234',
    'private',
    'audit',
    'x'.repeat(50),
    `${id.slice(2)}%2f`,
    `${id}${other}`,
    'https://evil.example',
    '<https://evil.example>',
    `https://nam11.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example&amp;data=05%7C${id}%7C`,
  ])('the command text %j cannot be read', (text) => {
    expect(readCommandText(text)).toEqual(unreadable);
  });

  test.each(['audit ', 'private', `${id} `, '<', '&amp;', '\u{200B}', '!', '___https://'])(
    'a command text of %j over and over is read in a fraction of a second',
    (part) => {
      const text = part.repeat(Math.ceil(40_000 / part.length));
      expect(cpuMsOf(() => readCommandText(text))).toBeLessThan(1_000);
    },
  );

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
