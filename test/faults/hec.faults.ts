/**
 * HEC's faults against what people do, over HTTP. What another file tests is not repeated: commands are in
 * test/app/hec-failures.test.ts, mentions and shortcuts in test/slack/features/lookup, requests and retries in test/hec.
 *
 * Not here, because it can't happen: an expired cursor anywhere but in a search over several pages, which only an email's
 * link or id leads to.
 */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../playground/hec/server.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { type HecFault, hecFaults, impatience, losing, refusing } from '../support/faults/hec-faults.ts';
import { failedJobs, untilJobsShow } from '../support/faults/jobs.ts';
import { titled } from '../support/faults/rows.ts';
import { privateAnswers, shownAnywhere, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type Started, start } from '../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const member = { user: people.member, channel: channels.security };
const dismissed = `Dismissed by <@${people.responder}>`;

/** Impatient with what is late only: everything else may take its time on a busy machine. */
function startFor({ kind }: Fault, now = Date.now): Promise<Started> {
  const { hec, lookMs } = impatience;
  return start({ env, now, ...((kind === 'hang' || kind === 'slow') && { timeouts: { hec, lookMs } }) });
}
const linkTo = (eventId: string) => `https://acme.avanan.net/#/events/${eventId}`;

/** Every `POST /action/event` about this event that reached HEC, carried out or not. */
function sendsAbout({ hec }: Started, eventId: string) {
  return hec.requests.filter(
    ({ path, body }) => path.endsWith('/action/event') && JSON.stringify(body).includes(eventId),
  );
}

const tasksOn = ({ hec }: Started, eventId: string) =>
  [...hec.world.tasks.values()].filter(({ targets }) => targets.includes(eventId));

type Card = Awaited<ReturnType<typeof showEvent>>;
const outcomes = (card: Card) => card.replies().map(({ blocks }) => textOf(blocks));

describe('a pasted link', () => {
  const rows = titled(hecFaults);

  test.each(rows)(
    'a link gets no preview and no answer while HEC %s, and the next one gets its preview',
    async (_title, row) => {
      const started = await startFor(row.fault);
      const { slack, hec } = started;
      const text = linkTo(hec.world.addEvent().eventId);
      hec.faults.set({ ...row.fault, path: '/event/' });
      await slack.post({ ...member, text });
      await started.quiet();
      expect(hec.requests.some(({ path }) => path.includes('/event/'))).toBe(true);
      expect(shownAnywhere(slack)).toEqual([]);

      hec.faults.clear();
      const { channel, ts } = await slack.post({ ...member, text });
      await slack.until(() => slack.message(channel, ts)?.unfurls.length === 1);
    },
  );
});

test('a search whose cursor HEC lets expire shows no event and says why, and the next one finds it', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  hec.world.pageSize = 5;
  const entityId = 'f'.repeat(32);
  const { eventId } = hec.world.addEvent({ entityId });
  const route = Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64');
  const text = `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`;
  hec.faults.set({ kind: 'expired-cursor' });
  await slack.command({ ...member, command: '/hec-event', text });
  const [answer] = await privateAnswers(slack, people.member);
  await slack.post({ user: people.member, channel: channels.incident, text });
  await started.quiet();
  expect(answer?.text).toMatch(/internal error/);
  expect(shownAnywhere(slack)).toHaveLength(1);

  hec.faults.clear();
  await slack.command({ ...member, command: '/hec-event', text });
  const card = await slack.until(() => slack.messages(channels.security)[0]);
  expect(JSON.stringify(card.blocks)).toContain(eventId);
});

