import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldNames, fields } from '../../src/search/fields.ts';
import { emptyForm, fillForm, readForm } from '../../src/search/form.ts';
import { parse } from '../../src/search/parse.ts';
import type { Query } from '../../src/search/query.ts';
import { arbitraryQueryText, arbitraryClock as clock } from '../support/arbitrary-query.ts';

const noon = { now: new Date('2026-11-09T11:00:00Z'), offsetSeconds: 3_600 };

function queryOf(text: string): Query {
  const parsed = parse(text, noon);
  if (parsed.kind === 'problems') throw new Error(parsed.problems.join(' '));
  return parsed.query;
}

const filled = (text: string) => fillForm(queryOf(text), noon);

test('a form filled in from a search and submitted as it is asks for the same', () => {
  let queries = 0;
  fc.assert(
    fc.property(arbitraryQueryText, clock, (text, clock) => {
      const parsed = parse(text, clock);
      if (parsed.kind === 'problems') return;
      queries += 1;
      expect(readForm(fillForm(parsed.query, clock), clock)).toEqual(parsed);
    }),
    { numRuns: 3_000 },
  );
  expect(queries).toBeGreaterThan(300);
});

test('whatever is written into a form is answered by a search or by sentences', () => {
  const text = fc.oneof(arbitraryQueryText, fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.constantFrom(...fieldNames, 'words' as const, 'more' as const), text, clock, (part, text, clock) => {
      const read = readForm({ ...emptyForm, [part]: [text] }, clock);
      if (read.kind === 'problems') expect(Object.values(read.problems).join('')).toMatch(/\S \S/);
    }),
    { numRuns: 1_500 },
  );
});

test('every field with one value of each kind has an input of its own', () => {
  for (const field of fieldNames) {
    expect(filled(`${field}:${fields[field].example}`), field).toMatchObject({ more: [] });
  }
});

test('what a form has no input for stays in it as text', () => {
  const form = filled('severity:high,low -type:dlp type:phishing subject:"a b","c" invoice -"not this" last:3d');
  expect(form).toMatchObject({ severity: [], type: ['phishing'], subject: [], words: ['invoice'], last: ['3d'] });
  expect(form.more).toEqual(['severity:high,low -type:dlp subject:"a b",c -"not this"']);
});

test('a form that nobody filled in lists all events of the last week', () => {
  expect(readForm(emptyForm, noon)).toEqual({ kind: 'query', query: queryOf('last:7d') });
});

test.each([
  [
    { from: ['ana@evil.example; Bob <bob@evil.example>\nother.example'] },
    'from:ana@evil.example,bob@evil.example,other.example',
  ],
  [{ subject: ['Re: invoice, "final"'] }, 'subject:"Re: invoice, \\"final\\""'],
  [{ words: ['Re: “delivery note” NOT from:me'] }, '"Re:" "delivery note" "NOT" "from:me"'],
  [{ since: ['yesterday'], last: ['24h'] }, 'since:yesterday'],
  [{ more: ['last:2d -type:dlp'] }, 'last:2d -type:dlp'],
  [{ in: ['emails'], to: ['bo@example.com'] }, 'to:bo@example.com'],
  [{ to: ['bo@example.com'] }, 'to:bo@example.com'],
  [{ type: ['phishing'], more: ['type:malware'] }, 'type:phishing,malware'],
])('%j is read as people mean it', (values, text) => {
  expect(readForm({ ...emptyForm, ...values }, noon)).toEqual({ kind: 'query', query: queryOf(text) });
});

test.each([
  [
    { from: ['nobody'] },
    {
      from: '“nobody” is neither an email address nor a domain. Write ana@parcel-point.example or parcel-point.example.',
    },
  ],
  [{ from: [','] }, { from: 'There is no value here. Write it as parcel-point.example, or leave it empty.' }],
  [{ since: ['yesterdy'] }, { since: '“yesterdy” isn’t a date. Did you mean yesterday?' }],
  [
    { hash: ['12'], ip: ['10.0.0.0/8'] },
    { hash: /MD5/, ip: /^“10.0.0.0\/8” is a range. Write single addresses, such as 203/ },
  ],
  [{ words: ['a "b'] }, { words: /not closed/ }],
  [{ words: ['invoice -dlp'] }, { words: 'To rule something out, write -dlp into “More filters”.' }],
  [{ more: ['sverity:high'] }, { more: /Did you mean severity:/ }],
  [{ type: ['dlp'], more: ['-type:dlp'] }, { more: /nothing can match/ }],
  [{ last: ['24h'], more: ['last:2d'] }, { more: /last: is there twice/ }],
])('a mistake in %j is told beside its input', (values, problems) => {
  const read = readForm({ ...emptyForm, ...values }, noon);
  expect(read).toEqual({
    kind: 'problems',
    problems: Object.fromEntries(
      Object.entries(problems).map(([part, sentence]) => [
        part,
        typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
      ]),
    ),
  });
});
