/** What a modal says after trying to show an event: that it is there, why not, or the form again. */

import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { PostRefusal } from '../../api/post.ts';
import type { ModalView } from '../../blocks/block-kit.ts';
import { type Mrkdwn, md } from '../../blocks/text.ts';
import { notice, postUnconfirmed } from '../../cards/notice.ts';
import { doneWith, resultOf, shownThere } from '../../cards/result-view.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import type { Filled, ShowView } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import { detailsBelow } from '../details/details-modal.ts';
import { fillDetails } from '../details/event-details.ts';
import { shareCard } from './share-card.ts';
import { type ShowRequest, showToAll } from './show-card.ts';
import type { Thread } from './thread-codec.ts';
import { whyNotThere } from './why-not-public.ts';

/** The form as filled in, with the reason why it didn't work: nothing that was typed is lost. */
export type AskAgain = (error: Mrkdwn) => ModalView | Promise<ModalView>;

export async function shareFromModal(
  snapshot: EventSnapshot,
  request: ShowRequest,
  askAgain: AskAgain,
  services: Services,
): Promise<Filled> {
  const shown = await shareCard(snapshot, request, services);
  if (shown.kind === 'shown') return doneWith(shownThere(request.channelId, request.threadTs));
  if (shown.kind === 'unconfirmed') return resultOf(postUnconfirmed());
  const why = await whyNot(shown.reason, services);
  return resultOf(notice({ sentence: why }), await askAgain(why));
}

/** Answers like a command: for everyone in the thread, or only for the person, with the reason. */
export async function showInThread(
  snapshot: EventSnapshot,
  { userId, ...thread }: { userId: string } & Thread,
  services: Services,
  show: ShowView,
): Promise<Filled> {
  const shown = await showToAll(snapshot, { ...thread, userId, shape: 'compact' }, services);
  if (shown.kind === 'refused') return showAlone(snapshot, shown.reason, services, show);
  return resultOf(shown.kind === 'shown' ? shownThere(thread.channelId, thread.threadTs) : postUnconfirmed());
}

/** The full details, below the reason why nobody else sees them. */
export async function showAlone(
  snapshot: EventSnapshot,
  reason: PostRefusal,
  services: Services,
  show: ShowView,
): Promise<Filled> {
  services.logger.info({ reason, eventId: snapshot.event.id }, 'shown privately');
  const { botUserId } = await services.identity();
  const why = md`Only you can see this: ${whyNotThere(reason, botUserId)}`;
  const details = await fillDetails(snapshot, undefined, services, (view) => show(detailsBelow(why, view)));
  return resultOf(notice({ sentence: why }), detailsBelow(why, details));
}

export async function whyNot(reason: PostRefusal, { identity }: Services): Promise<Mrkdwn> {
  const { botUserId } = await identity();
  return md`Not shown: ${whyNotThere(reason, botUserId)}`;
}

/** Shows any failure above the form. */
export async function orAskAgain(
  work: () => Promise<Filled>,
  askAgain: AskAgain,
  request: Record<string, string>,
  { logger }: Services,
): Promise<Filled> {
  try {
    return await work();
  } catch (error) {
    const failure = notice(describeFailure(error, logger, request));
    return resultOf(failure, await askAgain(failure.text));
  }
}
