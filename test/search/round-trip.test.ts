import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describe as describeQuery } from '../../src/search/describe.ts';
import { fieldNames, fields } from '../../src/search/fields.ts';
import { parse } from '../../src/search/parse.ts';
import { toText } from '../../src/search/to-text.ts';
import { arbitraryText } from '../support/arbitrary-event.ts';
import { arbitraryClock as clock, arbitraryQueryText as typed } from '../support/arbitrary-query.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

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
