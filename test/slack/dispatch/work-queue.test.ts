import { expect, onTestFinished, test } from 'vitest';
import { currentRequestId, withRequestId } from '../../../src/log.ts';
import { createWorkQueue, type WorkQueue } from '../../../src/slack/dispatch/work-queue.ts';

test('requests that arrive together begin one per turn of the event loop, first come first served', async () => {
  const queue = createWorkQueue();
  let turn = 0;
  let goesOn = true;
  const count = () => {
    turn += 1;
    if (goesOn) setImmediate(count);
  };
  setImmediate(count);
  const begun: { number: number; turn: number }[] = [];
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  await Promise.all(numbers.map((number) => queue.run(async () => begun.push({ number, turn }))));
  goesOn = false;
  expect(begun.map(({ number }) => number)).toEqual(numbers);
  expect(new Set(begun.map(({ turn }) => turn)).size).toBe(200);
});

/** Something arrives in each turn of the event loop, for so many turns or until the test ends. */
function arriving(queue: WorkQueue, times: number): { left: () => number } {
  let left = times;
  const arrive = () => {
    if (left === 0) return;
    left -= 1;
    queue.arrived();
    setImmediate(arrive);
  };
  arrive();
  onTestFinished(() => {
    left = 0;
  });
  return { left: () => left };
}

test('no work begins while more arrives from Slack', async () => {
  const queue = createWorkQueue();
  const { left } = arriving(queue, 50);
  expect(await queue.run(async () => left())).toBe(0);
});

test('work begins after a while, however much arrives', async () => {
  const queue = createWorkQueue(5);
  const { left } = arriving(queue, Number.POSITIVE_INFINITY);
  const begun = await queue.run(async () => left());
  expect(begun).toBeGreaterThan(0);
});

test('work that waited for its turn keeps the id of its own request', async () => {
  const queue = createWorkQueue();
  const asked = Array.from({ length: 20 }, () =>
    withRequestId(async () => {
      const mine = currentRequestId();
      return queue.run(async () => currentRequestId() === mine);
    }),
  );
  expect(new Set(await Promise.all(asked))).toEqual(new Set([true]));
});

test('a failure goes to the request it belongs to, and the next one has its turn', async () => {
  const queue = createWorkQueue();
  await expect(queue.run(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  expect(await queue.run(async () => 'yours')).toBe('yours');
});
