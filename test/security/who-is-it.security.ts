/** Who somebody is when Slack says little, says it late, or calls them by their other id. */
import { describe, expect, test } from 'vitest';
import { channels, people, team } from '../../playground/slack/server.ts';
import { recordOf } from '../../src/store/audit-trail.ts';
import { modalSaying } from '../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type Started, start } from '../support/start.ts';

const mia = 'U0MIA';
const tom = 'U0TOM';

function add({ slack: { workspace } }: Started, id: string, more: { enterpriseId?: string; unsaid?: string[] } = {}) {
  workspace.addPerson({ id, name: id.toLowerCase(), realName: id, kind: 'member', deactivated: false, ...more });
  workspace.join(channels.security, id);
}

function addGroup({ slack: { workspace } }: Started, id: string, members: string[], error?: string) {
  workspace.addGroup({ id, handle: id.toLowerCase(), name: id, members, ...(error !== undefined && { error }) });
}

/** Presses “Quarantine” on a new card: what HEC then has of it, and what the person is told privately. */
async function press(started: Started, user: string) {
  const { slack, hec, store } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started);
  await card.press('Quarantine', user);
  await started.quiet();
  const told = slack.ephemerals(channels.security, user).map(({ text }) => text);
  const acted = hec.world.appliedActions.some(({ targetId }) => targetId === card.eventId);
  const refusals = (await recordOf(store.db, card.eventId, 9)).flatMap((entry) =>
    entry.kind === 'refusal' ? [entry.reason] : [],
  );
  return { acted, told, refusals };
}

async function startLogging(responders: string) {
  const lines: string[] = [];
  const started = await start({ env: { HEC_RESPONDERS: responders }, log: (line) => lines.push(line) });
  return { started, logged: () => lines.join('\n') };
}

describe('user groups that Slack does not tell of', () => {
  test.each(['no_such_subteam', 'plan_upgrade_required'])(
    'a user group that does not exist (%s) is empty: whom another group names may act, others are no responders, and the log names it',
    async (error) => {
      const { started, logged } = await startLogging('S0FIRST,S0GONE');
      for (const id of [mia, tom]) add(started, id);
      addGroup(started, 'S0FIRST', [mia]);
      addGroup(started, 'S0GONE', [], error);
      expect(await press(started, mia)).toMatchObject({ acted: true });
      expect(await press(started, tom)).toEqual({
        acted: false,
        told: [expect.stringMatching(/Only responders/)],
        refusals: ['not_responder'],
      });
      expect(logged()).toMatch(new RegExp(`"groupId":"S0GONE","reason":"${error}"`));
    },
  );

  test.each(['ratelimited', 'internal_error', 'missing_scope'])(
    'a user group that can’t be read (%s) takes nothing from those whom another group or their own id names, and others are told that Slack could not say',
    async (error) => {
      const { started, logged } = await startLogging(`S0GONE,S0FIRST,${people.responder}`);
      for (const id of [mia, tom]) add(started, id);
      addGroup(started, 'S0FIRST', [mia]);
      addGroup(started, 'S0GONE', [tom], error);
      expect(await press(started, mia)).toMatchObject({ acted: true });
      expect(await press(started, people.responder)).toMatchObject({ acted: true });
      expect(await press(started, tom)).toEqual({
        acted: false,
        told: [expect.stringContaining('Slack didn’t say who you are or which user groups you’re in')],
        refusals: ['unknown'],
      });
      expect(logged()).toContain('"groupId":"S0GONE"');
    },
  );

  test('while Slack limits how often user groups are read, the people who are listed themselves act all the same', async () => {
    const { started } = await startLogging(`S0FIRST,${mia}`);
    add(started, mia);
    addGroup(started, 'S0FIRST', []);
    started.slack.faults.add({ method: 'usergroups.users.list', kind: 'rate_limited', retryAfterSeconds: 20 });
    expect(await press(started, mia)).toMatchObject({ acted: true });
  });

  test('a user group is asked about in the app’s own workspace, as an install for a whole organisation needs it', async () => {
    const { started } = await startLogging('S0FIRST');
    add(started, mia);
    addGroup(started, 'S0FIRST', [mia]);
    expect(await press(started, mia)).toMatchObject({ acted: true });
    const asked = started.slack.calls.filter(({ method }) => method === 'usergroups.users.list');
    expect(asked.map(({ args }) => args)).toEqual([{ usergroup: 'S0FIRST', team_id: team.id }]);
  });
});

