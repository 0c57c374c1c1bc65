/** What people do from details that they opened for themselves: no card stands anywhere, so the app tells them alone. */
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appDirectMessage, people } from '../../../../playground/slack/server.ts';
import { buttonsOf, shownAnywhere, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder, HEC_ADMIN_EMAIL_DOMAINS: 'customer.example' };
const sendToAdmin = [{ actionName: 'sent to admin', actionParameter: { adminEmail: '' } }];

const jobs = z.object({ rows: z.array(z.unknown()) });

function modal({ slack }: Started, text: string) {
  return slack.until(() => slack.views(people.responder).find(({ content }) => textOf(content.blocks).includes(text)));
}

describe('actions without a card', () => {
  const user = people.responder;
  const inDirectMessage = ({ slack }: Started) => slack.messages(appDirectMessage(user));

  /** From the shortcut, for themselves alone. */
  async function lookUpAlone(started: Started, event: Parameters<typeof started.hec.world.addEvent>[0] = {}) {
    const { slack, hec } = started;
    const { eventId } = hec.world.addEvent(event);
    await slack.globalShortcut({ user, callbackId: 'look_up_event' });
    await modal(started, 'Event id or portal link');
    await slack.submitView({ user, values: { event: eventId } });
    return { eventId, view: await modal(started, '*Event id:*') };
  }

  async function press(started: Started, view: Awaited<ReturnType<typeof modal>>, label: string) {
    const button = buttonsOf(view.content.blocks).find(({ text }) => text.text === label);
    await started.slack.click({ user, view, actionId: button?.action_id ?? `no button "${label}"` });
  }

  test.each([
    ['done', 'Dismiss', /is done.*The event is now Dismissed/s],
    ['nothing', 'Quarantine', /changed nothing.*still New/s],
    ['failed', 'Quarantine', /failed/],
  ] as const)(
    'when an action without a card ends as %s, the app messages that person alone',
    async (outcome, label, told) => {
      const started = await start({ env });
      const { slack, hec } = started;
      Object.assign(hec.world, { taskSeconds: 0, outcome });
      const { eventId, view } = await lookUpAlone(started, { description: 'Detected a burst of sign-ins' });
      await press(started, view, label);
      await modal(started, 'This app will message you the outcome.');
      const [message] = await slack.until(() => inDirectMessage(started).length > 0 && inDirectMessage(started));
      const shown = textOf(message?.blocks ?? []);
      expect(shown).toMatch(told);
      // No card stands above it.
      for (const part of [eventId, 'Phishing', 'Detected a burst of sign-ins']) expect(shown).toContain(part);
      await started.quiet();
      expect(shownAnywhere(slack)).toHaveLength(1);
    },
  );

  test('a doubtful action without a card can be checked again from the app’s message', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskSeconds = 60;
    hec.faults.set({ kind: 'reset', path: '/action/', when: 'after-applying', times: 1 });
    const { eventId, view } = await lookUpAlone(started);
    await press(started, view, 'Quarantine');
    const message = await slack.until(() => inDirectMessage(started)[0]);
    expect(textOf(message.blocks)).toContain('may have been applied');
    await slack.click({ user, message, actionId: 'check_again' });
    await started.quiet();
    const calls = slack.calls.filter(({ method }) => method === 'response_url');
    expect(calls.map(({ args }) => args)).toMatchObject([{ replace_original: true }]);
    const [now] = inDirectMessage(started);
    for (const part of ['may have been applied', eventId]) expect(textOf(now?.blocks ?? [])).toContain(part);
    expect(slack.ephemerals(message.channel, user)).toEqual([]);
  });

  test('the outcome of an action without a card that takes input is announced like any other', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { view } = await lookUpAlone(started, { availableEventActions: sendToAdmin });
    await press(started, view, 'Send to admin');
    await modal(started, 'Admin email');
    await slack.submitView({ user, values: { 'input:0': 'admin@customer.example' } });
    await modal(started, 'This app will message you the outcome.');
    const outcome = await slack.until(() => inDirectMessage(started)[0]);
    expect(textOf(outcome.blocks)).toMatch(/Send to admin: admin@customer\.example.*is done/);
  });

  test('a person who may no longer look events up is not told the outcome', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const { slack, hec, store } = started;
    hec.world.taskSeconds = 1;
    const { view } = await lookUpAlone(started);
    await press(started, view, 'Dismiss');
    await modal(started, 'Sent to HEC');
    slack.workspace.changePerson(user, { kind: 'multi_channel_guest' });
    time += 61_000;
    const announced = sql`select 1 from pgboss.job where name = 'announce' and state = 'completed'`;
    await expect.poll(async () => jobs.parse(await store.db.execute(announced)).rows).toHaveLength(1);
    expect(shownAnywhere(slack)).toEqual([]);
  });
});
