/** Many messages that show one event, changing with it. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { rememberShownMessages } from '../../src/store/shown-messages.ts';
import { refusedCalls, type StartedOnBudget, startOnBudget } from '../support/budget.ts';
import { textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';

const env = { HEC_RESPONDERS: people.responder };
const dismissed = `Dismissed by <@${people.responder}>`;
/** Until the test lets background work begin. */
const pauseMs = 60_000;

type Card = Awaited<ReturnType<typeof showEvent>>;

/** More cards of the same event in the channel, each newer than the one before. Resolves with their `ts`. */
async function showMore({ slack, store }: StartedOnBudget, card: Card, count: number): Promise<string[]> {
  const posted = slack.message(channels.security, card.message.ts) ?? card.message;
  const all = Array.from({ length: count }, (_, index) => `${2_000_000_000 + index}.000100`);
  for (const [index, messageTs] of all.entries()) {
    slack.put.message({ ...posted, ts: messageTs });
    await rememberShownMessages(store.db, {
      kind: 'message',
      eventId: card.eventId,
      channelId: channels.security,
      messageTs,
      shape: 'full',
      shownAt: new Date(Date.now() + index),
      revision: 'as it was',
    });
  }
  return all;
}

test('of twenty cards of an event the pressed one changes first, another event’s is not held up, and the rest follow once each, the newest first', async () => {
  const started = await startOnBudget(20, { env });
  const { slack, hec, limits, store } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started);
  const other = await showEvent(started);
  const rest = await showMore(started, card, 19);
  const edited = () => slack.calls.filter(({ method }) => method === 'chat.update').map(({ args }) => String(args.ts));
  const editsOfRest = () => edited().filter((ts) => rest.includes(ts));

  await limits.pause('background', 'all', pauseMs);
  await card.press('Dismiss');
  await slack.until(() => card.text().includes(dismissed));
  await other.press('Dismiss');
  await slack.until(() => other.text().includes(dismissed));
  expect(editsOfRest()).toEqual([]);
  await store.db.execute(sql`delete from rate_limits where key like 'background:%'`);

  await slack.until(() => editsOfRest().length >= rest.length, { timeoutMs: 15_000 });
  await started.quiet();
  expect(editsOfRest()).toEqual(rest.toReversed());
  for (const ts of rest) expect(textOf(slack.message(channels.security, ts)?.blocks ?? [])).toContain(dismissed);
  expect(refusedCalls(slack)).toEqual([]);
}, 30_000);

test('links that people paste in a channel keep no card there from changing when it is pressed', async () => {
  // An edit in three seconds: if the previews took the turns, the last would come after half a minute.
  const started = await startOnBudget(3_000, { env });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started);
  const links = Array.from({ length: 10 }, () => `https://acme.avanan.net/#/events/${hec.world.addEvent().eventId}`);
  for (const text of links) await slack.post({ user: people.member, channel: channels.security, text });
  await card.press('Dismiss');
  await slack.until(() => card.text().includes(dismissed), { timeoutMs: 20_000 });
  const previewed = () => slack.messages(channels.security).filter(({ unfurls }) => unfurls.length > 0);
  await slack.until(() => previewed().length === links.length);
  expect(refusedCalls(slack)).toEqual([]);
}, 30_000);

test('a card that Slack does not change holds up none of the others, and is tried again', async () => {
  const started = await startOnBudget(20, { env });
  const { slack, store } = started;
  const card = await showEvent(started);
  const rest = await showMore(started, card, 3);
  const newest = rest.at(-1) ?? '';
  slack.faults.add({ method: 'chat.update', kind: 'error', error: 'internal_error', times: 1 });
  await store.jobs.send(store.db, 'refresh_others', { eventId: card.eventId });
  const edits = () => slack.calls.filter(({ method }) => method === 'chat.update').map(({ args }) => args.ts);
  await slack.until(() => edits().length === 4);
  expect(edits()).toEqual([newest, ...rest.slice(0, -1).toReversed(), newest]);
});
