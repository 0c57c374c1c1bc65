import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventReference } from '../../src/events/links.ts';
import { referencesInText, withoutRepeats, withoutWrapping } from '../../src/events/references.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const id = '7ded0371a3e1475c9a877e452f23a049';
const guid = '7ded0371-a3e1-475c-9a87-7e452f23a049';
const other = '32a9bba544c51e4b8cdb1b76183af986';
const dashboard = 'https://in.portal.checkpoint.com/dashboard/email&collaboration/CGS1';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const entityLink = (entity: string) => `${dashboard}?route=${base64(`profile/google_mail_email/${entity}`)}`;
const eventLink = (event: string) => `https://portal.checkpoint.com/events/${event}`;
const typed = (found: string): EventReference => ({ kind: 'typed', id: found });

describe('ids in a text', () => {
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
    `Event id: ${id}`,
    `eventId=${id}`,
    `{"eventId":"${id}"}`,
    `*${id}*`,
    `#${id}`,
    `— ${id} –`,
    `event（${id}）。`,
    `编号：${id}，请看`,
    `Phishing ${id} in ben's mailbox`,
    `urn:hec:event:${id}`,
    `the same twice: ${id} ${id.toUpperCase()}`,
  ])('the id in %j counts as typed', (text) => {
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
    `${guid}0`,
    `${guid}-1`,
    `${guid} ${guid.replace('7', '8')}`,
  ])('%j contains no id', (text) => {
    expect(referencesInText(text)).toEqual([]);
  });
});

describe('an id with something in it', () => {
  test.each([
    id.replace(/(.{8})(?=.)/g, '$1-'),
    id.replace(/(.{4})(?=.)/g, '$1-'),
    id.replace(/(.{16})(?=.)/g, '$1\u{2011}'),
    `event ${id.replace(/(.{16})(?=.)/g, '$1–')}, please`,
    `*${id.replace(/(.{8})(?=.)/g, '$1−')}*`,
  ])('dashes in %j are passed over', (text) => {
    expect(referencesInText(text)).toEqual([typed(id)]);
  });

  const marks = ['\u{200B}', '\u{200E}', '\u{202E}', '\u{2060}', '\u{2069}', '\u{00AD}', '\u{FEFF}', '\u{180E}'].concat(
    ['\u{3164}', '\u{115F}', '\u{034F}', '\u{FE0F}', '\u{E0061}', '\u{FFF9}', '\u{0007}', '\u{200B}\u{200C}\u{200D}'],
  );
  const places: Record<string, (text: string, mark: string) => string> = {
    before: (text, mark) => `${mark}${text}`,
    behind: (text, mark) => `${text}${mark}`,
    within: (text, mark) => `${text.slice(0, -9)}${mark}${text.slice(-9)}`,
    everywhere: (text, mark) => [...text].join(mark),
  };
  test.each(marks.flatMap((mark) => Object.keys(places).map((place) => ({ mark: JSON.stringify(mark), place }))))(
    'nobody sees $mark, so an id and a link are read as if it were not there: $place',
    ({ mark, place }) => {
      const put = (text: string) => places[place]?.(text, JSON.parse(mark)) ?? '';
      expect(referencesInText(put(id))).toEqual([typed(id)]);
      expect(referencesInText(`event ${put(id)}, please`)).toEqual([typed(id)]);
      expect(referencesInText(`see ${put(entityLink(id))}`)).toEqual([{ kind: 'entity', id }]);
    },
  );

  test('marks that nobody sees still part words where an id could not be read otherwise', () => {
    expect(referencesInText(`event\u{200B}${id}`)).toEqual([typed(id)]);
    expect(referencesInText(`${id}\u{200B}${other}`)).toEqual([typed(id), typed(other)]);
    expect(referencesInText(`${id.slice(0, 9)}\u{200B}${id.slice(9)}${other}`)).toEqual([]);
  });

  const shifted = (text: string, digit: number, letter: number) =>
    text
      .replace(/\d/g, (each) => String.fromCodePoint(digit + Number(each)))
      .replace(/[a-f]/g, (each) => String.fromCodePoint(letter + each.charCodeAt(0) - 'a'.charCodeAt(0)));
  test.each([
    ['full-width', shifted(id, 0xff10, 0xff41)],
    ['full-width and upper-case', shifted(id, 0xff10, 0xff21)],
    ['monospaced', shifted(id, 0x1d7f6, 0x1d68a)],
    ['bold', shifted(id, 0x1d7ce, 0x1d41a)],
  ])('%s digits and letters are read as what they look like', (_name, text) => {
    expect(referencesInText(text)).toEqual([typed(id)]);
    expect(referencesInText(`（${text}）`)).toEqual([typed(id)]);
  });

  test('letters of other alphabets that look alike are others', () => {
    expect(referencesInText(id.replaceAll('a', 'а'))).toEqual([]);
  });
});

