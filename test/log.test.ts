import { DrizzleQueryError } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createLogger } from '../src/log.ts';

function logged(err: unknown): string {
  const lines: string[] = [];
  createLogger('debug', { write: (line) => void lines.push(line) }).error({ err }, 'failed');
  return lines.join('');
}

test('a failed query is logged with its type and reason, never with its text or values', () => {
  const reason = Object.assign(new Error('relation "audit" does not exist'), { code: '42P01' });
  const line = logged(new DrizzleQueryError('insert into audit values ($1)', ['a secret address'], reason));
  expect(line).toContain('DrizzleQueryError');
  expect(JSON.parse(line)).toMatchObject({ err: { cause: { message: reason.message, code: '42P01' } } });
  expect(line).not.toMatch(/secret address|insert into/);
});

test('extra properties that a library attaches to an error are not logged', () => {
  const line = logged(
    Object.assign(new Error('no answer'), { request: { headers: { authorization: 'Bearer secret' } } }),
  );
  expect(line).toContain('no answer');
  expect(line).not.toContain('secret');
});

test('an error’s own log fields are logged, but never replace its message', () => {
  const error = Object.assign(new Error('refused'), { logFields: { messages: ['too long'], message: 'other' } });
  expect(JSON.parse(logged(error))).toMatchObject({ err: { message: 'refused', messages: ['too long'] } });
});

test('a thrown value that is not an error is logged by its type alone', () => {
  expect(JSON.parse(logged('a secret')).err).toEqual({ type: 'string' });
});
