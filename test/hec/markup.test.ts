import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveMarkup } from '../../src/hec/markup.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const token = (label: string, more: object = {}) =>
  `#{${JSON.stringify({ entity_id: 'x', ...more, label }).slice(1, -1)}}`;

describe('a token', () => {
  test.each([
    ['one', token('Jane'), 'Jane'],
    ['several in a sentence', `From ${token('a@b.c')} - '${token('Hi')}'!`, "From a@b.c - 'Hi'!"],
    ['side by side', token('a') + token('b'), 'ab'],
    [
      'with nested objects and lists',
      token('Bob', { display: 'embedded-entity', tooltip_fields: [{ type: 'a', value: '}' }, { value: '{' }] }),
      'Bob',
    ],
    ['with quotes and escapes in its label', token('say "}" \\ #{'), 'say "}" \\ #{'],
    ['with an escaped emoji', '#{"label":"\\ud83d\\udcb8"}', '💸'],
    ['with spaces and line ends', '#{ \n "label" : "x" }', 'x'],
    ['with an empty label', `a${token('')}b`, 'ab'],
    ['with a null id', '#{"entity_id":null,"label":"<Unknown>"}', '<Unknown>'],
    ['after a stray opening', `#{ and ${token('x')}`, '#{ and x'],
    ['after a stray opening with a quote', `#{"oops ${token('x')}`, '#{"oops x'],
    ['inside what closes but is no JSON', `#{ "a" ${token('x')} }`, '#{ "a" x }'],
  ])('%s becomes its label', (_name, text, expected) => {
    expect(resolveMarkup(text)).toBe(expected);
  });

  test('in a label is not resolved again', () => {
    expect(resolveMarkup(token(token('inner')))).toBe(token('inner'));
  });
});

test.each([
  '',
  '#',
  '#{',
  '#{}',
  '#{"label":1}',
  '#{"label":null}',
  '#{"text":"x"}',
  '#{"label":"x"',
  '#{"label":"x}',
  "#{'label':'x'}",
  '#{"label":"x",}',
  '#{"__proto__":{"label":"x"}}',
  '{"label":"x"}',
  '# {"label":"x"}',
])('%j is no token and stays as it was', (text) => {
  expect(resolveMarkup(text)).toBe(text);
});

test('text without tokens is unchanged, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!text.includes('#{'));
      expect(resolveMarkup(text)).toBe(text);
    }),
  );
});

test('nothing made of the pieces of tokens ever throws', () => {
  const pieces = fc.constantFrom('#{', '{', '}', '"', '\\', ':', ',', '[', ']', '"label"', '"x"', '#', ' ', 'null');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      expect(typeof resolveMarkup(parts.join(''))).toBe('string');
    }),
    { numRuns: 2_000 },
  );
});

test('any label comes out as it went in, whatever stands around it', () => {
  const around = fc.string({ unit: 'binary' }).filter((text) => !/[#{}]/.test(text));
  fc.assert(
    fc.property(around, fc.string({ unit: 'binary' }), fc.jsonValue(), around, (before, label, extra, after) => {
      expect(resolveMarkup(before + token(label, { extra }) + after)).toBe(before + label + after);
    }),
  );
});

describe('hostile text takes no longer than its length', () => {
  const repeat = (piece: string) => piece.repeat(Math.ceil(400_000 / piece.length));
  test.each(['#{', '#{"', '#{"a":{', '#{"\\"', '#{"a":"#{\\"', '#{}', '#{"#{":', '#{ ', '#{[', '#{"a":1,"#{":1,'])(
    'such as 400 kB of %s',
    (piece) => {
      const text = repeat(piece);
      // Linear is some 10 ms, quadratic some 10 s.
      expect(cpuMsOf(() => expect(resolveMarkup(text)).toBe(text))).toBeLessThan(2_000);
    },
  );
});
