import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { together } from '../../../src/services/search/together.ts';

async function* given(...steps: (string | Error)[]): AsyncGenerator<string> {
  for (const step of steps) {
    if (step instanceof Error) throw step;
    yield step;
  }
}

test('a source that fails while nobody asks for more ends all of them, and not the process', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const reading = together([given('one', new Error('HEC is gone'))], 4);
  expect(await reading.next()).toEqual({ done: false, value: 'one' });
  await sleep(5);
  await expect(reading.next()).rejects.toThrow('HEC is gone');
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
