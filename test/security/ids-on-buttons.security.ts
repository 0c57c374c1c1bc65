/** Every id that a button carries is tied to what HEC says: the email of an event is the event's own, in any spelling. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { exportSince, recordOf } from '../../src/store/audit-trail.ts';
import { audit, shownMessages } from '../../src/store/schema.ts';
import { shownMessagesOf } from '../../src/store/shown-messages.ts';
import { textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type Started, start } from '../support/start.ts';

const user = people.responder;
const channel = channels.security;

/** An event about an email that can be quarantined. */
function addAboutEmail({ hec }: Started) {
  const { entityInfo } = hec.world.addEntity();
  const { eventId } = hec.world.addEvent({ availableEventActions: null, entityId: entityInfo.entityId });
  return { eventId, entityId: entityInfo.entityId, entityType: String(entityInfo.saasEntityType) };
}

/** A message with one button, as the app makes them, that carries this. */
function putButton({ slack }: Started, actionId: string, value: object) {
  const button = {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text: 'Press' },
    value: JSON.stringify(value),
  };
  const ts = `${Math.floor(Date.now() / 1_000)}.${String(100_000 + slack.messages(channel).length)}`;
  const { botId, botUserId } = slack.app;
  const blocks = [{ type: 'actions', block_id: 'actions:0:0', elements: [button] }];
  const said = { channel, ts, user: botUserId, botId, text: 'a card', blocks };
  return slack.put.message({ ...said, attachments: [], links: [], unfurls: [] });
}

async function startWithResponder() {
  const started = await start({ env: { HEC_RESPONDERS: user } });
  started.hec.world.taskId = 'none';
  const press = async (actionId: string, value: object) => {
    const message = putButton(started, actionId, value);
    await started.slack.click({ user, message, actionId });
    await started.quiet();
  };
  const told = () => [
    ...started.slack.ephemerals(channel, user).map(({ text }) => text),
    ...started.slack.views(user).map(({ content }) => textOf(content.blocks)),
  ];
  return { ...started, press, told };
}

describe('the email that a button names', () => {
  test.each([
    ['on a card', 'email_action:0'],
    ['on a Work Object, which asks in a modal', 'email_action:0:0'],
  ])(
    'a button %s that names another event’s email sends nothing, says so, and is recorded under the event that it names',
    async (_title, actionId) => {
      const started = await startWithResponder();
      const { hec, store, press, told } = started;
      const [own, other] = [addAboutEmail(started), addAboutEmail(started)];
      await press(actionId, { ...other, eventId: own.eventId, actionName: 'quarantine' });
      expect(told()).toEqual([expect.stringContaining('is for a different email than its event')]);
      expect(hec.world.tasks.size).toBe(0);
      expect(await recordOf(store.db, own.eventId, 9)).toEqual([
        expect.objectContaining({ kind: 'refusal', reason: 'other_email', actionName: 'quarantine', userId: user }),
      ]);
      expect(await recordOf(store.db, other.eventId, 9)).toEqual([]);
    },
  );

  test('a button whose event is no longer about any email sends nothing', async () => {
    const started = await startWithResponder();
    const { hec, press, told } = started;
    const { eventId, ...email } = addAboutEmail(started);
    const event = hec.world.events.get(eventId);
    if (event !== undefined) event.entityId = null;
    await press('email_action:0', { eventId, ...email, actionName: 'quarantine' });
    expect(told()).toEqual([expect.stringContaining('is for a different email')]);
    expect(hec.world.tasks.size).toBe(0);
  });

  test('a made-up button claims nothing: meanwhile the other event’s own button acts', async () => {
    const started = await startWithResponder();
    const { hec, slack, press } = started;
    const [own, other] = [addAboutEmail(started), addAboutEmail(started)];
    const forged = putButton(started, 'email_action:0', {
      ...other,
      eventId: own.eventId,
      actionName: 'quarantine',
    });
    const pressing = slack.click({ user, message: forged, actionId: 'email_action:0' });
    await press('email_action:0', { ...other, actionName: 'quarantine' });
    await pressing;
    await started.quiet();
    expect(hec.world.appliedActions.map(({ targetId }) => targetId)).toEqual([other.entityId]);
  });

  test('the type of an email is sent as HEC gives it, whatever the button says', async () => {
    const started = await startWithResponder();
    const { hec, press } = started;
    const own = addAboutEmail(started);
    await press('email_action:0', { ...own, entityType: 'google_drive_file', actionName: 'quarantine' });
    expect(hec.world.appliedActions.map(({ targetId }) => targetId)).toEqual([own.entityId]);
    const sent = hec.requests
      .filter(({ path }) => path.includes('/action/entity'))
      .map(({ body }) => JSON.stringify(body));
    expect(sent.join()).toContain(own.entityType);
    expect(sent.join()).not.toContain('google_drive_file');
  });
});

