/** Who would see it is asked again whenever something is shown, not only when it was shown first. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { channels, people } from '../../playground/slack/server.ts';
import { recordOf } from '../../src/store/audit-trail.ts';
import { shownMessagesOf } from '../../src/store/shown-messages.ts';
import { privateAnswers, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { start } from '../support/start.ts';

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
