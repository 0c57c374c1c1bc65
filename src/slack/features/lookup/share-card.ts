/** Shows an event's card in a conversation that the person chose, and records that they shared it or why they may not. */
import { decideShare } from '../../../access/conversations.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { Services } from '../../dispatch/services.ts';
import { type ShowRequest, type ShowResult, showToAll } from './show-card.ts';

/** The person need not be in the conversation, unlike where they use a command or a message's own menu. */
export async function shareCard(
  snapshot: EventSnapshot,
  request: ShowRequest,
  services: Services,
): Promise<ShowResult> {
  const shown = (await refusalToShare(request, services)) ?? (await showToAll(snapshot, request, services));
  const { userId, channelId, threadTs } = request;
  const { id: eventId, entityId } = snapshot.event;
  const messageTs = shown.kind === 'shown' ? shown.messageTs : undefined;
  const attempt = { userId, channelId, threadTs, messageTs, eventId, entityId };
  if (shown.kind === 'refused') await services.auditTrail.refused({ ...attempt, reason: shown.reason });
  // What Slack did not confirm may well stand there.
  else await services.auditTrail.shared(attempt);
  return shown;
}

async function refusalToShare(
  { channelId, userId }: ShowRequest,
  { access, directory }: Services,
): Promise<Extract<ShowResult, { kind: 'refused' }> | undefined> {
  const [conversation, isMember] = await Promise.all([
    directory.conversation(channelId),
    directory.isInConversation(channelId, userId),
  ]);
  const decision = decideShare(conversation, access.channels, isMember);
  return decision.allowed ? undefined : { kind: 'refused', reason: decision.reason };
}
