import { expect, test } from 'vitest';
import { currentRequestId, withRequestId } from '../../src/log.ts';
import { createTurns } from '../../src/slack/turns.ts';

test('of many who ask at once, one begins in each turn of the event loop, first come first served', async () => {
  const turns = createTurns();
  let turn = 0;
  let goesOn = true;
  const count = () => {
    turn += 1;
    if (goesOn) setImmediate(count);
  };
  setImmediate(count);
  const begun: { number: number; turn: number }[] = [];
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  await Promise.all(numbers.map((number) => turns.take(async () => begun.push({ number, turn }))));
  goesOn = false;
  expect(begun.map(({ number }) => number)).toEqual(numbers);
  expect(new Set(begun.map(({ turn }) => turn)).size).toBe(200);
});

test('whoever waited for their turn keeps the id of their own request', async () => {
  const turns = createTurns();
  const asked = Array.from({ length: 20 }, () =>
    withRequestId(async () => {
      const mine = currentRequestId();
      return turns.take(async () => currentRequestId() === mine);
    }),
  );
  expect(new Set(await Promise.all(asked))).toEqual(new Set([true]));
});

test('a failure goes to whoever asked, and the next has their turn', async () => {
  const turns = createTurns();
  await expect(turns.take(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  expect(await turns.take(async () => 'yours')).toBe('yours');
});
