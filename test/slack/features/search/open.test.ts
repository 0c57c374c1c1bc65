/** "Open" on a row of a list: the event with what can be done about it, and "Show here". */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { audit } from '../../../../src/store/schema.ts';
import { addWithEmail } from '../../../support/message-menu.ts';
import { eventShownBy, modalSaying } from '../../../support/modals.ts';
import { shownAnywhere } from '../../../support/read.ts';
import { searchers as env, inFront, listOf, press, searcher } from '../../../support/search-list.ts';
import { type Started, start } from '../../../support/start.ts';

const channel = channels.security;

/** A search that finds one event with an email, in the given channel. */
async function listOne(started: Started, where: string = channel) {
  const { eventId } = addWithEmail(started);
  const description = `Delivery note ${eventId.slice(0, 8)}`;
  Object.assign(started.hec.world.events.get(eventId) ?? {}, { description });
  const list = started.slack.command({
    user: searcher,
    channel: where,
    command: '/hec-event',
    text: `search "${description}" last:365d`,
  });
  await list;
  await started.quiet();
  return { eventId, list: inFront(started) };
}

/** Presses the first "Open". */
async function openFirst(started: Started, user: string = searcher) {
  const { view, buttons } = inFront(started, user);
  const open = buttons.find(({ text }) => text.text === 'Open');
  await started.slack.click({ user, view, actionId: open?.action_id ?? '' });
  await started.quiet();
}

describe('"Open" on a row', () => {
  test('an event is opened above its list, with its actions, and the lookup is recorded', async () => {
    const started = await start({ env });
    const { eventId, list } = await listOne(started);
    expect(list.opens[0]).toContain(eventId);
    await openFirst(started);
    const { labels, text } = inFront(started);
    expect(text).toContain('Delivery note');
    expect(labels).toEqual(expect.arrayContaining(['Show here', 'Quarantine', 'Share…']));
    expect(started.slack.views(searcher).map(({ id }) => id)[0]).toBe(list.view.id);
    expect(shownAnywhere(started.slack)).toEqual([]);
    const record = await recordOf(started.store.db, eventId, 10);
    expect(record).toMatchObject([{ kind: 'lookup', userId: searcher, channelId: channel }]);
  });

  test('an action works from an event that a search found, and the person is told how it ended', async () => {
    const started = await start({ env });
    started.hec.world.taskId = 'none';
    const { eventId } = await listOne(started);
    await openFirst(started);
    await press(started, 'Quarantine');
    expect(started.hec.world.appliedActions.map(({ action, targetId }) => [action, targetId])).toEqual([
      ['quarantine', eventId],
    ]);
    expect(started.slack.views(searcher).length).toBeLessThanOrEqual(3);
    await modalSaying(started.slack, searcher, 'Sent to HEC');
  });

  test('“Show here” shows the card to everyone where the search was made, and the list stays below', async () => {
    const started = await start({ env });
    const { eventId, list } = await listOne(started);
    await openFirst(started);
    await press(started, 'Show here');
    expect(started.slack.messages(channel).map(eventShownBy)).toEqual([eventId]);
    expect(inFront(started).text).toContain('Done: the event is shown in');
    await started.slack.closeView({ user: searcher });
    expect(inFront(started).view.id).toBe(list.view.id);
    expect(inFront(started).opens).toEqual(list.opens);
  });

  test('“Show here” shows nothing where somebody searched who has left since, and records that', async () => {
    const started = await start({ env });
    const { eventId } = await listOne(started);
    await openFirst(started);
    started.slack.workspace.leave(channel, searcher);
    await press(started, 'Show here');
    expect(started.slack.messages(channel)).toEqual([]);
    expect(inFront(started).text).toContain('Only you can see this');
    const [latest] = await recordOf(started.store.db, eventId, 10);
    expect(latest).toMatchObject({ kind: 'refusal', userId: searcher, channelId: channel });
  });

  test('“Show here” in a conversation that is shared outside shows the event to the person alone, with the reason', async () => {
    const started = await start({ env });
    await listOne(started, channels.sharedPartner);
    await openFirst(started);
    await press(started, 'Show here');
    expect(started.slack.messages(channels.sharedPartner)).toEqual([]);
    expect(inFront(started).text).toMatch(/^Only you can see this: .*shared with another organisation/);
    expect(inFront(started).labels).toContain('Quarantine');
  });

  test('somebody who may search but not look events up opens nothing', async () => {
    const lists = { HEC_SEARCHERS: people.member, HEC_VIEWERS: people.responder };
    const started = await start({ env: lists });
    const { opens } = await listOf(started, 'type:phishing', people.member);
    expect(opens.length).toBeGreaterThan(0);
    const { view } = inFront(started, people.member);
    await started.slack.click({ user: people.member, view, actionId: 'search:open:1' });
    await started.quiet();
    expect(inFront(started, people.member).text).toContain('HEC_VIEWERS');
    expect(started.hec.requests.filter(({ method, path }) => method === 'GET' && path.includes('/event/'))).toEqual([]);
  });

  test('an event that HEC no longer has is said to be gone, and the list stays below', async () => {
    const started = await start({ env });
    const { eventId, list } = await listOne(started);
    started.hec.world.events.delete(eventId);
    await openFirst(started);
    expect(inFront(started).text).toContain('No event with this id');
    await started.slack.closeView({ user: searcher });
    expect(inFront(started).view.id).toBe(list.view.id);
  });

  test('an email that no event is about opens with what is known of it, without buttons, and is recorded', async () => {
    const started = await start({ env });
    const { entityInfo, entityPayload } = started.hec.world.addEntity();
    Object.assign(entityPayload, { subject: 'Delivery note 7' });
    const { text, opens, view } = await listOf(started, 'in:emails last:365d');
    expect(text).toMatch(/^\*\d+ emails\* · Emails, in the last 365 days\n/);
    const row = opens.findIndex((value) => value.includes(entityInfo.entityId));
    expect(JSON.parse(opens[row] ?? '')).toMatchObject({ kind: 'email', entityId: entityInfo.entityId });
    await started.slack.click({ user: searcher, view, actionId: `search:open:${row + 1}` });
    await started.quiet();
    expect(inFront(started).text).toMatch(/^“Delivery note 7”\n[\s\S]*No event is about this email\.$/);
    expect(inFront(started).buttons).toEqual([]);
    const kept = await started.store.db.select().from(audit);
    expect(kept.filter(({ kind }) => kind === 'lookup')).toMatchObject([
      { userId: searcher, entityId: entityInfo.entityId },
    ]);
  });
});
