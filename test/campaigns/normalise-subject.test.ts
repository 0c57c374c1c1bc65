/** What stays of a subject without what a sender varies. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseSubject } from '../../src/campaigns/normalise-subject.ts';

const ana = ['Ana.Lopes7@harbour-freight.example'];

test.each([
  ['Delivery note 88412', 'delivery note'],
  ['RE: Fwd: [EXTERNAL] Delivery note 7', 'delivery note'],
  ['AW[2]: Delivery note', 'delivery note'],
  ['回复：Delivery note', 'delivery note'],
  ['Ana, your parcel #A-17/3 waits', 'your parcel a waits'],
  ['Invoice for ana.lopes7@harbour-freight.example', 'invoice for'],
  ['Ana Lopes’s password expires', 'password expires'],
  ["Lopes's invoice", 'invoice'],
  ['Banana delivery', 'banana delivery'],
  ['88412', ''],
  ['Re: re: ', ''],
  ['📦 Parcel 12 — Tag', 'parcel tag'],
])('of %j stays %j', (subject, expected) => {
  expect(normaliseSubject(subject, ana)).toBe(expected);
});

const word = fc.constantFrom('delivery', 'note', 'Your', 'invoice', 'parcel', 'Zahlung', '请假');
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' '));

test('neither "Re:", a number nor the recipient’s name makes a difference, nor does case, wherever they stand', () => {
  const noise = fc.constantFrom('4711', '#12', 'Ana', 'LOPES', 'ana.lopes7@harbour-freight.example', '2026-11-30');
  fc.assert(
    fc.property(words, fc.constantFrom('Re: ', 'FWD: ', 'AW: RE: ', ''), noise, fc.nat(6), (text, prefix, more, at) => {
      const parts = text.split(' ');
      const varied = prefix + [...parts.slice(0, at), more, ...parts.slice(at)].join(' ').toUpperCase();
      expect(normaliseSubject(varied, ana)).toBe(normaliseSubject(text, ana));
    }),
  );
});

test('what stays of it stays as it is when it is taken again, whatever the subject', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (subject) => {
      const once = normaliseSubject(subject, ana);
      expect(normaliseSubject(once, ana)).toBe(once);
    }),
  );
});

test('a hostile subject takes no time', () => {
  const started = performance.now();
  for (const hostile of ['re:'.repeat(50_000), ' '.repeat(100_000), '[external]'.repeat(20_000), "'".repeat(100_000)]) {
    normaliseSubject(hostile, ana);
  }
  expect(performance.now() - started).toBeLessThan(1_000);
});
