/** Who would see it is asked again whenever something is shown, not only when it was shown first. */
import { eq, isNotNull, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { signatureHeaders } from '../../playground/slack/delivery/http.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { recordOf } from '../../src/store/audit-trail.ts';
import { RateLimits } from '../../src/store/rate-limits.ts';
import { audit, rateLimits } from '../../src/store/schema.ts';
import { shownMessagesOf } from '../../src/store/shown-messages.ts';
import { startOnBudget } from '../support/budget.ts';
import { privateAnswers, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { start, testTimeouts, untilCleared } from '../support/start.ts';

const jobs = z.object({ rows: z.array(z.unknown()) });

test.each(['external', 'pending'] as const)(
  'a card and a preview stay unchanged once their channel is shared outside (%s)',
  async (sharing) => {
    let time = Date.now();
    const started = await start({ env: { HEC_RESPONDERS: people.responder }, now: () => time });
    const { slack, hec, store } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    const url = `https://acme.avanan.net/#/events/${card.eventId}`;
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text: url });
    await slack.until(() => slack.message(channels.security, ts)?.unfurls.length === 1);
    const shown = () =>
      slack.messages(channels.security).map(({ text, blocks, unfurls }) => ({ text, blocks, unfurls }));
    const before = shown();

    slack.workspace.changeConversation(channels.security, { sharing });
    time += 61_000;
    await card.press('Quarantine');
    const [answer] = await privateAnswers(slack, people.responder);
    expect(textOf(answer?.blocks ?? [])).toContain('Updates can’t be shown');
    await expect.poll(() => shownMessagesOf(store.db, card.eventId)).toEqual([]);
    await started.quiet();
    expect(hec.world.appliedActions).toHaveLength(1);
    expect(shown()).toEqual(before);
    expect(card.replies()).toEqual([]);
  },
);

test('an outcome is not posted in a channel that was shared outside after its action was pressed', async () => {
  let time = Date.now();
  const started = await start({ env: { HEC_RESPONDERS: people.responder }, now: () => time });
  const { slack, hec, store } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started);
  await card.press('Quarantine');
  await slack.until(() => card.replies().length === 1);
  const announced = sql`select id from pgboss.job where name = 'announce' and state = 'completed'`;
  const jobsDone = async () => jobs.parse(await store.db.execute(announced)).rows.length;
  await expect.poll(jobsDone).toBe(1);

  slack.workspace.changeConversation(channels.security, { sharing: 'external' });
  time += 61_000;
  const run = (await recordOf(store.db, card.eventId, 9)).find(({ kind }) => kind === 'action');
  await store.jobs.send(store.db, 'announce', { runId: run?.id ?? '' });
  await expect.poll(jobsDone).toBe(2);
  expect(card.replies()).toHaveLength(1);
});

test('a link gets no preview if its channel is shared outside while HEC is asked', async () => {
  const lines: string[] = [];
  const started = await start({ log: (line) => lines.push(line) });
  const { slack, hec } = started;
  const text = `https://acme.avanan.net/#/events/${hec.world.addEvent().eventId}`;
  hec.faults.set({ ...untilCleared, path: '/event/' });
  const { ts } = await slack.post({ user: people.member, channel: channels.security, text });
  await expect.poll(() => hec.requests.some(({ path }) => path.includes('/event/'))).toBe(true);
  await slack.changeConversation(channels.security, { sharing: 'external' });
  hec.faults.clear();
  await started.quiet();
  expect(slack.message(channels.security, ts)?.unfurls).toEqual([]);
  expect(lines.filter((line) => line.includes('preview skipped'))).toHaveLength(1);
});

const command = '/hec-event';
/** Long enough to share the channel before the turn comes. */
const turnMs = 1_500;