describe('an event’s id that is none of HEC’s', () => {
  const noIds = ['', '../task/1', 'a/b', '%2e%2e', '__proto__', `${'a'.repeat(32)}?x=1`, '\u0000', '\ud800'];

  test.each([
    ['an action on the event', 'event_action:0'],
    ['an action on its email', 'email_action:0'],
    ['an action on its email in a Work Object', 'email_action:0:0'],
  ])(
    'a button for %s with such an id claims, records and remembers nothing, and is apologised for',
    async (_, kind) => {
      const started = await startWithResponder();
      const { hec, store, press, told } = started;
      const { eventId: _own, ...email } = addAboutEmail(started);
      for (const eventId of noIds) {
        const asked = kind.startsWith('event') ? { actionParameter: {} } : email;
        await press(kind, { eventId, actionName: 'quarantine', ...asked });
      }
      expect(told()).toEqual(noIds.map(() => expect.stringContaining('Something went wrong on our side')));
      expect(hec.requests).toEqual([]);
      expect(await store.db.select().from(audit)).toEqual([]);
      expect(await store.db.select().from(shownMessages)).toEqual([]);
    },
  );
});

describe('one spelling', () => {
  test('two buttons that spell one event or one email differently share its claim: one acts, the other is told', async () => {
    const started = await startWithResponder();
    const { hec, slack, store, told } = started;
    hec.world.taskSeconds = 60;
    hec.world.taskId = 'number';
    const email = addAboutEmail(started);
    const { eventId } = hec.world.addEvent({
      availableEventActions: [{ actionName: 'quarantine', actionParameter: {} }],
    });
    const presses: [string, object, string][] = [
      ['event_action:0', { actionName: 'quarantine', actionParameter: {} }, eventId],
      ['email_action:0', { entityType: email.entityType, actionName: 'quarantine' }, email.eventId],
    ];
    for (const [actionId, value, id] of presses) {
      const before = told().length;
      for (const spelt of [id, id.toUpperCase()]) {
        const upper = spelt !== id;
        const entityId = upper ? email.entityId.toUpperCase() : email.entityId;
        const carried = actionId.startsWith('email')
          ? { eventId: spelt, entityId, ...value }
          : { eventId: spelt, ...value };
        const message = putButton(started, actionId, carried);
        await slack.click({ user, message, actionId });
        await slack.until(() => hec.world.tasks.size > 0);
        await started.app.idle();
      }
      expect(told().slice(before)).toEqual([expect.stringContaining('is already being done')]);
      expect((await recordOf(store.db, id, 9)).map(({ kind }) => kind).toSorted()).toEqual(['action', 'refusal']);
    }
    expect(hec.world.tasks.size).toBe(2);
  });

  test('an event whose id HEC writes in capitals is one event on cards, in the record and at its buttons', async () => {
    const started = await startWithResponder();
    const { hec, store } = started;
    const id = 'AB12CD34EF56AB12CD34EF56AB12CD34';
    hec.world.addEvent({ eventId: id.toLowerCase(), availableEventActions: null });
    const event = hec.world.events.get(id.toLowerCase());
    if (event !== undefined) event.eventId = id;
    await started.slack.command({ user, channel, command: '/hec-event', text: id });
    await started.quiet();
    expect(await shownMessagesOf(store.db, id.toLowerCase())).toHaveLength(1);
    expect(await recordOf(store.db, id.toLowerCase(), 9)).toMatchObject([{ kind: 'lookup' }]);
  });
});

test('“More actions…” and “Check again” are recorded as lookups of the person who pressed', async () => {
  const started = await startWithResponder();
  const { hec, slack, store } = started;
  hec.world.taskSeconds = 60;
  hec.world.taskId = 'number';
  hec.faults.set({ kind: 'reset', path: '/action/', when: 'after-applying', times: 1 });
  const card = await showEvent(started);
  await card.press('Quarantine');
  const [outcome] = await slack.until(() => card.replies().length > 0 && card.replies());
  await started.quiet();
  const presser = people.otherMember;
  const lookups = async () => {
    const found = [];
    for await (const entry of exportSince(store.db, new Date(0))) {
      if (entry.kind === 'lookup' && entry.userId === presser) found.push(entry.eventId);
    }
    return found;
  };
  if (outcome === undefined) throw new Error('no outcome');
  await slack.click({ user: presser, message: outcome, actionId: 'check_again' });
  await started.quiet();
  expect(await lookups()).toEqual([card.eventId]);
  const more = putButton(started, 'more_actions', { eventId: card.eventId });
  await slack.click({ user: presser, message: more, actionId: 'more_actions' });
  await slack.until(() => slack.views(presser).length === 1);
  await started.quiet();
  expect(await lookups()).toEqual([card.eventId, card.eventId]);
});
