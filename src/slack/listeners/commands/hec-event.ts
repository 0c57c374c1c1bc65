/**
 * `/hec-event <id or portal link>`: looks an event up and shows its card in the conversation, or to the asking person
 * alone where they want it so or where the conversation may not see it.
 */
import type { SlashCommand } from '@slack/bolt';
import { decidePost, type PlaceRefusal } from '../../../access/places.ts';
import type { FoundEvent } from '../../../events/lookup.ts';
import { eventCard } from '../../messages/event-card.ts';
import { help, unreadableReference } from '../../messages/help.ts';
import { lookingUp, postUncertain } from '../../messages/notice.ts';
import { withHint } from '../../messages/private-hint.ts';
import { postMessage } from '../../post.ts';
import type { CommandAnswer } from '../../private-answer.ts';
import type { Services } from '../listener.ts';
import { readCommandText } from './command-text.ts';

export async function hecEvent(command: SlashCommand, answer: CommandAnswer, services: Services): Promise<void> {
  const request = readCommandText(command.text);
  if (request.kind === 'help') return answer.send(help());
  if (request.kind === 'unreadable') return answer.send(unreadableReference());

  answer.announceAfter(services.noticeAfterMs, lookingUp());
  const found = await services.lookup(request.reference);
  if (request.audience === 'asker') return answer.send(eventCard(found));
  await showInConversation(found, command, answer, services);
}

async function showInConversation(found: FoundEvent, command: SlashCommand, answer: CommandAnswer, services: Services) {
  const { access, client, directory, identity, logger } = services;
  const channelId = command.channel_id;
  const decision = decidePost(await directory.place(channelId), access.channels);
  if (!decision.allowed) return showPrivately(decision.reason);

  const posted = await postMessage(client, channelId, eventCard({ ...found, requestedBy: command.user_id }));
  if (posted.kind === 'posted') return answer.withdraw();
  if (posted.kind === 'unknown') return answer.send(postUncertain());
  return showPrivately('app_not_member');

  async function showPrivately(reason: PlaceRefusal) {
    logger.info({ channelId, reason, eventId: found.event.id }, 'shown privately');
    const { botUserId } = await identity();
    await answer.send(withHint(eventCard(found), reason, botUserId));
  }
}
