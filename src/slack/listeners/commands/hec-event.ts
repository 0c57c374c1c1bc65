/**
 * `/hec-event <id or portal link>`: looks an event up and shows its card in the conversation, or to the asking person
 * alone where they want it so or where the conversation may not see it. `/hec-event audit <id>` shows its record.
 */
import type { SlashCommand } from '@slack/bolt';
import { addMinutes } from 'date-fns';
import { decidePost, type PlaceRefusal } from '../../../access/places.ts';
import type { Situation } from '../../../actions/situation.ts';
import { recordLookup, recordOf } from '../../../store/audit.ts';
import { rememberPlace } from '../../../store/shown-messages.ts';
import { catchUp } from '../../catch-up.ts';
import { auditMessage } from '../../messages/audit.ts';
import { eventCard } from '../../messages/event-card.ts';
import { help, unreadableReference } from '../../messages/help.ts';
import { type Message, messageDigest } from '../../messages/message.ts';
import { lookingUp, postUncertain } from '../../messages/notice.ts';
import { withHint } from '../../messages/private-hint.ts';
import { postMessage } from '../../post.ts';
import type { CommandAnswer } from '../../private-answer.ts';
import { responseUrlMinutes, responseUrlUses } from '../../response-url.ts';
import type { Services } from '../listener.ts';
import { requirePermission } from '../permission.ts';
import { readCommandText } from './command-text.ts';

export async function hecEvent(command: SlashCommand, answer: CommandAnswer, services: Services): Promise<void> {
  const request = readCommandText(command.text);
  if (request.kind === 'help') return answer.send(help());
  if (request.kind === 'unreadable') return answer.send(unreadableReference());
  if (request.kind === 'audit') return showRecord(request.eventId, command, answer, services);

  answer.announceAfter(services.noticeAfterMs, lookingUp());
  const situation = await services.readSituation(request.reference);
  await record(situation, command, services);
  if (request.audience === 'asker') await showPrivately(eventCard(situation), situation, command, answer, services);
  else await showInConversation(situation, command, answer, services);
}

async function showInConversation(
  situation: Situation,
  command: SlashCommand,
  answer: CommandAnswer,
  services: Services,
): Promise<void> {
  const { access, client, directory, identity, logger, store, now } = services;
  const { channel_id: channelId, user_id: userId } = command;
  const decision = decidePost(await directory.place(channelId), access.channels);
  if (!decision.allowed) return showWithHint(decision.reason);

  const card = eventCard({ ...situation, requestedBy: userId });
  const posted = await postMessage(client, channelId, card);
  if (posted.kind === 'refused') return showWithHint('app_not_member');
  if (posted.kind === 'unknown') return answer.send(postUncertain());
  const place = {
    eventId: situation.event.id,
    channelId,
    userId,
    revision: messageDigest(card),
    shownAt: new Date(now()),
  };
  await rememberPlace(store.db, { ...place, kind: 'message', messageTs: posted.ts, shape: 'full' });
  await catchUp(store, situation);
  await answer.withdraw();

  async function showWithHint(reason: PlaceRefusal): Promise<void> {
    logger.info({ channelId, reason, eventId: situation.event.id }, 'shown privately');
    const { botUserId } = await identity();
    const card = withHint(eventCard(situation), reason, botUserId);
    await showPrivately(card, situation, command, answer, services);
  }
}

/** Remembered as long as Slack lets the app change it. */
async function showPrivately(
  card: Message,
  situation: Situation,
  command: SlashCommand,
  answer: CommandAnswer,
  { store, now }: Services,
): Promise<void> {
  const eventId = situation.event.id;
  await answer.send(card);
  const shownAt = new Date(now());
  await rememberPlace(store.db, {
    kind: 'response',
    eventId,
    channelId: command.channel_id,
    userId: command.user_id,
    shape: 'full',
    revision: messageDigest(card),
    shownAt,
    responseUrl: command.response_url,
    // A notice and the card at the most.
    usesLeft: responseUrlUses - 2,
    expiresAt: addMinutes(shownAt, responseUrlMinutes),
  });
  await catchUp(store, situation);
}

async function showRecord(eventId: string, command: SlashCommand, answer: CommandAnswer, services: Services) {
  const attempted = { channelId: command.channel_id, eventId };
  await requirePermission('respond', command.user_id, attempted, services);
  const entries = await recordOf(services.store.db, eventId, mostEntries);
  const shown = entries.map((entry) =>
    entry.kind === 'action' ? { ...entry, at: entry.startedAt, reason: entry.errorCode } : entry,
  );
  await answer.send(auditMessage(eventId, shown));
}

const mostEntries = 200;

async function record({ event }: Situation, command: SlashCommand, { identity, store, now }: Services): Promise<void> {
  const { teamId } = await identity();
  const asker = { teamId, userId: command.user_id, channelId: command.channel_id };
  await recordLookup(store.db, { ...asker, at: new Date(now()), eventId: event.id, entityId: event.entityId });
}
