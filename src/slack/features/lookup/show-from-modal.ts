/** Shows an event in a conversation that a modal named, and says in the modal how that went. */
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { decideShare } from '../../../access/conversations.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { PostRefusal } from '../../api/post.ts';
import { failureNotice, noticeView, postUncertain } from '../../cards/notice.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import type { Services, ShowView } from '../../dispatch/listener.ts';
import { shownThere } from '../act/result-view.ts';
import { detailsBelow } from '../details/details-modal.ts';
import { fillDetails } from '../details/event-details.ts';
import { whyNotThere } from './private-hint.ts';
import { type ShowRequest, type ShowResult, showToAll } from './show-card.ts';

/** What a modal remembers of the message that it was opened from. */
export const threadMetadata = z.object({
  thread: z.object({ channelId: z.string(), threadTs: z.string() }).optional(),
});

/** The form as it was filled in, with the reason why it did not work as mrkdwn: nothing is lost that was typed. */
export type AskAgain = (error: string) => ModalView;

export interface ShowingFromModal extends ShowRequest {
  /** The person chose the conversation, and need not be in it; a message's own menu is in its conversation. */
  isChosen: boolean;
}

export async function showFromModal(
  snapshot: EventSnapshot,
  showing: ShowingFromModal,
  askAgain: AskAgain,
  services: Services,
): Promise<ModalView> {
  const shown = await showThere(snapshot, showing, services);
  if (shown.kind === 'shown') return noticeView(shownThere(showing.channelId, showing.threadTs));
  if (shown.kind === 'uncertain') return noticeView(postUncertain());
  return askAgain(await whyNot(shown.reason, services));
}

/** Answers a message's own menu as a command is answered: for all in the thread, or for the person alone, and why. */
export async function showInThread(
  snapshot: EventSnapshot,
  { userId, ...thread }: { userId: string; channelId: string; threadTs: string },
  services: Services,
  show: ShowView,
): Promise<ModalView> {
  const shown = await showThere(snapshot, { ...thread, userId, shape: 'compact', isChosen: false }, services);
  if (shown.kind === 'refused') return showAlone(snapshot, shown.reason, services, show);
  return noticeView(shown.kind === 'shown' ? shownThere(thread.channelId, thread.threadTs) : postUncertain());
}

/** Everything that is known of the event, below why it is shown to nobody else. */
export async function showAlone(
  snapshot: EventSnapshot,
  reason: PostRefusal,
  services: Services,
  show: ShowView,
): Promise<ModalView> {
  services.logger.info({ reason, eventId: snapshot.event.id }, 'shown privately');
  const { botUserId } = await services.identity();
  const why = `Only you can see this: ${whyNotThere(reason, botUserId)}`;
  const details = await fillDetails(snapshot, undefined, services, (view) => show(detailsBelow(why, view)));
  return detailsBelow(why, details);
}

/** As mrkdwn. */
export async function whyNot(reason: PostRefusal, { identity }: Services): Promise<string> {
  const { botUserId } = await identity();
  return `Not shown: ${whyNotThere(reason, botUserId)}`;
}

/**
 * Shows it there if it may be. Of a conversation that the person chose, a refusal and a share are recorded; elsewhere it
 * is a lookup like any other.
 */
export async function showThere(
  snapshot: EventSnapshot,
  { isChosen, ...showing }: ShowingFromModal,
  services: Services,
): Promise<ShowResult> {
  const { auditTrail } = services;
  const refusal = isChosen ? await refusalToShare(showing, services) : undefined;
  const shown = refusal ?? (await showToAll(snapshot, showing, services));
  if (!isChosen) return shown;
  const { userId, channelId, threadTs } = showing;
  const { id: eventId, entityId } = snapshot.event;
  const messageTs = shown.kind === 'shown' ? shown.messageTs : undefined;
  const attempt = { userId, channelId, threadTs, messageTs, eventId, entityId };
  if (shown.kind === 'refused') await auditTrail.refused({ ...attempt, reason: shown.reason });
  // What Slack did not confirm may well stand there.
  else await auditTrail.shared(attempt);
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

/** Whatever fails is told above the form. */
export async function orAskAgain(
  work: () => Promise<ModalView>,
  askAgain: AskAgain,
  request: Record<string, string>,
  { logger }: Services,
): Promise<ModalView> {
  try {
    return await work();
  } catch (error) {
    return askAgain(failureNotice(describeFailure(error, logger, request)).text);
  }
}
