import { describe, expect, test } from 'vitest';
import { simulatedEvents } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { seenEvents } from '../../../../src/store/schema.ts';
import { addWithEmail } from '../../../support/message-menu.ts';
import { eventShownBy } from '../../../support/modals.ts';
import { buttonsOf, privateAnswers } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const ask = { user: people.member, channel: channels.security, command: '/hec-event' };
const linkTo = (entityId: string) => {
  const route = Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64');
  return `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`;
};
const paths = ({ hec }: Started) => hec.requests.map(({ path }) => path);

const cardAt = ({ slack }: Started, index: number) => slack.until(() => slack.messages(channels.security)[index]);

/** Looks an event up by its id, and resolves once the index has it with its email. */
async function lookedUp(started: Started, eventId: string): Promise<void> {
  const { slack, store } = started;
  await slack.command({ ...ask, text: eventId });
  await cardAt(started, 0);
  await started.quiet();
  await expect
    .poll(async () => (await store.db.select().from(seenEvents)).find((row) => row.eventId === eventId)?.emailSeenAt)
    .toBeInstanceOf(Date);
}

describe('a link to an email whose event was seen before', () => {
  test('finds its event while HEC answers no query, and offers to look for others', async () => {
    const started = await start();
    const { slack, hec } = started;
    const { eventId, entityId } = addWithEmail(started);
    await lookedUp(started, eventId);
    hec.faults.set({ kind: 'status', status: 500, path: '/event/query' });
    await slack.command({ ...ask, text: linkTo(entityId) });
    const card = await cardAt(started, 1);
    expect(eventShownBy(card)).toBe(eventId);
    expect(buttonsOf(card.blocks).map(({ text }) => text.text)).toContain('Other events on this email');
    expect(paths(started).filter((path) => path.endsWith('/event/query'))).toEqual([]);
  });

  test('shows what HEC says of the event now, not what was seen', async () => {
    const started = await start();
    const { slack, hec } = started;
    const { eventId, entityId } = addWithEmail(started);
    await lookedUp(started, eventId);
    const event = hec.world.events.get(eventId);
    if (event !== undefined) event.description = 'Something else by now';
    await slack.command({ ...ask, text: linkTo(entityId) });
    const card = await cardAt(started, 1);
    expect(JSON.stringify(card.blocks)).toContain('Something else by now');
  });

  test('whose event is gone is searched for as ever', async () => {
    const started = await start();
    const { slack, hec, store } = started;
    const { eventId, entityId } = addWithEmail(started);
    await lookedUp(started, eventId);
    hec.world.events.delete(eventId);
    const { eventId: newer } = hec.world.addEvent({ entityId, saas: 'office365_emails' });
    await slack.command({ ...ask, text: linkTo(entityId) });
    const card = await cardAt(started, 1);
    expect(eventShownBy(card)).toBe(newer);
    await expect
      .poll(async () => (await store.db.select().from(seenEvents)).some((row) => row.eventId === eventId))
      .toBe(false);
  });

  test('is of no help to a person who may not look events up', async () => {
    const started = await start({ env: { HEC_VIEWERS: people.otherMember } });
    const { slack, store } = started;
    const { eventId, entityId } = addWithEmail(started);
    await slack.command({ ...ask, user: people.otherMember, text: eventId });
    await cardAt(started, 0);
    await expect.poll(async () => (await store.db.select().from(seenEvents)).length).toBe(1);
    await slack.command({ ...ask, text: linkTo(entityId) });
    const [answer] = await privateAnswers(slack, people.member);
    expect(JSON.stringify(answer)).not.toContain(eventId);
    expect(slack.messages(channels.security)).toHaveLength(1);
  });
});

test('the events that a search for a link passes by are kept too, and the email of the one that is shown', async () => {
  const started = await start();
  const { slack, hec, store } = started;
  const newest = simulatedEvents.find(({ title }) => title === 'One email with three events: the newest')?.id ?? '';
  const entityId = hec.world.events.get(newest)?.entityId ?? '';
  await slack.command({ ...ask, text: linkTo(entityId) });
  await cardAt(started, 0);
  const about = async () => (await store.db.select().from(seenEvents)).filter((row) => row.entityId === entityId);
  await expect.poll(async () => (await about()).length).toBe(3);
  await expect.poll(async () => (await about()).every(({ emailSeenAt }) => emailSeenAt !== null)).toBe(true);
  expect((await store.db.select().from(seenEvents)).length).toBeGreaterThan(3);
});

test('an action on an event that was just seen asks HEC for it again', async () => {
  const started = await start({ env: { HEC_RESPONDERS: people.responder } });
  const { slack, hec } = started;
  const { eventId } = addWithEmail(started);
  await lookedUp(started, eventId);
  const asked = hec.requests.length;
  const card = await cardAt(started, 0);
  const button = buttonsOf(card.blocks).find(({ action_id: id }) => /^(event|email)_action:/.test(id));
  await slack.click({ user: people.responder, message: card, actionId: button?.action_id ?? '' });
  await started.quiet();
  expect(paths(started).slice(asked)).toContain(`/app/hec-api/v1.0/event/${eventId}`);
});
