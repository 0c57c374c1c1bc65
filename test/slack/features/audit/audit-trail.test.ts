/** `/hec-event audit`: who did what about an event, for responders alone. */
import { expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordLookup, recordOf } from '../../../../src/store/audit-trail.ts';
import { modalSaying } from '../../../support/modals.ts';
import { privateAnswers, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const channel = channels.security;
const user: string = people.responder;

async function trailOf({ slack }: Started, eventId: string, by = user) {
  await slack.command({ user: by, channel, command: '/hec-event', text: `audit ${eventId}` });
  const ephemeral = (await privateAnswers(slack, by)).at(-1);
  if (ephemeral === undefined) throw new Error('no audit trail');
  return ephemeral;
}

test('an event’s audit trail is shown to responders privately: what was done, what was refused, and how often it was looked up', async () => {
  const started = await start({ env });
  const { slack, hec, store } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started);
  await card.press('Dismiss', people.member);
  await privateAnswers(slack, people.member);
  await card.press('Dismiss');
  await slack.until(() => card.replies().length === 1);
  // More lookups than any list would read.
  const lookup = { at: new Date(), teamId: 'T1', userId: people.otherMember, eventId: card.eventId };
  await recordLookup(store.db, ...Array.from({ length: 300 }, () => lookup));
  const shown = textOf((await trailOf(started, card.eventId)).blocks);
  expect(shown.split('\n').map((line) => line.split(' · ')[0])).toEqual([
    expect.stringContaining(card.eventId),
    '*Actions*',
    '• *Dismiss* is done',
    '*Refused*',
    '• *Dismiss*: not a responder',
    'Looked up 301 times',
    'By whom?',
  ]);
  expect(shown).toContain(`<@${people.member}>`);
  expect(shown.replace(/<!date[^>]+>/g, '')).not.toMatch(/[a-z]_[a-z]/);
});

test('the count of lookups opens who looked the event up, and when last', async () => {
  const started = await start({ env });
  const { slack } = started;
  const { eventId } = await showEvent(started, { user: people.member });
  const ephemeral = await trailOf(started, eventId);
  await slack.click({ user, ephemeral, actionId: 'audit_lookups' });
  const view = await modalSaying(slack, user, `<@${people.member}>`);
  expect(textOf(view.content.blocks)).toMatch(/^• <@\w+> · <!date/);
});

test('an event’s audit trail is refused to members', async () => {
  const started = await start({ env });
  const answer = await trailOf(started, 'a'.repeat(32), people.member);
  expect(answer.text).toContain('Only responders');
});

test('who looked an event up is refused to someone who is no responder any more, and the refusal is recorded', async () => {
  let time = Date.now();
  const started = await start({ env, now: () => time });
  const { slack, store } = started;
  const { eventId } = await showEvent(started);
  const ephemeral = await trailOf(started, eventId);
  slack.workspace.changePerson(user, { deactivated: true });
  time += 61_000;
  await slack.click({ user, ephemeral, actionId: 'audit_lookups' });
  await modalSaying(slack, user, 'Deactivated');
  const [latest] = await recordOf(store.db, eventId, 1, 'refusal');
  expect(latest).toMatchObject({ userId: user, channelId: channel, reason: 'deactivated' });
});
