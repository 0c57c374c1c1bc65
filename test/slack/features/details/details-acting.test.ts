/** Acting from "Details" on a card and from "More…" on a compact one. */
import { describe, expect, test } from 'vitest';
import type { WireEvent } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { buttonsOf, privateAnswers, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start, testTimeouts, untilCleared } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const description = 'Detected a burst of sign-ins from a new country';

/** A card of an event whose email HEC knows. */
async function showWithEmail(started: Started, event: Partial<WireEvent> = {}) {
  const { entityInfo } = started.hec.world.addEntity();
  return showEvent(started, { description, entityId: entityInfo.entityId, ...event });
}

function shown({ slack }: Started, user: string): string {
  return textOf(slack.views(user).at(-1)?.content.blocks ?? []);
}

/** The modal, once it says this. */
function modal({ slack }: Started, user: string, words: string) {
  return slack.until(() => slack.views(user).find(({ content }) => textOf(content.blocks).includes(words)));
}

const emailRead = '*Subject:*';

describe('actions in the details', () => {
  test('an action in the details is sent once, the modal says so, and the outcome stands under the card', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showWithEmail(started);
    await card.press('Details');
    const view = await modal(started, people.responder, emailRead);
    const quarantine = buttonsOf(view.content.blocks).find(({ text }) => text.text === 'Quarantine');
    await slack.click({ user: people.responder, view, actionId: quarantine?.action_id ?? '' });
    await modal(started, people.responder, 'Sent to HEC');
    await slack.until(() => card.replies().length === 1);
    await started.quiet();
    expect(textOf(card.replies()[0]?.blocks ?? [])).toMatch(/Quarantine.*is done/);
    expect(hec.requests.filter(({ path }) => path.endsWith('/action/event'))).toHaveLength(1);
    expect(hec.world.appliedActions.map(({ action, targetId }) => [action, targetId])).toEqual([
      ['quarantine', card.eventId],
    ]);
    expect(card.text()).toContain(`Quarantined by <@${people.responder}>`);
  });

  test('someone who is not a responder is refused an action in the details', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    const card = await showWithEmail(started);
    await card.press('Details', people.member);
    const view = await modal(started, people.member, emailRead);
    await slack.click({ user: people.member, view, actionId: 'event_action:0' });
    await modal(started, people.member, 'Only responders');
    await started.quiet();
    expect(hec.world.tasks.size).toBe(0);
  });

  test('an action refused in the details is recorded with the card it belongs to', async () => {
    const started = await start({ env });
    const { slack } = started;
    const card = await showWithEmail(started);
    await card.press('Details', people.member);
    const view = await modal(started, people.member, emailRead);
    await slack.click({ user: people.member, view, actionId: 'event_action:0' });
    await modal(started, people.member, 'Only responders');
    const record = await recordOf(started.store.db, card.eventId, 10);
    expect(record).toContainEqual(
      expect.objectContaining({ kind: 'refusal', userId: people.member, messageTs: card.message.ts }),
    );
  });

  test('an action in outdated details is not sent until they are opened again', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showWithEmail(started);
    await card.press('Details');
    const view = await modal(started, people.responder, emailRead);
    await card.press('Dismiss');
    await slack.until(() => card.replies().length === 1);
    await slack.click({ user: people.responder, view, actionId: 'event_action:0' });
    await modal(started, people.responder, 'Nothing was sent');
    await started.quiet();
    expect(hec.world.appliedActions.map(({ action }) => action)).toEqual(['dismiss']);

    await card.press('Details');
    const anew = await modal(started, people.responder, emailRead);
    await slack.click({ user: people.responder, view: anew, actionId: 'event_action:0' });
    await modal(started, people.responder, 'Sent to HEC');
    expect(hec.world.appliedActions.map(({ action }) => action)).toEqual(['dismiss', 'quarantine']);
  });

  test('an action pressed while the email is being read keeps its answer when the email arrives', async () => {
    let time = Date.now();
    const emailMs = { ...testTimeouts.emailMs, card: 50 };
    const started = await start({ env, now: () => time, timeouts: { emailMs } });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showWithEmail(started);
    time += 11_000;
    hec.faults.set({ ...untilCleared, path: '/search/entity/' });
    await card.press('Details');
    const view = await modal(started, people.responder, 'Reading the email from HEC…');
    await slack.click({ user: people.responder, view, actionId: 'event_action:0' });
    await modal(started, people.responder, 'Sent to HEC');
    hec.faults.clear();
    await started.quiet();
    expect(shown(started, people.responder)).toContain('Sent to HEC');
  });

  test('the outcome of an action in a private card’s details is told only to the person who asked', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { eventId } = hec.world.addEvent({ description });
    const text = `${eventId} private`;
    await slack.command({ user: people.responder, channel: channels.security, command: '/hec-event', text });
    const [ephemeral] = await privateAnswers(slack, people.responder);
    if (ephemeral === undefined) throw new Error('no card');
    await slack.click({ user: people.responder, ephemeral, actionId: 'event_details' });
    const view = await modal(started, people.responder, '*Event id:*');
    await slack.click({ user: people.responder, view, actionId: 'event_action:0' });
    await modal(started, people.responder, 'Sent to HEC');
    await started.quiet();
    const told = () => slack.ephemerals(channels.security, people.responder).map(({ blocks }) => textOf(blocks));
    await slack.until(() => told().some((words) => words.includes('is done')));
    expect(hec.world.appliedActions).toHaveLength(1);
    expect(slack.messages(channels.security)).toEqual([]);
    expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
  });
});

describe('"More…" on a compact card', () => {
  async function mention({ slack }: Started, eventId: string) {
    const text = `@hec ${eventId}`;
    const first = await slack.post({ user: people.member, channel: channels.incident, text });
    const compact = await slack.until(() => slack.thread(channels.incident, first.ts)[1]);
    return { compact, replies: () => slack.thread(channels.incident, first.ts).slice(2) };
  }

  test('"More…" on a compact card opens the same as "Details" on a full one', async () => {
    const time = Date.now();
    const started = await start({ env, now: () => time });
    const { slack } = started;
    const card = await showWithEmail(started);
    await card.press('Details', people.member);
    const { content: full } = await modal(started, people.member, emailRead);
    const { compact } = await mention(started, card.eventId);
    expect(textOf(compact.blocks).split('\n').length).toBeLessThan(textOf(card.message.blocks).split('\n').length);
    await slack.click({ user: people.otherMember, message: compact, actionId: 'event_details' });
    const { content: same } = await modal(started, people.otherMember, emailRead);
    expect(same.title).toEqual(full.title);
    expect(same.blocks).toEqual(full.blocks);
  });

  test('"More…" on a compact card lets a responder act, and the outcome stands in the same thread', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { compact, replies } = await mention(started, hec.world.addEvent().eventId);
    await slack.click({ user: people.responder, message: compact, actionId: 'event_details' });
    const view = await modal(started, people.responder, '*Event id:*');
    await slack.click({ user: people.responder, view, actionId: 'event_action:0' });
    await modal(started, people.responder, 'Sent to HEC');
    await slack.until(() => replies().length === 1);
    await started.quiet();
    expect(textOf(replies()[0]?.blocks ?? [])).toContain('is done');
    expect(hec.world.appliedActions).toHaveLength(1);
  });
});
