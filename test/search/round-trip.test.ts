import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describe as describeQuery } from '../../src/search/describe.ts';
import { fieldNames, fields } from '../../src/search/fields.ts';
import { parse } from '../../src/search/parse.ts';
import type { Clock } from '../../src/search/query.ts';
import { toText } from '../../src/search/to-text.ts';
import { arbitraryText } from '../support/arbitrary-event.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const clock: fc.Arbitrary<Clock> = fc.record({
  now: fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
  offsetSeconds: fc.integer({ min: -12 * 4, max: 14 * 4 }).map((quarters) => quarters * 900),
});

const hostile = [
  '"',
  "'",
  '\\',
  ':',
  '-',
  '–',
  ',',
  '+',
  ' ',
  '<',
  '>',
  '|',
  '“',
  '’',
  '：',
  '<http:',
  '[.]',
  '\u{1}',
  '\u{3}',
];
const words = ['invoice', 'AND', 'Re:', 'Ünï', '请假', '🎉', 'x[[.].]y.example', '<<http://x.y>|x.y>', '1', '＂'];
const values = fieldNames.map((name) => `${name}:${fields[name].example}`);
const times = ['last:3mo', 'since:monday', 'until:yesterday', 'since:00:01', 'until:today'];
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...values, ...values.map((value) => `-${value}`), ...times) },
  { weight: 2, arbitrary: fc.constantFrom(...words) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...hostile, ...words), { maxLength: 6 }).map((parts) => `"${parts.join('')}"`),
  },
  { weight: 2, arbitrary: fc.constantFrom('subject:', 'url:x.example/', 'to:', 'message-id:a@') },
  { weight: 1, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: arbitraryText },
);
const typed = fc
  .array(fc.tuple(piece, fc.constantFrom(' ', ' ', ' ', '')), { maxLength: 6 })
  .map((parts) => parts.flat().join(''));

test('whatever is typed is answered by a query or by sentences', () => {
  fc.assert(
    fc.property(fc.oneof(typed, fc.string({ unit: 'binary' }), arbitraryText), clock, (text, clock) => {
      const parsed = parse(text, clock);
      if (parsed.kind === 'query') expect(describeQuery(parsed.query, clock)).toMatch(/\S/);
      else expect(parsed.problems).toEqual(expect.arrayContaining([expect.stringMatching(/^\P{Ll}|^\p{L}[\w-]*:/u)]));
    }),
    { numRuns: 1_500 },
  );
});

test('a query as text is read as the same query', () => {
  let queries = 0;
  fc.assert(
    fc.property(typed, clock, (text, clock) => {
      const parsed = parse(text, clock);
      if (parsed.kind === 'problems') return;
      queries += 1;
      expect(parse(toText(parsed.query, clock), clock)).toEqual(parsed);
    }),
    { numRuns: 3_000 },
  );
  expect(queries).toBeGreaterThan(300);
});

describe('each field', () => {
  test.each(fieldNames)('the example of %s is understood, described, and read again as the same', (name) => {
    const clock = { now: new Date('2026-11-29T12:00:00Z'), offsetSeconds: 0 };
    const parsed = parse(`${name.toUpperCase()}:${fields[name].example}`, clock);
    if (parsed.kind === 'problems') throw new Error(parsed.problems.join(' '));
    expect(parse(toText(parsed.query, clock), clock)).toEqual(parsed);
    const plain = parse('last:7d', clock);
    const described = describeQuery(parsed.query, clock);
    expect(plain.kind === 'query' && describeQuery(plain.query, clock)).not.toBe(described);
    expect(described).not.toMatch(/\*|undefined/);
  });

  test('what people call a field is the name of none, and suggests one field only', () => {
    const meant = fieldNames.flatMap((name) => fields[name].meant);
    expect(meant.filter((name) => fieldNames.some((field) => field === name))).toEqual([]);
    expect(new Set(meant).size).toBe(meant.length);
  });
});

describe('reading takes time in proportion to the length', () => {
  test.each([
    'a ',
    'a',
    '"',
    "'",
    ':',
    '-',
    ' -',
    '\\',
    'a,',
    'type:a,',
    '<http:',
    '<http:a>',
    '[.]',
    '[.',
    'subject:"a" ',
    '–',
    'NOT ',
    '(',
    'a@',
    'a.',
  ])('for %s again and again', (part) => {
    const clock = { now: new Date('2026-11-29T12:00:00Z'), offsetSeconds: 0 };
    const long = part.repeat(Math.ceil(40_000 / part.length));
    const starts = ['', 'from:', 'url:', 'since:', 'message-id:', 'last:', 'ip:'];
    expect(cpuMsOf(() => parse(long, clock))).toBeLessThan(100);
    expect(cpuMsOf(() => starts.map((start) => parse(start + long.slice(0, 1_900), clock)))).toBeLessThan(150);
  });
});
