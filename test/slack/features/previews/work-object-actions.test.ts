/** Acting on a Work Object: from its card in a preview, and from its details. */
import { describe, expect, test } from 'vitest';
import { people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';
import { lookAtCard, lookAtDetails, share } from '../../../support/work-objects.ts';

const env = { SLACK_WORK_OBJECTS: 'on', HEC_RESPONDERS: people.responder };

function modal({ slack }: Started, user: string, words: string) {
  return slack.until(() => slack.views(user).find(({ content }) => textOf(content.blocks).includes(words)));
}

describe.each([
  ['on the card of a preview', lookAtCard],
  ['in the opened details', lookAtDetails],
])('actions of a Work Object %s', (_title, look) => {
  test('an action on a Work Object asks first, and is sent exactly once when confirmed', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const shared = await share(started);
    const press = await look(started, shared, people.responder);
    await press('Quarantine');
    const { content } = await modal(started, people.responder, '*Quarantine*');
    await started.quiet();
    expect(content).toMatchObject({ title: { text: 'Quarantine?' }, submit: { text: 'Quarantine' } });
    expect(hec.world.tasks.size).toBe(0);

    await slack.submitView({ user: people.responder });
    await modal(started, people.responder, 'Sent to HEC');
    await slack.until(() => shared.replies().length === 1);
    await started.quiet();
    expect(textOf(shared.replies()[0]?.blocks ?? [])).toMatch(/Quarantine.*is done/);
    expect(hec.requests.filter(({ path }) => path.endsWith('/action/event'))).toHaveLength(1);
    expect(hec.world.appliedActions.map(({ action: name, targetId }) => [name, targetId])).toEqual([
      ['quarantine', shared.eventId],
    ]);
  });

  test('an action on a Work Object is not sent when the person cancels', async () => {
    const started = await start({ env });
    const shared = await share(started);
    const press = await look(started, shared, people.responder);
    await press('Quarantine');
    await modal(started, people.responder, '*Quarantine*');
    await started.slack.closeView({ user: people.responder });
    await started.quiet();
    expect(started.hec.world.tasks.size).toBe(0);
  });

  test('someone who is not a responder is refused an action on a Work Object, in a modal', async () => {
    const started = await start({ env });
    const shared = await share(started);
    const press = await look(started, shared, people.member);
    await press('Quarantine');
    const { content } = await modal(started, people.member, 'Only responders');
    await started.quiet();
    expect(textOf(content.blocks)).toContain(`<@${people.responder}>`);
    expect(content.submit).toBeUndefined();
    expect(started.hec.world.tasks.size).toBe(0);
    const record = await recordOf(started.store.db, shared.eventId, 10);
    expect(record.filter(({ kind }) => kind === 'refusal')).toMatchObject([
      { userId: people.member, reason: 'not_responder', actionName: 'quarantine' },
    ]);
  });

  test('an action on a Work Object is not sent if another was taken since it was shown', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const shared = await share(started);
    const press = await look(started, shared, people.responder);
    slack.faults.add({ method: 'chat.unfurl', kind: 'error', error: 'fatal_error' });
    await shared.pressInBlocks('Dismiss');
    await slack.until(() => shared.replies().length === 1);
    await press('Quarantine');
    const { content } = await modal(started, people.responder, 'Nothing was sent');
    await started.quiet();
    expect(textOf(content.blocks)).toContain(`Dismissed by <@${people.responder}>`);
    expect(content.submit).toBeUndefined();
    expect(hec.world.appliedActions.map(({ action: name }) => name)).toEqual(['dismiss']);
  });
});

describe('the confirmation modal of a Work Object', () => {
  test('confirming an action on a Work Object sends nothing if another was taken meanwhile', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const shared = await share(started);
    const press = await lookAtCard(started, shared, people.responder);
    await press('Quarantine');
    await modal(started, people.responder, '*Quarantine*');
    await shared.pressInBlocks('Dismiss');
    await slack.until(() => shared.replies().length === 1);
    await slack.submitView({ user: people.responder });
    await modal(started, people.responder, 'Nothing was sent');
    await started.quiet();
    expect(hec.world.appliedActions.map(({ action: name }) => name)).toEqual(['dismiss']);
  });

  test('access is checked again when an action on a Work Object is confirmed', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const { slack, hec } = started;
    const shared = await share(started);
    const press = await lookAtCard(started, shared, people.responder);
    await press('Quarantine');
    await modal(started, people.responder, '*Quarantine*');
    slack.workspace.changePerson(people.responder, { kind: 'multi_channel_guest' });
    time += 61_000;
    await slack.submitView({ user: people.responder });
    await modal(started, people.responder, 'Guests');
    await started.quiet();
    expect(hec.world.tasks.size).toBe(0);
  });

  test('a guest who presses an action on a Work Object reads only the refusal', async () => {
    const started = await start({ env: { ...env, HEC_RESPONDERS: people.multiChannelGuest } });
    const shared = await share(started);
    const press = await lookAtCard(started, shared, people.multiChannelGuest);
    await press('Quarantine');
    const { content } = await modal(started, people.multiChannelGuest, 'Guests');
    await started.quiet();
    expect(textOf(content.blocks)).not.toContain('phishing');
    expect(content.submit).toBeUndefined();
    expect(started.hec.world.tasks.size).toBe(0);
  });
});