describe('a channel that is shared outside while a post waits for its turn', () => {
  test('gets no card: the person who asked sees it alone', async () => {
    const started = await startOnBudget(50);
    const { slack, hec, limits } = started;
    const { eventId } = hec.world.addEvent();
    await limits.pause('post', channels.security, turnMs);
    await slack.command({ user: people.member, channel: channels.security, command, text: eventId });
    await slack.until(() =>
      slack.calls.some(({ method, status }) => method === 'conversations.info' && status === 200),
    );
    await slack.changeConversation(channels.security, { sharing: 'external' });
    const [answer] = await privateAnswers(slack, people.member);
    expect(textOf(answer?.blocks ?? [])).toContain('shared with another organisation');
    expect(JSON.stringify(answer?.blocks ?? [])).toContain(eventId);
    await started.quiet();
    expect(slack.messages(channels.security)).toEqual([]);
  });

  test('gets no outcome', async () => {
    const started = await startOnBudget(50, { env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec, limits, store } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    await limits.pause('post', channels.security, turnMs);
    await card.press('Quarantine');
    const announcing = () => store.db.select().from(audit).where(isNotNull(audit.announcingAt));
    await expect.poll(announcing).toHaveLength(1);
    await slack.changeConversation(channels.security, { sharing: 'external' });
    await expect.poll(announcing, { timeout: 5_000 }).toEqual([]);
    const done = sql`select id from pgboss.job where name = 'announce' and state = 'completed'`;
    await expect.poll(async () => jobs.parse(await store.db.execute(done)).rows, { timeout: 5_000 }).toHaveLength(1);
    expect(card.replies()).toEqual([]);
  });
});

/** A channel of which the app has just learned that nobody outside reads it. */
async function startKnowing(channel: string = channels.security) {
  let time = Date.now();
  const started = await start({ env: { HEC_RESPONDERS: people.responder }, now: () => time });
  const { slack, hec } = started;
  const ask = async (user: string = people.member) => {
    const { eventId } = hec.world.addEvent();
    await slack.command({ user, channel, command, text: eventId });
    await started.quiet();
    return eventId;
  };
  await ask();
  const posted = () => slack.messages(channel).filter(({ user }) => user === slack.app.botUserId).length;
  expect(posted()).toBe(1);
  const wait = (ms: number) => {
    time += ms;
  };
  return { ...started, ask, posted, wait };
}

/** As if Slack had not told of it. */
function shareInSilence({ slack }: Pick<Awaited<ReturnType<typeof startKnowing>>, 'slack'>) {
  slack.workspace.changeConversation(channels.security, { sharing: 'external' });
}

describe('what Slack says without being asked', () => {
  test.each([
    ['a channel', channels.security],
    ['a private channel', channels.privateWithApp],
  ])('%s that was shared outside a moment ago gets no post by command', async (_title, channel) => {
    const { slack, ask, posted } = await startKnowing(channel);
    await slack.changeConversation(channel, { sharing: 'external' });
    const eventId = await ask();
    const [answer] = await privateAnswers(slack, people.member, channel);
    expect(textOf(answer?.blocks ?? [])).toContain('shared with another organisation');
    expect(JSON.stringify(answer?.blocks ?? [])).toContain(eventId);
    expect(posted()).toBe(1);
  });

  test('a mention whose envelope says that its channel is shared outside gets no post, whatever Slack said before and says when it is asked', async () => {
    const started = await startKnowing();
    const { slack, hec, posted } = started;
    const { eventId } = hec.world.addEvent();
    const ts = `${Math.floor(Date.now() / 1_000)}.000100`;
    const mention = { type: 'app_mention', user: people.member, channel: channels.security, ts, text: eventId };
    await slack.sendEvent(mention, { sharedExternally: true });
    const [answer] = await privateAnswers(slack, people.member);
    expect(textOf(answer?.blocks ?? [])).toContain('shared with another organisation');
    await started.quiet();
    expect(posted()).toBe(1);
  });

  test('one event that says that a channel is shared outside is enough for commands, previews and cards there', async () => {
    const started = await startKnowing();
    const { slack, hec, ask, posted } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    shareInSilence(started);
    await slack.post({ user: people.member, channel: channels.security, text: '@hec help' });
    await started.quiet();
    const before = posted();
    await ask();
    const url = `https://acme.avanan.net/#/events/${card.eventId}`;
    const links = [{ url, domain: 'avanan.net' }];
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text: 'look' });
    // Slack's envelope about a link can lag behind.
    await slack.sendEvent({
      type: 'link_shared',
      user: people.member,
      channel: channels.security,
      message_ts: ts,
      links,
    });
    await card.press('Quarantine');
    await started.quiet();
    expect(hec.world.appliedActions).toHaveLength(1);
    expect(posted()).toBe(before);
    expect(slack.calls.some(({ method }) => method === 'chat.unfurl')).toBe(false);
    expect(card.text()).toContain('Quarantine');
    expect(card.replies()).toEqual([]);
  });

  test('a command that says itself that its channel is shared outside gets no post', async () => {
    const started = await startKnowing();
    const { slack, app, hec, posted } = started;
    const { eventId } = hec.world.addEvent();
    const said = { command, text: eventId, user_id: people.member, channel_id: channels.security };
    const response_url = slack.put.responseUrl({
      channel: channels.security,
      user: people.member,
      original: { kind: 'none' },
    });
    const body = new URLSearchParams({ ...said, team_id: 'T0ACME0000', response_url, is_ext_shared_channel: 'true' });
    const { installation } = slack;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await slack.rawRequest({
      body: `${body}`,
      headers: { ...headers, ...signatureHeaders(installation.signingSecret, `${body}`) },
    });
    await app.idle();
    await started.quiet();
    expect(posted()).toBe(1);
    const [answer] = await privateAnswers(slack, people.member);
    expect(textOf(answer?.blocks ?? [])).toContain('shared with another organisation');
  });

  test('a channel is shown events again at once when it is no longer shared outside', async () => {
    const { slack, ask, posted } = await startKnowing();
    await slack.changeConversation(channels.security, { sharing: 'external' });
    await ask();
    expect(posted()).toBe(1);
    await slack.changeConversation(channels.security, { sharing: 'internal' });
    await ask();
    expect(posted()).toBe(2);
  });

  test.each([
    ['a channel', channels.security],
    ['a private channel', channels.privateWithApp],
  ])('what was known of %s is forgotten when it is archived, unarchived or renamed', async (_title, channel) => {
    const { slack, ask, posted } = await startKnowing(channel);
    const asked = () => slack.calls.filter(({ method }) => method === 'conversations.info').length;
    await slack.changeConversation(channel, { archived: true });
    await ask();
    expect(posted()).toBe(1);
    await slack.changeConversation(channel, { archived: false });
    await ask();
    expect(posted()).toBe(2);
    const before = asked();
    await ask();
    expect(asked()).toBe(before);
    await slack.changeConversation(channel, { name: 'renamed' });
    await ask();
    expect(asked()).toBe(before + 1);
  });

  test('what was known of a channel is forgotten when its id changes because it is being shared', async () => {
    const { slack, ask } = await startKnowing();
    const before = slack.calls.filter(({ method }) => method === 'conversations.info').length;
    const changed = { old_channel_id: channels.security, new_channel_id: 'C0NEWSECUR' };
    await slack.sendEvent({ type: 'channel_id_changed', ...changed });
    await ask();
    expect(slack.calls.filter(({ method }) => method === 'conversations.info')).toHaveLength(before + 1);
  });

  test('a question to Slack that was under way when the channel was shared outside is asked again', async () => {
    const { slack, ask, posted, wait, quiet } = await startKnowing();
    wait(61_000);
    const asked = slack.calls.length;
    slack.faults.add({ method: 'conversations.info', kind: 'slow', ms: 300, times: 1 });
    const asking = ask();
    await slack.until(() => slack.calls.slice(asked).some(({ method }) => method === 'conversations.info'));
    await slack.changeConversation(channels.security, { sharing: 'external' });
    await asking;
    await quiet();
    const [answer] = await privateAnswers(slack, people.member);
    expect(textOf(answer?.blocks ?? [])).toContain('shared with another organisation');
    expect(posted()).toBe(1);
  });

  test('a channel that Slack once called shared outside is asked about again after a minute', async () => {
    const { slack, ask, posted, wait } = await startKnowing();
    await slack.sendEvent({ type: 'channel_shared', channel: channels.security, connected_team_id: 'T0PARTNER0' });
    await ask();
    expect(posted()).toBe(1);
    wait(61_000);
    await ask();
    expect(posted()).toBe(2);
  });
});

