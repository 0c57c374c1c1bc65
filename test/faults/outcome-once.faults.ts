/** An outcome is told once, whatever becomes of the job that tells it. */
import { isNotNull } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { FaultKind } from '../../playground/slack/faults.ts';
import { appDirectMessage, channels, people } from '../../playground/slack/server.ts';
import { audit, shownMessages } from '../../src/store/schema.ts';
import type { Timeouts } from '../../src/timeouts.ts';
import { buttonsOf, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { impatientWithSlack, start, testTimeouts } from '../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const user = people.responder;

async function startLogged(timeouts: Partial<Timeouts> = {}) {
  const lines: string[] = [];
  const started = await start({ env, timeouts, log: (line) => lines.push(line) });
  started.hec.world.taskId = 'none';
  return { ...started, lines };
}

/** The job that tells an outcome, once more: as if its process was killed before it could note that it had told it. */
async function announceAgain({ lines, quiet, store }: Awaited<ReturnType<typeof startLogged>>): Promise<void> {
  await quiet();
  const [run] = await store.db.select({ id: audit.id }).from(audit).where(isNotNull(audit.sentAt));
  if (run === undefined) throw new Error('no run');
  await store.jobs.send(store.db, 'announce', { runId: run.id });
  await expect.poll(() => lines.join(''), { timeout: 5_000 }).toContain('outcome not posted again');
  await quiet();
}

test('an outcome is posted in the card’s thread once, even if its job runs twice', async () => {
  const started = await startLogged();
  const card = await showEvent(started);
  await card.press('Dismiss');
  await started.slack.until(() => card.replies().length > 0);
  await announceAgain(started);
  expect(card.replies()).toHaveLength(1);
});

test.each<[string, FaultKind, number]>([
  ['took it but its answer was lost', { kind: 'lost_answer' }, 1],
  ['took it and never answered', { kind: 'hang', when: 'after-taking' }, 1],
  ['never answered', { kind: 'hang' }, 0],
])('an outcome is not posted again if Slack %s, even if its job runs twice', async (_title, fault, told) => {
  const started = await startLogged({ slack: impatientWithSlack });
  const { slack } = started;
  const card = await showEvent(started);
  slack.faults.add({ method: 'chat.postMessage', ...fault });
  await card.press('Dismiss');
  await slack.until(() => slack.calls.filter(({ method }) => method === 'chat.postMessage').length === 2);
  await started.quiet();
  slack.faults.clear();
  await announceAgain(started);
  expect(card.replies()).toHaveLength(told);
});

test.each(['restricted_action_thread_locked', 'is_archived', 'unheard_of'])(
  'an outcome that Slack refuses in the card’s thread (%s) is told to the person who pressed, once',
  async (error) => {
    const started = await startLogged();
    const { slack } = started;
    const card = await showEvent(started);
    slack.faults.add({ method: 'chat.postMessage', kind: 'error', error, times: 1 });
    await card.press('Dismiss');
    const told = () => slack.messages(appDirectMessage(user)).map(({ text }) => text);
    await slack.until(() => told().length > 0);
    await announceAgain(started);
    expect(told()).toEqual([expect.stringContaining('is done')]);
    expect(card.replies()).toEqual([]);
  },
);

test('an outcome that Slack surely did not take is posted by the next run of its job', async () => {
  const started = await startLogged({ slack: { ...testTimeouts.slack, longestRetryAfterMs: 10 } });
  const { slack } = started;
  const card = await showEvent(started);
  slack.faults.add({ method: 'chat.postMessage', kind: 'rate_limited', retryAfterSeconds: 1, times: 1 });
  await card.press('Dismiss');
  await slack.until(() => card.replies().length > 0);
  await announceAgain(started);
  expect(card.replies()).toHaveLength(1);
});

test('the outcome of a private card is told once, even if its job runs twice', async () => {
  const started = await startLogged();
  const { slack, hec } = started;
  const { eventId } = hec.world.addEvent();
  const channel = channels.security;
  await slack.command({ user, channel, command: '/hec-event', text: `${eventId} private` });
  const shown = () => slack.ephemerals(channel, user).map(({ blocks }) => textOf(blocks));
  const card = await slack.until(() => slack.ephemerals(channel, user)[0]);
  const dismiss = buttonsOf(card.blocks).find(({ text }) => text.text === 'Dismiss');
  await slack.click({ user, ephemeral: card, actionId: dismiss?.action_id ?? 'no button' });
  const told = () => shown().filter((text) => text.includes('is done')).length;
  await slack.until(() => told() > 0);
  await started.quiet();
  // The card's changes may have used up its address, which alone would stop a second message.
  await started.store.db.update(shownMessages).set({ usesLeft: 1 });
  await announceAgain(started);
  expect([told(), slack.messages(appDirectMessage(user)).length]).toEqual([1, 0]);
});
