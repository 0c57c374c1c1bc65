import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { reasonInWords } from '../../../../src/slack/features/audit/reasons.ts';

const hecErrors = await readFile(new URL('../../../../src/hec/errors.ts', import.meta.url), 'utf8');
const services = new URL('../../../../src/services/', import.meta.url);
const serviceFiles = (await readdir(services, { recursive: true }))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFile(new URL(name, services), 'utf8'));
const serviceText = (await Promise.all(serviceFiles)).join('\n');

const codes = [
  ...[...hecErrors.matchAll(/readonly code = '(\w+)'/g)].map(([, code = '']) => code),
  ...[...serviceText.matchAll(/errorCode: '(\w+)'/g)].map(([, code = '']) => code),
  'store_unavailable',
];

test('there are codes to read', () => {
  expect(codes.length).toBeGreaterThan(12);
  expect(codes).toContain('interrupted');
});

test.each(codes)('the audit trail tells the code %s in words of its own', (code) => {
  const words = reasonInWords(code);
  expect(words).not.toContain('_');
  expect(words.toLowerCase()).not.toBe(code.replaceAll('_', ' '));
});

test('a code that nobody foresaw reads as words, whatever it holds', () => {
  expect(reasonInWords('some_newCode')).toBe('some new code');
  expect(reasonInWords('<!channel>')).not.toContain('<');
  expect(reasonInWords('constructor')).toBe('constructor');
});