test('a card is left as it is if its channel is shared outside while HEC is asked about its event', async () => {
  const budget = { ...testTimeouts.budget, editMs: 120_000 };
  const started = await start({ env: { HEC_RESPONDERS: people.responder }, timeouts: { budget } });
  const { hec, store } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started);
  await started.quiet();
  const before = card.text();
  // Until then, nobody's turn to edit comes in the channel.
  const held = eq(rateLimits.key, `edit:${channels.security}`);
  await new RateLimits(store.db, budget.limits).pause('edit', channels.security, 60_000);
  await card.press('Quarantine');
  await started.slack.until(() => card.replies().length === 1);
  const asked = hec.requests.length;
  hec.faults.set({ ...untilCleared, path: '/event/' });
  await store.db.delete(rateLimits).where(held);
  await expect.poll(() => hec.requests.length).toBeGreaterThan(asked);
  await started.slack.changeConversation(channels.security, { sharing: 'external' });
  hec.faults.clear();
  await expect.poll(() => shownMessagesOf(store.db, card.eventId)).toEqual([]);
  await started.quiet();
  expect(card.text()).toBe(before);
});

test('a link gets no preview while Slack can’t say who can read its conversation', async () => {
  const started = await start();
  const { slack, hec } = started;
  slack.faults.add({ method: 'conversations.info', kind: 'http_error', status: 500 });
  const { eventId } = hec.world.addEvent();
  const text = `https://acme.avanan.net/#/events/${eventId}`;
  await slack.post({ user: people.member, channel: channels.security, text });
  await started.quiet();
  expect(hec.requests).toEqual([]);
  expect(slack.messages(channels.security).flatMap(({ unfurls }) => unfurls)).toEqual([]);
});