describe('people with two ids', () => {
  const ids = ['U0LEA', 'W0LEA'];

  test.each([
    ['by their id in the organisation', 'W0LEA', []],
    ['by their id in the workspace', 'U0LEA', []],
    ['through a group, by their id in the organisation', 'S0FIRST', ['W0LEA']],
    ['through a group, by their id in the workspace', 'S0FIRST', ['U0LEA']],
  ])('a person who is listed %s may act under either id', async (_title, listed, members) => {
    const { started } = await startLogging(listed);
    add(started, 'U0LEA', { enterpriseId: 'W0LEA', unsaid: ['is_restricted', 'is_ultra_restricted', 'is_bot'] });
    addGroup(started, 'S0FIRST', members);
    for (const id of ids) expect(await press(started, id)).toMatchObject({ acted: true, told: [] });
  });

  test('the Home shows what a person looked up and did under either id', async () => {
    const { started } = await startLogging('W0LEA');
    const { slack } = started;
    add(started, 'U0LEA', { enterpriseId: 'W0LEA' });
    started.hec.world.taskId = 'none';
    const card = await showEvent(started);
    const asked = { channel: channels.general, command: '/hec-event', text: card.eventId };
    slack.workspace.join(channels.general, 'W0LEA');
    await slack.command({ user: 'W0LEA', ...asked });
    await card.press('Quarantine', 'U0LEA');
    await started.quiet();
    for (const user of ids) {
      await slack.openHome({ user });
      await started.quiet();
      const blocks = slack.home('U0LEA')?.content.blocks ?? [];
      const shown = textOf(blocks);
      expect(shown).not.toContain('You haven’t looked up any events recently.');
      expect(shown).not.toContain('You haven’t acted on any events yet.');
      expect(JSON.stringify(buttonsOf(blocks))).toContain(card.eventId);
    }
  });

  test('a private card changes for its owner, whichever id they press under', async () => {
    const { started } = await startLogging('W0LEA');
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    add(started, 'U0LEA', { enterpriseId: 'W0LEA' });
    const { eventId } = hec.world.addEvent({
      availableEventActions: [{ actionName: 'quarantine', actionParameter: {} }],
    });
    await slack.command({
      user: 'U0LEA',
      channel: channels.security,
      command: '/hec-event',
      text: `${eventId} private`,
    });
    const [card] = await privateAnswers(slack, 'U0LEA');
    if (card === undefined) throw new Error('no private card');
    await started.quiet();
    await slack.click({ user: 'W0LEA', ephemeral: card, actionId: 'event_action:0' });
    const told = () => ['U0LEA', 'W0LEA'].flatMap((user) => slack.ephemerals(channels.security, user));
    await slack.until(() => told().some(({ text }) => text.includes('is done')));
    expect(hec.world.appliedActions).toHaveLength(1);
  });

  test('a person may share to a conversation that Slack lists under their other id', async () => {
    const { started } = await startLogging('W0LEA');
    const { slack, hec } = started;
    add(started, 'U0LEA', { enterpriseId: 'W0LEA' });
    slack.workspace.leave(channels.incident, 'U0LEA');
    slack.workspace.join(channels.incident, 'W0LEA');
    const { eventId } = hec.world.addEvent();
    await slack.globalShortcut({ user: 'U0LEA', callbackId: 'look_up_event' });
    await modalSaying(slack, 'U0LEA', 'Event id or portal link');
    await slack.submitView({ user: 'U0LEA', values: { event: eventId, conversation: channels.incident } });
    await slack.until(() => slack.messages(channels.incident).length === 1);
  });
});

describe('what Slack leaves out', () => {
  test('an answer about a user group without its people is not taken for an empty group', async () => {
    const { started } = await startLogging('S0FIRST');
    add(started, mia);
    addGroup(started, 'S0FIRST', [mia]);
    const noPeople = { kind: 'answer', status: 200, body: '{"ok":true}' } as const;
    started.slack.faults.add({ method: 'usergroups.users.list', ...noPeople });
    expect(await press(started, mia)).toEqual({
      acted: false,
      told: [expect.stringContaining('Slack didn’t say who you are or which user groups you’re in')],
      refusals: ['unknown'],
    });
  });

  test.each([
    ['is_restricted', ['is_restricted']],
    ['is_bot', ['is_bot']],
    ['deleted', ['deleted']],
    ['team_id', ['team_id']],
    ['anything but their id and team', ['deleted', 'is_bot', 'is_restricted', 'is_ultra_restricted']],
  ])('a person of whom Slack does not say %s is not taken for a member', async (_title, unsaid) => {
    const { started } = await startLogging(mia);
    add(started, mia, { unsaid });
    expect(await press(started, mia)).toEqual({
      acted: false,
      told: [expect.stringContaining('Slack didn’t say who you are')],
      refusals: ['unknown'],
    });
  });

  test('somebody whom Slack does not know in this workspace is told that, not to try again', async () => {
    for (const error of ['user_not_found', 'user_not_visible']) {
      const { started } = await startLogging(mia);
      add(started, mia);
      started.slack.faults.add({ method: 'users.info', kind: 'error', error });
      const asked = { user: mia, channel: channels.security, command: '/hec-event', text: '0'.repeat(32) };
      await started.slack.command(asked);
      const [answer] = await privateAnswers(started.slack, mia);
      expect(answer?.text).toContain('Slack knows no account of yours');
      expect(answer?.text).not.toContain('Try again');
    }
  });
});