describe('a GUID in a text', () => {
  test.each([guid, guid.toUpperCase(), `the person ${guid}.`, `(${guid}) or ${guid}`])(
    'the one GUID in %j may be the id of a person or a file',
    (text) => {
      expect(referencesInText(text)).toEqual([typed(guid)]);
    },
  );

  test.each([
    [`${guid} ${id}`, [typed(id)]],
    [`${entityLink(id)} request ${guid}`, [{ kind: 'entity', id }]],
    [`https://ticket.example/${guid}`, []],
  ] as const)('a GUID in %j is one of the many that mean nothing to HEC', (text, expected) => {
    expect(referencesInText(text)).toEqual(expected);
  });
});

describe('portal links in a text', () => {
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
  ])('the portal link in %j is found without what surrounds it', (text) => {
    expect(referencesInText(text)).toEqual([{ kind: 'entity', id }]);
  });

  test('a portal link counts once, and not again for the ids in it', () => {
    expect(referencesInText(eventLink(id))).toEqual([{ kind: 'linked', id }]);
    expect(referencesInText(`${entityLink(id)}&event=${other}`)).toEqual([{ kind: 'entity', id }]);
  });
});

describe('several references', () => {
  test('references come in the order in which they appear', () => {
    expect(referencesInText(`${other} and ${entityLink(id)}`)).toEqual([typed(other), { kind: 'entity', id }]);
    expect(referencesInText(`${entityLink(id)} and ${other}`)).toEqual([{ kind: 'entity', id }, typed(other)]);
  });

  test('references are told apart in a list without spaces and in a link that a mail filter has wrapped', () => {
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
  ])('references to the same id become the most specific one: %j', (text, kind) => {
    expect(referencesInText(text)).toEqual([{ kind, id }]);
  });

  test('references to the same id keep the place of the first one', () => {
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

  test('every id and link in a text is found, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, between), { maxLength: 8 }), (pieces) => {
        const text = pieces.map(([{ text: part }, gap]) => part + gap).join('');
        expect(referencesInText(text)).toEqual(withoutRepeats(pieces.map(([{ reference }]) => reference)));
      }),
    );
  });

  test('any text is read without an error, and gives each id once, as 32 lowercase hex digits', () => {
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
  test.each(hostile)('a long text of %j over and over is read quickly', (part) => {
    const text = part.repeat(Math.ceil(100_000 / part.length));
    const reading = () => [referencesInText(text), referencesInText(`${text}x`), withoutWrapping(`${text}x`)];
    expect(cpuMsOf(reading)).toBeLessThan(2_000);
  });

  test.each(['.', '!?', '…'])('a link with a long run of %j in it is read quickly', (mark) => {
    const link = (marks: number) => `https://portal.checkpoint.com/profile/google_mail_email/${mark.repeat(marks)}x `;
    const texts = [link(100_000 / mark.length), link(3_900 / mark.length).repeat(25)];
    expect(cpuMsOf(() => texts.map(referencesInText))).toBeLessThan(1_500);
  });
});

test.each([`"${id}"`, ` <${id}> `, `(${id}).`, `\`\`\`${id}\`\`\``, `„${id}“?!`, `[${id}],`])(
  'what was pasted around an id is removed: %j',
  (word) => {
    expect(withoutWrapping(word)).toBe(id);
  },
);
