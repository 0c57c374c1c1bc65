/** What people type to search, right or wrong. */
import fc from 'fast-check';
import { fieldNames, fields } from '../../src/search/fields.ts';
import type { Clock } from '../../src/search/query.ts';
import { arbitraryText } from './arbitrary-event.ts';

export const arbitraryClock: fc.Arbitrary<Clock> = fc.record({
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
export const arbitraryQueryText = fc
  .array(fc.tuple(piece, fc.constantFrom(' ', ' ', ' ', '')), { maxLength: 6 })
  .map((parts) => parts.flat().join(''));
