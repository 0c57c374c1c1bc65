import { expect, test } from 'vitest';
import { createLogger } from '../../../src/log.ts';
import { type SharedLimits, SlackBudget } from '../../../src/slack/api/budget.ts';

/** Grants what it is asked for, and notes it. */
function grantingLimits(given: Partial<SharedLimits> = {}) {
  const taken: string[] = [];
  const limits: SharedLimits = {
    async take(name, key) {
      taken.push(`${name} ${key}`);
      return true;
    },
    left: async () => 5,
    pause: async (name, key, ms) => void taken.push(`${name} ${key} paused for ${ms}`),
    ...given,
  };
  const lines: string[] = [];
  const logger = createLogger('warn', { write: (line) => void lines.push(line) });
  return { budget: new SlackBudget({ limits, logger, reserve: 4 }), taken, lines };
}

test.each([
  ['chat.postMessage', 'C1', ['post C1']],
  ['chat.update', 'C1', ['edit C1', 'method chat.update']],
  ['chat.unfurl', 'C1', ['method chat.unfurl']],
  ['chat.unfurl', undefined, ['method chat.unfurl']],
  ['conversations.info', 'C1', ['method conversations.info']],
  ['users.conversations', undefined, ['method users.conversations']],
  ['views.publish', undefined, ['method views.publish']],
  ['views.open', undefined, []],
  ['users.info', undefined, []],
])('%s in %s waits for its turn in %j', async (method, channel, turns) => {
  const { budget, taken } = grantingLimits();
  await budget.spender(1_000)(method, channel);
  expect(taken).toEqual(turns);
});

test('a call whose turn does not come in time fails with a sentence that tells the person to wait', async () => {
  const { budget } = grantingLimits({ take: async () => false });
  const call = budget.spender(1_000)('chat.postMessage', 'C1');
  await expect(call).rejects.toMatchObject({
    code: 'slack_rate_limited',
    sentence: 'Slack has asked this app to slow down. Try again in a minute.',
  });
});

test('people’s calls are made at once while the turns can’t be counted, and the log says so once until they can be again', async () => {
  let works = false;
  const take = async () => {
    if (!works) throw new Error('the database is down');
    return true;
  };
  const { budget, lines } = grantingLimits({ take });
  const post = () => budget.spender(1_000)('chat.postMessage', 'C1');
  await post();
  await post();
  expect(lines).toHaveLength(1);
  works = true;
  await post();
  works = false;
  await post();
  expect(lines).toHaveLength(2);
  await expect(budget.spareFor('chat.update', 1_000)).rejects.toThrow('the database is down');
});

test('background work leaves the last calls of a method’s window to people', async () => {
  expect(await grantingLimits({ left: async () => 4 }).budget.spareFor('chat.update', 1_000)).toBe(false);
  expect(await grantingLimits({ left: async () => 5 }).budget.spareFor('chat.update', 1_000)).toBe(true);
});

test('a 429 pauses the channel for posts and the method for the rest, for at most five minutes', async () => {
  const { budget, taken } = grantingLimits();
  await budget.pause('chat.postMessage', 'C1', 2_000);
  await budget.pause('chat.update', 'C1', 30_000);
  await budget.pause('conversations.info', 'C1', 86_400_000);
  await budget.pause('users.info', undefined, 1_000);
  expect(taken).toEqual([
    'post C1 paused for 2000',
    'method chat.update paused for 30000',
    'method conversations.info paused for 300000',
  ]);
});
