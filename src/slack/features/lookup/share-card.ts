/** Shows an event's card in a conversation that the person chose, and records the share or the refusal. */
import { decideShare } from '../../../access/conversations.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { Services } from '../../dispatch/services.ts';
import { type ShowRequest, type ShowResult, showToAll } from './show-card.ts';

/** Unlike with a command or a message's menu, the person may not be in the conversation. */
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
  // A post that Slack didn't confirm may well be there.
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
