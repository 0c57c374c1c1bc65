import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventReference } from '../../src/events/links.ts';
import { referencesInText, withoutRepeats, withoutWrapping } from '../../src/events/references.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const id = '7ded0371a3e1475c9a877e452f23a049';
const other = '32a9bba544c51e4b8cdb1b76183af986';
const dashboard = 'https://in.portal.checkpoint.com/dashboard/email&collaboration/CGS1';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const entityLink = (entity: string) => `${dashboard}?route=${base64(`profile/google_mail_email/${entity}`)}`;
const eventLink = (event: string) => `https://portal.checkpoint.com/events/${event}`;
const typed = (found: string): EventReference => ({ kind: 'typed', id: found });

describe('an id in a text', () => {
  test.each([
    id,
    id.toUpperCase(),
    `(${id})`,
    `Event ${id}.`,
    `event:${id}, please`,
    `\`${id}\``,
    `_${id}_`,
    `event-${id}-`,
    `事件${id}です`,
    `first line\n${id}\r\n`,
    `| ${id} | Phishing |`,
    `https://ticket.example/${id}`,
    `https://ticket.example/search?q=event%20${id}%20phishing`,
    `http://portal.checkpoint.com/events/${id}`,
    `https://email-security-portal.avanan.net/#/${id}`,
    `https://portal.checkpoint.com.evil.example/events/${id}`,
  ])('%j counts as typed', (text) => {
    expect(referencesInText(text)).toEqual([typed(id)]);
  });

  test.each([
    '',
    'nothing here',
    id.slice(1),
    `${id}0`,
    `x${id}`,
    `${id}${other}`,
    `sha256 ${id}${other}`,
    `https://ticket.example/${id}${other}`,
    '7ded0371-a3e1-475c-9a87-7e452f23a049',
  ])('%j holds none', (text) => {
    expect(referencesInText(text)).toEqual([]);
  });
});

describe('a portal link in a text', () => {
  test.each([
    `See ${entityLink(id)}.`,
    `"${entityLink(id)}"`,
    `(${entityLink(id)})`,
    `<${entityLink(id)}>`,
    `<${entityLink(id)}|the email>`,
    `[the email](${entityLink(id)})`,
    `| ${entityLink(id)}|x |`,
    `see:${entityLink(id)}!?`,
    `“${entityLink(id)}”…`,
    `${entityLink(id).replaceAll('=', '%3D').replace('%3D', '=')}.`,
    `https://portal.checkpoint.com/#/profile/google_mail_email/${id}, …`,
    `${entityLink(id)}\nand more`,
  ])('%j ends where people end it', (text) => {
    expect(referencesInText(text)).toEqual([{ kind: 'entity', id }]);
  });

  test('counts once, not also for the ids that can be read in it', () => {
    expect(referencesInText(eventLink(id))).toEqual([{ kind: 'linked', id }]);
    expect(referencesInText(`${entityLink(id)}&event=${other}`)).toEqual([{ kind: 'entity', id }]);
  });
});

describe('several references', () => {
  test('come in the order in which they appear', () => {
    expect(referencesInText(`${other} and ${entityLink(id)}`)).toEqual([typed(other), { kind: 'entity', id }]);
    expect(referencesInText(`${entityLink(id)} and ${other}`)).toEqual([{ kind: 'entity', id }, typed(other)]);
  });

  test('are told apart in a list without spaces, and in a link that a mail filter has wrapped', () => {
    const both = [{ kind: 'entity', id } as const, { kind: 'linked', id: other } as const];
    expect(referencesInText(`${entityLink(id)},${eventLink(other)}`)).toEqual(both);
    expect(referencesInText(`https://urldefense.com/v3/__${entityLink(id)}__;!!x$ ${eventLink(other)}`)).toEqual(both);
  });

  test.each([
    [`${id} ${id.toUpperCase()}`, 'typed'],
    [`${id} ${eventLink(id)}`, 'linked'],
    [`${eventLink(id)} ${id}`, 'linked'],
    [`${id} ${entityLink(id)}`, 'entity'],
    [`${entityLink(id)} ${id} ${eventLink(id)}`, 'entity'],
    [`${eventLink(id)} ${entityLink(id)}`, 'entity'],
  ])('to the same id are one, which knows the most: %j', (text, kind) => {
    expect(referencesInText(text)).toEqual([{ kind, id }]);
  });

  test('to the same id keep their first place', () => {
    expect(referencesInText(`${id} ${other} ${entityLink(id)}`)).toEqual([{ kind: 'entity', id }, typed(other)]);
  });
});

describe('any text', () => {
  const hexId = fc.stringMatching(/^[0-9a-f]{32}$/);
  const piece = hexId.chain((found) =>
    fc.constantFrom<{ text: string; reference: EventReference }>(
      { text: found, reference: typed(found) },
      { text: found.toUpperCase(), reference: typed(found) },
      { text: `https://ticket.example/browse/${found}?x=1`, reference: typed(found) },
      { text: eventLink(found), reference: { kind: 'linked', id: found } },
      { text: entityLink(found), reference: { kind: 'entity', id: found } },
    ),
  );
  const between = fc.stringMatching(/^[.,;:!?)\]}>"'»]?[\s<>"'`)|][^0-9a-zA-Z]*$/);

  test('gives every id and link in it, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, between), { maxLength: 8 }), (pieces) => {
        const text = pieces.map(([{ text: part }, gap]) => part + gap).join('');
        expect(referencesInText(text)).toEqual(withoutRepeats(pieces.map(([{ reference }]) => reference)));
      }),
    );
  });

  test('is read without an error; ids are 32 lowercase hex digits and come once', () => {
    const fragment = fc.oneof(
      fc.string({ unit: 'binary' }),
      hexId,
      fc.constantFrom('https://', dashboard, '?route=', 'https://x.avanan.net/#/', '%', '%2', '|', ')', '.'),
    );
    fc.assert(
      fc.property(fc.array(fragment), (fragments) => {
        const found = referencesInText(fragments.join('')).map(({ id: one }) => one);
        for (const one of found) expect(one).toMatch(/^[0-9a-f]{32}$/);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });

  const hostile = [
    'a',
    'https://',
    'https://.',
    '.',
    'https://)',
    ')',
    ' ',
    'https://a ',
    `${id} `,
    `${eventLink(id)} `,
  ]
    .concat([`${entityLink(id)} `, `https://portal.checkpoint.com/?route=%`, '<', '<a|', `https://x/${id}%`])
    .concat(`${dashboard}?route=${'A'.repeat(3_900)} `);
  test.each(hostile)('is read in time however long it is: %j over and over', (part) => {
    const text = part.repeat(Math.ceil(100_000 / part.length));
    const reading = () => [referencesInText(text), referencesInText(`${text}x`), withoutWrapping(`${text}x`)];
    expect(cpuMsOf(reading)).toBeLessThan(2_000);
  });
});

test.each([`"${id}"`, ` <${id}> `, `(${id}).`, `\`\`\`${id}\`\`\``, `„${id}“?!`, `[${id}],`])(
  'what was pasted around an id is taken off: %j',
  (word) => {
    expect(withoutWrapping(word)).toBe(id);
  },
);
