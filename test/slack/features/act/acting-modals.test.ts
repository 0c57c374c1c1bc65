import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { buttonsOf, privateAnswers, shownAnywhere, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { impatientWithHec, type Started, start } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder, HEC_ADMIN_EMAIL_DOMAINS: 'customer.example' };
const sendToAdmin = [{ actionName: 'sent to admin', actionParameter: { adminEmail: '' } }];

const jobs = z.object({ rows: z.array(z.unknown()) });

function modal({ slack }: Started, text: string) {
  return slack.until(() => slack.views(people.responder).find(({ content }) => textOf(content.blocks).includes(text)));
}

describe('actions that ask for an address', () => {
  test('an action that needs an address asks in a modal, refuses other domains beside the input, and sends what was filled in', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Send to admin');
    await modal(started, 'Admin email');
    for (const address of ['attacker@evil.example', 'nobody', 'a@customer.example.evil.example']) {
      await slack.submitView({ user: people.responder, values: { 'input:0': address } });
      expect(Object.keys(slack.views(people.responder).at(-1)?.errors ?? {})).toEqual(['input:0']);
    }
    expect(hec.world.tasks.size).toBe(0);
    await expect
      .poll(
        async () =>
          (await recordOf(started.store.db, card.eventId, 10)).filter(({ kind }) => kind === 'refusal').length,
      )
      .toBe(3);
    await slack.submitView({ user: people.responder, values: { 'input:0': 'admin@customer.example' } });
    await modal(started, 'Sent to HEC');
    expect([...hec.world.tasks.values()].map(({ parameter }) => parameter)).toEqual([
      { adminEmail: 'admin@customer.example' },
    ]);
  });

  test('an action that needs an address says at once that none can be used if no domain is allowed', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Send to admin');
    await modal(started, 'HEC_ADMIN_EMAIL_DOMAINS');
  });

  test('a member who presses an action that needs an address reads only the refusal', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Send to admin', people.member);
    const refused = await slack.until(() =>
      slack.views(people.member).find(({ content }) => textOf(content.blocks).includes('Only responders')),
    );
    await started.quiet();
    expect(refused.content.submit).toBeUndefined();
    expect(textOf(slack.views(people.member)[0]?.content.blocks ?? [])).not.toContain('Admin email');
    expect(hec.world.tasks.size).toBe(0);
  });

  test('access is checked again when an action’s modal is submitted', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const { slack, hec } = started;
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Send to admin');
    await modal(started, 'Admin email');
    slack.workspace.changePerson(people.responder, { kind: 'single_channel_guest' });
    time += 61_000;
    await slack.submitView({ user: people.responder, values: { 'input:0': 'admin@customer.example' } });
    await modal(started, 'Guests');
    expect(hec.world.tasks.size).toBe(0);
  });
});

describe('lost answers', () => {
  test.each([
    ['HEC hangs', { kind: 'hang' } as const],
    ['HEC answers 500', { kind: 'status', status: 500 } as const],
    ['the connection breaks', { kind: 'reset' } as const],
  ])('when %s, the action is reported as doubtful and is not sent again by itself', async (_title, fault) => {
    const started = await start({ env, ...(fault.kind === 'hang' && { timeouts: { hec: impatientWithHec } }) });
    const { slack, hec } = started;
    hec.world.taskSeconds = 60;
    hec.faults.set({ ...fault, path: '/action/', when: 'after-applying' });
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.replies().some(({ blocks }) => textOf(blocks).includes('may have been applied')));
    await started.quiet();
    expect(hec.world.tasks.size).toBe(1);
    expect(card.text()).toContain('may have been applied');
  });

  test('"Check again" settles a doubtful action once HEC shows its effect', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskSeconds = 1;
    hec.faults.set({ kind: 'reset', path: '/action/', when: 'after-applying' });
    const card = await showEvent(started);
    await card.press('Dismiss');
    const reply = await slack.until(() => card.replies()[0]);
    await expect.poll(() => hec.world.appliedActions.length).toBe(1);
    await slack.click({ user: people.member, message: reply, actionId: 'check_again' });
    await slack.until(() => textOf(slack.message(channels.security, reply.ts)?.blocks ?? []).includes('is done'));
    await slack.until(() => card.text().includes('Dismissed by'));
    expect(hec.world.tasks.size).toBe(1);
  });

  test('a doubtful action is sent again only after a new confirmation that names the doubt', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskSeconds = 60;
    hec.faults.set({ kind: 'reset', path: '/action/', when: 'after-applying', times: 1 });
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.text().includes('may have been applied'));
    await card.press('Quarantine');
    await modal(started, 'may already have been applied');
    await started.quiet();
    expect(hec.world.tasks.size).toBe(1);
    await slack.submitView({ user: people.responder });
    await modal(started, 'Sent to HEC');
    expect(hec.world.tasks.size).toBe(2);
  });
});

test('the email can be quarantined and then restored even if HEC offers nothing on the event', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const { entityInfo } = hec.world.addEntity();
  const card = await showEvent(started, { availableEventActions: null, entityId: entityInfo.entityId });
  await card.press('Quarantine email');
  await slack.until(() => card.buttons().some(({ text }) => text.text === 'Restore email'));
  expect(card.text()).toContain(`Email quarantined by <@${people.responder}>`);
  await card.press('Restore email');
  await slack.until(() => card.buttons().some(({ text }) => text.text === 'Quarantine email'));
  expect(hec.world.appliedActions.map(({ on, action }) => [on, action])).toEqual([
    ['entity', 'quarantine'],
    ['entity', 'restore'],
  ]);
});

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
    const { view } = await lookUpAlone(started);
    await press(started, view, 'Quarantine');
    const message = await slack.until(() => inDirectMessage(started)[0]);
    expect(textOf(message.blocks)).toContain('may have been applied');
    await slack.click({ user, message, actionId: 'check_again' });
    const [answer] = await privateAnswers(slack, user, message.channel);
    expect(answer?.text).toMatch(/Quarantine may have been applied/);
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

describe('an event’s audit trail', () => {
  test('an event’s audit trail is shown to responders privately, with lookups, runs and refusals', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    await card.press('Dismiss', people.member);
    await privateAnswers(slack, people.member);
    await card.press('Dismiss');
    await slack.until(() => card.replies().length === 1);
    const text = `audit ${card.eventId}`;
    await slack.command({ user: people.responder, channel: channels.security, command: '/hec-event', text });
    const [answer] = await privateAnswers(slack, people.responder);
    const shown = textOf(answer?.blocks ?? []);
    for (const part of ['Looked it up', 'Refused', '*Dismiss*', `<@${people.member}>`, `<@${people.responder}>`]) {
      expect(shown).toContain(part);
    }
  });

  test('an event’s audit trail is refused to members', async () => {
    const started = await start({ env });
    const { slack } = started;
    const text = `audit ${'a'.repeat(32)}`;
    await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text });
    expect((await privateAnswers(slack, people.member))[0]?.text).toContain('Only responders');
  });
});
