/** Who may act, for every action, on a card, a preview and in a thread. */
import { expect, test } from 'vitest';
import { channels, groups, people } from '../../playground/slack/server.ts';
import { recordOf } from '../../src/store/audit-trail.ts';
import { type Started, start } from '../support/start.ts';

const responders = { HEC_RESPONDERS: `${people.responder},${people.otherResponder},${groups.secOncall}` };

test.each<[string, string, Record<string, string>, RegExp | undefined]>([
  ['a responder by user id', people.responder, responders, undefined],
  ['a responder by group', people.onCallResponder, responders, undefined],
  ['a member', people.member, responders, /Only responders.*Ask <!subteam/],
  ['a guest', people.multiChannelGuest, responders, /Guests/],
  ['a listed guest', people.multiChannelGuest, { HEC_RESPONDERS: people.multiChannelGuest }, /Guests/],
  ['someone from another organisation', people.stranger, responders, /organisation/],
  ['a bot', people.bot, responders, /Bots/],
  ['anyone without configured responders', people.responder, {}, /HEC_RESPONDERS/],
])(
  '%s gets the right answer for every action on a card, on a preview and in a thread',
  async (_title, user, env, refusal) => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    slack.workspace.join(channels.incident, user);
    const first = await slack.post({ user: people.member, channel: channels.incident, text: 'an incident' });
    const eventIds: string[] = [];
    for (const [index, action] of everyAction.entries()) {
      const { eventId } = hec.world.addEvent({ availableEventActions: [action] });
      eventIds.push(eventId);
      await pressIn(everyPlace[index % everyPlace.length] ?? 'card', started, eventId, user, first.ts);
    }
    await started.quiet();
    const isAllowed = refusal === undefined;
    const told = slack.ephemerals(channels.incident, user).map(({ text }) => text);
    if (!isAllowed) expect(told).toEqual(everyAction.map(() => expect.stringMatching(refusal)));
    const sent = [...hec.world.tasks.values()].flatMap(({ targets }) => targets);
    expect(sent.toSorted()).toEqual(isAllowed ? eventIds.toSorted() : []);
    for (const eventId of eventIds) {
      const record = await recordOf(started.store.db, eventId, 10);
      const by = (kind: string) => record.filter((each) => each.kind === kind && each.userId === user);
      expect(by(isAllowed ? 'action' : 'refusal')).toHaveLength(1);
      if (!isAllowed) expect(record.some(({ kind }) => kind === 'action')).toBe(false);
    }
  },
);

/** One of each in the registry that asks for nothing, and one that it does not know. */
const everyAction = [
  { actionName: 'quarantine', actionParameter: {} },
  { actionName: 'restore', actionParameter: {} },
  { actionName: 'dismiss', actionParameter: {} },
  { actionName: 'severityChange', actionParameter: { newSeverity: 'Low' } },
  { actionName: 'sent to admin', actionParameter: { adminEmail: 'admin@customer.example' } },
  { actionName: 'decline_restore_request', actionParameter: {} },
  { actionName: 'something_new', actionParameter: { a: 1 } },
];

/** They take turns: what is pressed and where are asked about apart from each other. */
const everyPlace = ['card', 'preview', 'thread'] as const;

async function pressIn(
  place: (typeof everyPlace)[number],
  { slack }: Started,
  eventId: string,
  user: string,
  threadTs: string,
): Promise<void> {
  const asked = { user: people.member, channel: channels.incident };
  if (place === 'card') {
    await slack.command({ ...asked, command: '/hec-event', text: eventId });
    const isCard = ({ blocks }: { blocks: readonly unknown[] }) => JSON.stringify(blocks).includes(eventId);
    const message = await slack.until(() => slack.messages(channels.incident).find(isCard));
    await slack.click({ user, message, actionId: 'event_action:0' });
    return;
  }
  const url = `https://acme.avanan.net/#/events/${eventId}`;
  const { channel, ts } = await slack.post({ ...asked, text: url, ...(place === 'thread' && { threadTs }) });
  await slack.until(() => slack.message(channel, ts)?.unfurls.length === 1);
  await slack.click({ user, unfurl: { channel, ts, url }, actionId: 'event_action:0' });
}
