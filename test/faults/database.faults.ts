/**
 * The database's faults against what people do, within one process; a Postgres that is stopped, restarted, filled up and
 * locked for real is in database.processes.
 */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { channels, people } from '../../playground/slack/server.ts';
import { shownMessagesOf } from '../../src/store/shown-messages.ts';
import { type Breakable, fillUp, hold, makeRoom, startBreakable } from '../support/faults/breakable.ts';
import { failedJobs, tryAgain, untilJobsShow } from '../support/faults/jobs.ts';
import { privateAnswers, shownAnywhere, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';

const member = { user: people.member, channel: channels.security };
const dismissed = `Dismissed by <@${people.responder}>`;
const unreachable = /can’t reach its database right now.*check the event before you repeat/;

const sends = ({ hec }: Breakable) => hec.requests.filter(({ path }) => path.endsWith('/action/event'));
const linkTo = (eventId: string) => `https://acme.avanan.net/#/events/${eventId}`;

interface DatabaseFault {
  begin(app: Breakable): Promise<void> | void;
  end(app: Breakable): Promise<void> | void;
  /** Where a change to a card fails: what can still be read is shown, and can't be noted. */
  stops: 'refresh' | 'refresh_others';
}

describe.each<[string, DatabaseFault]>([
  ['can’t be reached', { begin: (app) => app.goAway(), end: (app) => app.comeBack(), stops: 'refresh' }],
  ['has no room left', { begin: fillUp, end: makeRoom, stops: 'refresh_others' }],
])('a database that %s', (title, fault) => {
  test(`while the database ${title}, an action is not sent and the person reads why; pressed again later, it is sent once`, async () => {
    const app = await startBreakable();
    const { slack, hec, store } = app;
    hec.world.taskId = 'none';
    const card = await showEvent(app);
    await app.quiet();
    await fault.begin(app);
    expect(await card.press('Dismiss')).toMatchObject({ outcome: 'acknowledged' });
    const [answer] = await privateAnswers(slack, people.responder);
    expect(answer?.text).toMatch(unreachable);
    await app.quiet();
    expect(sends(app)).toEqual([]);

    await fault.end(app);
    await card.press('Dismiss');
    await untilJobsShow(store, ['refresh', 'announce'], () => card.text().includes(dismissed));
    await slack.until(() => card.replies().length > 0);
    await app.quiet();
    expect([sends(app).length, card.replies().length]).toEqual([1, 1]);
  });

  test(`while the database ${title}, people who look an event up read why nothing is shown; later it works again`, async () => {
    let time = Date.now();
    const app = await startBreakable({ now: () => time });
    const { slack, hec, store } = app;
    const card = await showEvent(app);
    await app.quiet();
    const { eventId } = hec.world.addEvent();
    const posted = slack.messages(channels.security).length;
    await fault.begin(app);
    const modal = (user: string) => textOf(slack.views(user).at(-1)?.content.blocks ?? []);

    await slack.command({ ...member, command: '/hec-event', text: eventId });
    const [answer] = await privateAnswers(slack, people.member);
    expect(answer?.text).toMatch(unreachable);
    await card.press('Details', people.otherMember);
    await slack.until(() => unreachable.test(modal(people.otherMember)));
    const channel = channels.incident;
    const mention = await slack.post({ user: people.responder, channel, text: `@hec ${eventId}` });
    const [told] = await privateAnswers(slack, people.responder, channel);
    expect(told?.text).toMatch(unreachable);
    const link = await slack.post({ user: people.otherMember, channel, text: linkTo(eventId) });
    await app.quiet();
    expect(slack.message(channel, link.ts)?.unfurls).toEqual([]);
    expect(slack.ephemerals(channel, people.otherMember)).toEqual([]);
    expect(slack.messages(channels.security)).toHaveLength(posted);
    expect(slack.thread(channel, mention.ts)).toHaveLength(1);

    await fault.end(app);
    time += 3_000;
    await slack.command({ ...member, command: '/hec-event', text: eventId });
    await slack.until(() => slack.messages(channels.security).length === posted + 1);
    await card.press('Details', people.otherMember);
    await slack.until(() => modal(people.otherMember).includes(card.eventId));
    const again = await slack.post({ user: people.member, channel, text: `@hec ${eventId}` });
    await slack.until(() => slack.thread(channel, again.ts).length === 2);
    const next = await slack.post({ user: people.otherMember, channel, text: linkTo(eventId) });
    await slack.until(() => slack.message(channel, next.ts)?.unfurls.length === 1);
    await app.quiet();
    expect(await shownMessagesOf(store.db, eventId)).toHaveLength(3);
  });

  test(`a card that should change while the database ${title} catches up once it works again`, async () => {
    const app = await startBreakable();
    const { hec, store } = app;
    const card = await showEvent(app);
    await app.quiet();
    Object.assign(hec.world.events.get(card.eventId) ?? {}, { state: 'dismissed' });
    // Sent while it still works, as what is waiting when the fault begins.
    await store.jobs.send(store.db, 'refresh', { eventId: card.eventId });
    await fault.begin(app);
    await expect.poll(() => failedJobs({ ...store, db: app.whole }, fault.stops), { interval: 20 }).toBe(1);

    await fault.end(app);
    await untilJobsShow(store, ['refresh', 'refresh_others'], () => card.text().includes('Dismissed'));
    await tryAgain(store, fault.stops);
    expect(await failedJobs(store, fault.stops)).toBe(0);
  });
});

test.each<[string, (app: Breakable) => Promise<void> | void]>([
  ['can’t be reached', (app) => app.goAway()],
  ['does not answer', (app) => app.goSilent()],
  ['has no room left', fillUp],
])('a form submitted while the database %s sends nothing, and the modal says so', async (_title, begin) => {
  const app = await startBreakable({ extra: { HEC_ADMIN_EMAIL_DOMAINS: 'customer.example' } });
  const { slack } = app;
  const offer = [{ actionName: 'sent to admin', actionParameter: { adminEmail: '' } }];
  const card = await showEvent(app, { availableEventActions: offer });
  await card.press('Send to admin');
  const shown = () => textOf(slack.views(people.responder).at(-1)?.content.blocks ?? []);
  await slack.until(() => shown().includes('Admin email'));
  await app.quiet();
  await begin(app);
  await slack.submitView({ user: people.responder, values: { 'input:0': 'admin@customer.example' } });
  await slack.until(() => unreachable.test(shown()));
  expect(sends(app)).toEqual([]);
});

test('the details of a Work Object show an error while the database can’t be reached, and open at the next click', async () => {
  const app = await startBreakable({ extra: { SLACK_WORK_OBJECTS: 'on' } });
  const { slack, hec } = app;
  const url = linkTo(hec.world.addEvent().eventId);
  const { channel, ts } = await slack.post({ ...member, text: url });
  await slack.until(() => slack.message(channel, ts)?.unfurls.length === 1);
  await app.quiet();
  app.goAway();
  const opened = () => slack.details(people.member).map(({ shown }) => shown);
  await slack.entityDetails({ user: people.member, channel, ts, url });
  await slack.until(() => opened().length === 1);
  const said = { status: 'custom', custom_title: 'Security event', custom_message: expect.stringMatching(unreachable) };
  expect(opened()).toEqual([{ error: said }]);

  app.comeBack();
  await slack.entityDetails({ user: people.member, channel, ts, url });
  await slack.until(() => opened().length === 2);
  expect(opened()[1]).toHaveProperty('entity');
});

describe('a database that goes away in the middle of an action', () => {
  test('if the database goes away after HEC took an action, the person is told to look first, it is not sent again, and its outcome is posted later', async () => {
    const app = await startBreakable();
    const { slack, hec, store } = app;
    hec.world.taskId = 'none';
    const card = await showEvent(app);
    await app.quiet();
    hec.onRequest(({ path }) => path.endsWith('/action/event') && app.goAway());
    await card.press('Dismiss');
    const [answer] = await privateAnswers(slack, people.responder);
    expect(answer?.text).toMatch(unreachable);
    expect(hec.world.appliedActions).toHaveLength(1);

    app.comeBack();
    await untilJobsShow(store, ['settle', 'refresh', 'announce'], () => card.text().includes(dismissed));
    await slack.until(() => card.replies().length > 0);
    await app.quiet();
    expect(textOf(card.replies()[0]?.blocks ?? [])).toContain('is done');
    expect([sends(app).length, card.replies().length]).toEqual([1, 1]);
  });

  test('if the database goes away before an action is sent, it is not sent until somebody presses again', async () => {
    const app = await startBreakable();
    const { slack, hec, store } = app;
    hec.world.taskId = 'none';
    const card = await showEvent(app);
    await app.quiet();
    const stop = hec.onRequest(({ path }) => path.includes('/event/') && app.goAway());
    await card.press('Dismiss');
    const [answer] = await privateAnswers(slack, people.responder);
    expect(answer?.text).toMatch(unreachable);
    stop();
    app.comeBack();
    await untilJobsShow(store, ['settle', 'refresh'], () => card.text().includes('wasn’t sent'));
    expect(sends(app)).toEqual([]);

    await card.press('Dismiss');
    await untilJobsShow(store, ['refresh', 'announce'], () => card.text().includes(dismissed));
    await app.quiet();
    expect(sends(app)).toHaveLength(1);
  });
});

test('if the database goes away while Slack takes a card, nobody is told that it failed, and it changes from its first press on', async () => {
  const app = await startBreakable();
  const { slack, hec, store } = app;
  hec.world.taskId = 'none';
  const stop = slack.onTraffic(() => slack.calls.some(({ method }) => method === 'chat.postMessage') && app.goAway());
  const card = await showEvent(app);
  await app.quiet();
  stop();
  app.comeBack();
  expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
  expect(await shownMessagesOf(store.db, card.eventId)).toEqual([]);

  await card.press('Dismiss');
  await untilJobsShow(store, ['refresh'], () => card.text().includes(dismissed));
});

test('a slow database delays no acknowledgement and no modal, and when it answers, everything is done exactly once', async () => {
  const app = await startBreakable({ noticeAfterMs: 20 });
  const { slack, hec } = app;
  hec.world.taskId = 'none';
  const card = await showEvent(app);
  await app.quiet();
  const notices = () => slack.ephemerals(channels.security, people.member).map(({ text }) => text);
  // The first card may have taken long enough for one, too.
  const before = notices().length;
  const told = () => notices().slice(before);
  const { eventId } = hec.world.addEvent();
  const release = await hold(app);
  const acknowledgements = [
    await card.press('Dismiss'),
    await card.press('Dismiss'),
    await card.press('Details', people.member),
    await slack.command({ ...member, command: '/hec-event', text: eventId }),
  ];
  for (const { outcome, elapsedMs } of acknowledgements) {
    expect(outcome).toBe('acknowledged');
    expect(elapsedMs).toBeLessThan(1_000);
  }
  await slack.until(() => slack.views(people.member).length === 1);
  await slack.until(() => told().some((text) => text.includes('longer than usual')));
  expect(sends(app)).toEqual([]);

  await release();
  await slack.until(() => card.text().includes(dismissed) && card.replies().length === 1);
  await slack.until(() => JSON.stringify(slack.views(people.member)[0]?.content.blocks ?? []).includes(card.eventId));
  await slack.until(() => slack.messages(channels.security).some(({ text }) => text.includes('New')));
  await app.quiet();
  expect([sends(app).length, hec.world.appliedActions.length, card.replies().length]).toEqual([1, 1, 1]);
  expect(told()).toEqual([expect.stringContaining('longer than usual')]);
});

test('/readyz tells when the database is gone and when it is back, and /healthz stays ok', async () => {
  const app = await startBreakable();
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${app.app.port}${path}`);
    return { status: response.status, body: z.unknown().parse(await response.json()) };
  };
  app.goAway();
  expect(await get('/healthz')).toMatchObject({ status: 200 });
  expect(await get('/readyz')).toMatchObject({ status: 503, body: { database: 'failing', slack: 'ok' } });
  expect(shownAnywhere(app.slack)).toEqual([]);
  app.comeBack();
  expect(await get('/readyz')).toMatchObject({ status: 200, body: { database: 'ok' } });
});