describe('an action', () => {
  const everyRefusal = refusing.map((row): [string, HecFault] => [row.title, row]);

  test.each(titled(hecFaults))(
    'an action is not sent if HEC %s when the event is read again; the person reads why, and can press again',
    async (_title, { fault, told }) => {
      const started = await startFor(fault);
      const { slack, hec, store } = started;
      hec.world.taskId = 'none';
      const card = await showEvent(started);
      hec.faults.set({ ...fault, path: '/event/' });
      await card.press('Dismiss');
      const [answer] = await privateAnswers(slack, people.responder);
      expect(answer?.text).toMatch(/^Nothing was done\. /);
      expect(answer?.text).toMatch(told);
      expect(sendsAbout(started, card.eventId)).toEqual([]);

      hec.faults.clear();
      await card.press('Dismiss');
      await untilJobsShow(store, ['refresh', 'announce'], () => card.text().includes(dismissed));
      await slack.until(() => card.replies().length > 0);
      await started.quiet();
      expect(outcomes(card)).toEqual([expect.stringContaining('is done')]);
      expect(sendsAbout(started, card.eventId)).toHaveLength(1);
    },
  );

  test.each(everyRefusal)(
    'an action refused because HEC %s is reported as not done, and can be pressed again',
    async (_title, { fault, told }) => {
      const started = await startFor(fault);
      const { slack, hec, store } = started;
      hec.world.taskId = 'none';
      const card = await showEvent(started);
      hec.faults.set({ ...fault, path: '/action/' });
      await card.press('Dismiss');
      const [answer] = await privateAnswers(slack, people.responder);
      expect(answer?.text).toMatch(/^Nothing was done\. /);
      expect(answer?.text).toMatch(told);
      expect(tasksOn(started, card.eventId)).toEqual([]);

      hec.faults.clear();
      await slack.until(() => card.buttons().some(({ text }) => text.text === 'Dismiss'));
      await card.press('Dismiss');
      await untilJobsShow(store, ['refresh', 'announce'], () => card.text().includes(dismissed));
      await slack.until(() => card.replies().length > 0);
      await started.quiet();
      expect(outcomes(card)).toEqual([expect.stringContaining('is done')]);
      expect(tasksOn(started, card.eventId)).toHaveLength(1);
    },
  );

  test.each(everyRefusal)(
    'an action that HEC first refuses because it %s and then takes is done once, and nobody notices',
    async (_title, { fault }) => {
      const started = await startFor(fault);
      const { slack, hec } = started;
      hec.world.taskId = 'none';
      const card = await showEvent(started);
      hec.faults.set({ ...fault, ...(fault.kind === 'status' && { retryAfter: '0' }), path: '/action/', times: 1 });
      await card.press('Dismiss');
      await slack.until(() => card.text().includes(dismissed) && card.replies().length > 0);
      await started.quiet();
      expect(sendsAbout(started, card.eventId)).toHaveLength(2);
      expect(tasksOn(started, card.eventId)).toHaveLength(1);
      expect(outcomes(card)).toEqual([expect.stringContaining('is done')]);
      expect(slack.ephemerals(channels.security, people.responder)).toEqual([]);
    },
  );

  test.each(titled(losing))(
    'an action whose answer is lost because HEC %s is sent once, and reported as done if HEC shows it, else as doubtful',
    async (_title, { fault }) => {
      const started = await startFor(fault);
      const { slack, hec } = started;
      hec.faults.set({ ...fault, path: '/action/', when: 'after-applying' });
      hec.world.taskId = 'none';
      const seen = await showEvent(started);
      await seen.press('Dismiss');
      await slack.until(() => seen.text().includes(dismissed) && seen.replies().length > 0);
      hec.world.taskId = 'string';
      hec.world.taskSeconds = 3_600;
      const unseen = await showEvent(started);
      await unseen.press('Dismiss');
      await slack.until(() => unseen.text().includes('may have been applied') && unseen.replies().length > 0);
      await started.quiet();
      expect(outcomes(seen)).toEqual([expect.stringContaining('is done')]);
      expect(outcomes(unseen)).toEqual([expect.stringMatching(/may have been applied.*won’t be sent again/s)]);
      for (const { eventId } of [seen, unseen]) {
        expect(sendsAbout(started, eventId)).toHaveLength(1);
        expect(tasksOn(started, eventId)).toHaveLength(1);
      }
      expect(slack.ephemerals(channels.security, people.responder)).toEqual([]);
    },
  );

  // One fault stands for all: what HEC did not do looks the same as what it has not done yet, which is above.
  test('an action that HEC lost before carrying it out is reported as doubtful, and is not sent again', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    const card = await showEvent(started);
    hec.faults.set({ kind: 'reset', path: '/action/', times: 1 });
    await card.press('Dismiss');
    await slack.until(() => card.text().includes('may have been applied') && card.replies().length > 0);
    await started.quiet();
    expect([sendsAbout(started, card.eventId).length, tasksOn(started, card.eventId).length]).toEqual([1, 0]);
  });

  test.each(titled(hecFaults))(
    'an action is followed to its end even if HEC %s when asked how it is going',
    async (_title, { fault }) => {
      const started = await startFor(fault);
      const { slack, hec, store } = started;
      hec.world.taskSeconds = 0;
      const card = await showEvent(started);
      hec.faults.set({ ...fault, path: '/task/' });
      await card.press('Dismiss');
      await slack.until(() => card.text().includes('is running'));
      await untilJobsShow(store, ['follow'], () => hec.requests.some(({ path }) => path.includes('/task/')));
      await started.quiet();
      expect([card.text().includes('is running'), card.replies().length]).toEqual([true, 0]);

      hec.faults.clear();
      await untilJobsShow(store, ['follow', 'refresh', 'announce'], () => card.text().includes(dismissed));
      await slack.until(() => card.replies().length > 0);
      await started.quiet();
      expect(outcomes(card)).toEqual([expect.stringContaining('is done')]);
      expect(sendsAbout(started, card.eventId)).toHaveLength(1);
    },
  );
});

describe('cards', () => {
  const rows = titled(hecFaults);

  test.each(rows)('a card stays as it is while HEC %s, and catches up by itself', async (_title, { fault }) => {
    const started = await startFor(fault);
    const { slack, hec, store } = started;
    const card = await showEvent(started);
    const before = card.text();
    Object.assign(hec.world.events.get(card.eventId) ?? {}, { state: 'dismissed' });
    hec.faults.set({ ...fault, path: '/event/' });
    await store.jobs.send(store.db, 'refresh', { eventId: card.eventId });
    await expect.poll(() => failedJobs(store, 'refresh'), { interval: 20 }).toBe(1);
    expect(card.text()).toBe(before);

    hec.faults.clear();
    await untilJobsShow(store, ['refresh', 'refresh_others'], () => card.text().includes('Dismissed'));
    await started.quiet();
    expect(slack.messages(channels.security)).toHaveLength(1);
  });
});

describe('the details of an event', () => {
  // Hanging and 500 are in test/slack/features/details.
  const others = hecFaults.filter(({ title }) => title !== 'hangs' && title !== 'answers 500');

  const rows = titled(others);

  test.each(rows)(
    'the details of an event say why they can’t be filled while HEC %s, and open at the next click',
    async (_title, row) => {
      let time = Date.now();
      const started = await startFor(row.fault, () => time);
      const { slack, hec } = started;
      const card = await showEvent(started);
      time += 3_000;
      const shown = () => textOf(slack.views(people.member).at(-1)?.content.blocks ?? []);
      hec.faults.set({ ...row.fault, path: '/event/' });
      await card.press('Details', people.member);
      await slack.until(() => row.told.test(shown()));

      hec.faults.clear();
      await card.press('Details', people.member);
      await slack.until(() => shown().includes(card.eventId));
    },
  );
});
