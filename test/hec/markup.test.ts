import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveMarkup } from '../../src/hec/markup.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const token = (label: string, more: object = {}) =>
  `#{${JSON.stringify({ entity_id: 'x', ...more, label }).slice(1, -1)}}`;

describe('tokens', () => {
  test.each([
    ['a token', token('Jane'), 'Jane'],
    ['each of several tokens in a sentence', `From ${token('a@b.c')} - '${token('Hi')}'!`, "From a@b.c - 'Hi'!"],
    ['each of two tokens side by side', token('a') + token('b'), 'ab'],
    [
      'a token with nested objects and lists',
      token('Bob', { display: 'embedded-entity', tooltip_fields: [{ type: 'a', value: '}' }, { value: '{' }] }),
      'Bob',
    ],
    ['a token with quotes and escapes in its label', token('say "}" \\ #{'), 'say "}" \\ #{'],
    ['a token with an escaped emoji', '#{"label":"\\ud83d\\udcb8"}', '💸'],
    ['a token with spaces and line breaks', '#{ \n "label" : "x" }', 'x'],
    ['a token with an empty label', `a${token('')}b`, 'ab'],
    ['a token with a null id', '#{"entity_id":null,"label":"<Unknown>"}', '<Unknown>'],
    ['a token after a stray opening', `#{ and ${token('x')}`, '#{ and x'],
    ['a token after a stray opening with a quote', `#{"oops ${token('x')}`, '#{"oops x'],
    ['a token inside braces that hold no JSON', `#{ "a" ${token('x')} }`, '#{ "a" x }'],
  ])('%s becomes its label', (_name, text, expected) => {
    expect(resolveMarkup(text)).toBe(expected);
  });

  test('a token inside a label is not resolved', () => {
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
])('%j is not a token and stays as it is', (text) => {
  expect(resolveMarkup(text)).toBe(text);
});

test('any text without tokens stays unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!text.includes('#{'));
      expect(resolveMarkup(text)).toBe(text);
    }),
  );
});

test('no mix of the pieces of tokens makes reading throw', () => {
  const pieces = fc.constantFrom('#{', '{', '}', '"', '\\', ':', ',', '[', ']', '"label"', '"x"', '#', ' ', 'null');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      expect(typeof resolveMarkup(parts.join(''))).toBe('string');
    }),
    { numRuns: 2_000 },
  );
});

test('any label comes out as it went in, whatever surrounds it', () => {
  const around = fc.string({ unit: 'binary' }).filter((text) => !/[#{}]/.test(text));
  fc.assert(
    fc.property(around, fc.string({ unit: 'binary' }), fc.jsonValue(), around, (before, label, extra, after) => {
      expect(resolveMarkup(before + token(label, { extra }) + after)).toBe(before + label + after);
    }),
  );
});

describe('hostile text', () => {
  const repeat = (piece: string) => piece.repeat(Math.ceil(400_000 / piece.length));
  test.each(['#{', '#{"', '#{"a":{', '#{"\\"', '#{"a":"#{\\"', '#{}', '#{"#{":', '#{ ', '#{[', '#{"a":1,"#{":1,'])(
    '400 kB of %s is read in linear time',
    (piece) => {
      const text = repeat(piece);
      // Linear is some 10 ms, quadratic some 10 s.
      expect(cpuMsOf(() => expect(resolveMarkup(text)).toBe(text))).toBeLessThan(2_000);
    },
  );
});