test('a link that was previewed while it was written is decided on again when it is sent', async () => {
  let time = Date.now();
  const started = await start({ now: () => time });
  const { slack, hec } = started;
  const { eventId } = hec.world.addEvent();
  const written = {
    user: people.member,
    channel: channels.security,
    text: `https://acme.avanan.net/#/events/${eventId}`,
  };
  const { unfurlId } = await slack.compose(written);
  await slack.until(() => slack.draft(unfurlId)?.unfurls.length === 1);
  slack.workspace.changePerson(people.member, { kind: 'multi_channel_guest' });
  time += 61_000;
  const { ts } = await slack.post(written);
  await started.quiet();
  expect(slack.message(channels.security, ts)?.unfurls).toEqual([]);
});

test.each([
  ['become a guest', { kind: 'multi_channel_guest' } as const],
  ['been deactivated', { deactivated: true }],
])('a private card gets no more content once its owner has %s', async (_title, change) => {
  let time = Date.now();
  const started = await start({ env: { HEC_RESPONDERS: people.responder }, now: () => time });
  const { slack, hec, store } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started);
  const asked = { user: people.otherMember, channel: channels.security, command, text: `${card.eventId} private` };
  await slack.command(asked);
  const [own] = await privateAnswers(slack, people.otherMember);
  if (own === undefined) throw new Error('no private card');
  await started.quiet();
  await slack.click({ user: people.otherMember, ephemeral: own, actionId: 'event_details' });
  await started.quiet();
  expect((await shownMessagesOf(store.db, card.eventId)).map(({ kind }) => kind)).toContain('response');
  const before = slack.ephemerals(channels.security, people.otherMember);

  slack.workspace.changePerson(people.otherMember, change);
  time += 61_000;
  await card.press('Quarantine');
  await slack.until(() => card.text().includes('Remediated'));
  await expect
    .poll(async () => (await shownMessagesOf(store.db, card.eventId)).map(({ kind }) => kind))
    .toEqual(['message']);
  await started.quiet();
  expect(slack.ephemerals(channels.security, people.otherMember)).toEqual(before);
});

test('the outcome of an action on a private card is not told to somebody who has become a guest since', async () => {
  let time = Date.now();
  const started = await start({ env: { HEC_RESPONDERS: people.responder }, now: () => time });
  const { slack, hec, store } = started;
  hec.world.taskSeconds = 5;
  const offered = { availableEventActions: [{ actionName: 'quarantine', actionParameter: {} }] };
  const { eventId } = hec.world.addEvent(offered);
  const user = people.responder;
  await slack.command({ user, channel: channels.security, command, text: `${eventId} private` });
  const [own] = await privateAnswers(slack, user);
  if (own === undefined) throw new Error('no private card');
  await slack.click({ user, ephemeral: own, actionId: 'event_action:0' });
  await slack.until(() => hec.world.tasks.size === 1);
  slack.workspace.changePerson(user, { kind: 'multi_channel_guest' });
  time += 61_000;
  const outcomes = async () =>
    (await recordOf(store.db, eventId, 9)).map((entry) => (entry.kind === 'action' ? entry.state : entry.kind));
  await expect.poll(outcomes, { timeout: 15_000 }).toContain('ended');
  await started.quiet();
  const told = slack.ephemerals(channels.security, user).map(({ text }) => text);
  expect(told.some((text) => text.includes('is done'))).toBe(false);
});
