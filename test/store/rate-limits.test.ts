import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { dropRateLimitsBefore, RateLimits } from '../../src/store/rate-limits.ts';
import { storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const longMs = 60_000;
const shortMs = 300;

/** Each a process of its own. */
function twoProcesses(calls: number, withinMs: number) {
  const limits = () => new RateLimits(store().db, { post: { calls, withinMs } });
  return [limits(), limits()] as const;
}

test('all processes together get as many turns as there are', async () => {
  const [first, second] = twoProcesses(2, longMs);
  const key = randomUUID();
  expect(await first.take('post', key, longMs)).toBe(true);
  expect(await second.left('post', key)).toBe(1);
  expect(await second.take('post', key, longMs)).toBe(true);
  expect([await first.take('post', key, shortMs), await second.take('post', key, shortMs)]).toEqual([false, false]);
  expect(await second.left('post', key)).toBe(0);
  expect(await first.take('post', randomUUID(), longMs)).toBe(true);
});

test('who waits gets the next turns, first come, first served', async () => {
  const [limits] = twoProcesses(1, 50);
  const key = randomUUID();
  const turns: number[] = [];
  const take = async (number: number) => {
    if (await limits.take('post', key, longMs)) turns.push(number);
  };
  await Promise.all([1, 2, 3, 4, 5].map(take));
  expect(turns).toEqual([1, 2, 3, 4, 5]);
});

test('a pause holds for all processes', async () => {
  const [first, second] = twoProcesses(5, 50);
  const key = randomUUID();
  await first.pause('post', key, longMs);
  expect(await second.take('post', key, shortMs)).toBe(false);
});

test('nobody waits for a turn that a pause keeps from coming in time', async () => {
  const [limits] = twoProcesses(5, 50);
  const key = randomUUID();
  await limits.pause('post', key, 2 * longMs);
  const turns = [limits.take('post', key, longMs), limits.take('post', key, longMs)];
  expect(await Promise.all(turns)).toEqual([false, false]);
}, 10_000);

test('a pause of no time stops nobody', async () => {
  const [limits] = twoProcesses(5, 50);
  const key = randomUUID();
  await limits.pause('post', key, 0);
  expect(await limits.take('post', key, shortMs)).toBe(true);
});

test('what was spent long ago is removed', async () => {
  const [limits] = twoProcesses(1, longMs);
  const key = randomUUID();
  await limits.take('post', key, longMs);
  await dropRateLimitsBefore(store().db, new Date(Date.now()));
  expect(await limits.left('post', key)).toBe(0);
  await dropRateLimitsBefore(store().db, new Date(Date.now() + 2 * longMs));
  expect(await limits.left('post', key)).toBe(1);
});

test('a database that fails is told to whoever waits', async () => {
  const limits = new RateLimits(store().db, { post: { calls: 1, withinMs: longMs } });
  // Postgres takes no U+0000.
  await expect(limits.take('post', '\u0000', longMs)).rejects.toMatchObject({ code: 'store_unavailable' });
});
