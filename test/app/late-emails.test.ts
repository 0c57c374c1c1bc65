/** Cards of events whose email HEC is slow to tell, or can't tell at first. */
import { expect, test } from 'vitest';
import type { Fault } from '../../playground/hec/server.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { startApp } from '../../src/app.ts';
import { createLogger } from '../../src/log.ts';
import { failedJobs, tryAgain } from '../support/faults/jobs.ts';
import { privateAnswers, textOf } from '../support/read.ts';
import { type Started, start, testTimeouts, untilCleared } from '../support/start.ts';

const emailMs = { ...testTimeouts.emailMs, card: 30, last_chance: 50 };
const slow: Fault = { ...untilCleared, path: '/search/entity/' };
/** Stands in a card once its email is read. */
const from = '*From*  Billing · billing@invoice-desk.example';

function addEvent({ hec }: Started): string {
  const { entityInfo } = hec.world.addEntity();
  return hec.world.addEvent({ entityId: entityInfo.entityId, description: 'Something happened' }).eventId;
}

const lookUp = ({ slack }: Started, text: string) =>
  slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text });

const shown = ({ slack }: Started) => textOf(slack.messages(channels.security)[0]?.blocks ?? []);

test('a private card waits a moment for its email, and otherwise says where it is', async () => {
  const started = await start({ timeouts: { emailMs } });
  const eventId = addEvent(started);
  started.hec.faults.set(slow);
  await lookUp(started, `${eventId} private`);
  const [card] = await privateAnswers(started.slack, people.member);
  const text = textOf(card?.blocks ?? []);
  expect(text).toContain('More in Details');
  expect(text).not.toContain(from);
  started.hec.faults.clear();
});

test('a preview is shown before its email, and changes once when it comes', async () => {
  const started = await start({ timeouts: { emailMs } });
  const { slack, hec } = started;
  const eventId = addEvent(started);
  hec.faults.set({ ...slow, times: 1 });
  const link = `https://acme.avanan.net/#/events/${eventId}`;
  const { ts } = await slack.post({ user: people.member, channel: channels.security, text: link });
  const preview = () => textOf(slack.message(channels.security, ts)?.unfurls[0]?.blocks ?? []);
  await slack.until(() => preview().includes('Something happened'));
  expect(preview()).not.toContain(from);
  hec.faults.clear();
  await slack.until(() => preview().includes(from));
  await started.quiet();
  expect(slack.calls.filter(({ method }) => method === 'chat.unfurl')).toHaveLength(2);
});

test('a card is not edited if its email turns out to be unknown to HEC, which is asked once', async () => {
  const started = await start({ timeouts: { emailMs } });
  const { slack, hec } = started;
  const { eventId } = hec.world.addEvent({ description: 'Something happened' });
  hec.faults.set({ ...slow, times: 1 });
  await lookUp(started, eventId);
  await slack.until(() => slack.messages(channels.security).length === 1);
  hec.faults.clear();
  await started.quiet();
  expect(slack.calls.filter(({ method }) => method === 'chat.update')).toEqual([]);
  expect(await failedJobs(started.store, 'read_email')).toBe(0);
});

test('a card changes when its email comes, though the process that posted it has ended', async () => {
  const started = await start({ timeouts: { emailMs } });
  const { slack, hec, store, config } = started;
  const eventId = addEvent(started);
  hec.faults.set({ kind: 'status', status: 500, path: '/search/entity/' });
  await lookUp(started, eventId);
  await slack.until(() => slack.messages(channels.security).length === 1);
  await expect.poll(() => failedJobs(store, 'read_email'), { timeout: 8_000 }).toBe(1);
  expect(shown(started)).not.toContain(from);
  await started.app.stop();
  hec.faults.clear();
  const next = await startApp(config, createLogger('silent'), { timeouts: testTimeouts, store });
  try {
    await tryAgain(store, 'read_email');
    await slack.until(() => shown(started).includes(from));
  } finally {
    await next.stop();
  }
});

test('a card that was drawn again without its email, by a process that never read it, gets it back', async () => {
  const started = await start();
  const { slack, hec, store, config } = started;
  const eventId = addEvent(started);
  await lookUp(started, eventId);
  await slack.until(() => shown(started).includes(from));
  await started.quiet();
  await started.app.stop();
  hec.faults.set(slow);
  const timeouts = { ...testTimeouts, emailMs: { ...emailMs, redraw: 50 } };
  const next = await startApp(config, createLogger('silent'), { timeouts, store });
  try {
    await store.jobs.send(store.db, 'refresh', { eventId });
    await slack.until(() => !shown(started).includes(from));
    hec.faults.clear();
    await slack.until(() => shown(started).includes(from));
  } finally {
    await next.stop();
  }
});
