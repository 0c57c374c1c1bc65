/** A modal's life: opened as loading, filled, submitted, and replaced by the result. */
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AckFn,
  SlackViewMiddlewareArgs,
  ViewClosedAction,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { Logger } from '../../log.ts';
import type { Message } from '../blocks/message.ts';
import { notice, noticeView } from '../cards/notice.ts';
import { whereOf } from '../cards/origin-codec.ts';
import { resultOf } from '../cards/result-view.ts';
import { readClosedView, readSubmission, type Submission } from '../payloads/interaction.ts';
import { replyThread } from '../payloads/thread.ts';
import { type Permission, requirePermission } from '../permission.ts';
import { describeFailure } from './describe-failure.ts';
import type { Filled, ModalHandler, SubmissionHandler } from './listener.ts';
import { type Asker, tellPrivately } from './private-answer.ts';
import { named, type RequestContext } from './request.ts';
import type { Services } from './services.ts';
import { ShownModal } from './shown-modal.ts';

interface ModalRequest {
  userId: string;
  triggerId: string;
  /** Set if the request came from inside a modal. */
  view?: { id: string } | undefined;
}

export interface ModalContext {
  asked: ModalRequest;
  /** For the log. */
  request: Record<string, string>;
  /** Tells what the modal can't say. */
  tellElsewhere: (message: Message) => Promise<void>;
}

/** Opens the modal (or pushes it onto the one that was clicked in) before anything slow, then fills it. */
export async function openModal(
  { loading, fill, permission, attempted }: Omit<ModalHandler, 'kind'>,
  { asked: { userId, triggerId, view: clicked }, request, tellElsewhere }: ModalContext,
  services: Services,
): Promise<void> {
  const { client, logger } = services;
  const opening = { trigger_id: triggerId, view: loading };
  const { view } = clicked === undefined ? await client.views.open(opening) : await client.views.push(opening);
  if (view?.id === undefined) throw new Error('Slack opened no view');
  const modal = new ShownModal({ id: view.id, hash: view.hash }, { client, logger, request, tellElsewhere });
  const filled = requirePermission(permission, userId, attempted, services).then(() => fill(services, modal.show));
  await modal.finish(await orFailure(filled, permission, logger, request));
}

/** Changes the modal that was pressed in. Whatever it shows by now, the person has seen the button there. */
export async function changeModal(
  { fill, permission, attempted }: Omit<ModalHandler, 'kind' | 'loading'>,
  viewId: string,
  { asked: { userId }, request, tellElsewhere }: ModalContext,
  services: Services,
): Promise<void> {
  const { client, logger } = services;
  const modal = new ShownModal({ id: viewId, hash: undefined }, { client, logger, request, tellElsewhere });
  const filled = requirePermission(permission, userId, attempted, services).then(() => fill(services, modal.show));
  await modal.finish(await orFailure(filled, permission, logger, request));
}

/** A modal that was closed: nobody waits for an answer. */
export async function takeClosedView(
  { body, ack }: SlackViewMiddlewareArgs<ViewClosedAction>,
  { listeners, services, acknowledged }: RequestContext,
): Promise<void> {
  await ack();
  acknowledged('view');
  const closed = readClosedView(body);
  const listener = closed && named(listeners.closed, closed.callbackId);
  if (closed === undefined || listener === undefined) return;
  try {
    listener(closed, services);
  } catch (error) {
    services.logger.warn({ err: error, view: closed.callbackId }, 'a closed modal was not heeded');
  }
}

export async function takeSubmission(
  { body, ack: acknowledge }: SlackViewMiddlewareArgs<ViewSubmitAction>,
  { listeners, services, acknowledged }: RequestContext,
): Promise<void> {
  const ack: Acknowledge = async (response) => {
    await acknowledge(response);
    acknowledged('view');
  };
  const submission = readSubmission(body);
  const listener = submission && named(listeners.views, submission.callbackId);
  if (submission === undefined || listener === undefined) return ack();
  let handler: SubmissionHandler;
  try {
    handler = listener(submission, services);
  } catch (error) {
    const failure = describeFailure(error, services.logger, requestOf(submission));
    return ack({ response_action: 'update', view: noticeView(notice(failure)) });
  }
  await submit(handler, submission, ack, services);
}

async function submit(handler: SubmissionHandler, submission: Submission, ack: Acknowledge, services: Services) {
  const { permission, attempted, problems, waiting, title } = handler;
  const { userId, viewId } = submission;
  if (Object.keys(problems).length > 0) {
    await ack({ response_action: 'errors', errors: problems });
    // An address that isn't allowed counts as an attempt; a mistyped id doesn't.
    if (permission === 'respond') await services.auditTrail.refused({ ...attempted, userId, reason: 'inputs_wrong' });
    return;
  }
  const { client, logger, settings } = services;
  const request = requestOf(submission);
  const tellElsewhere = (message: Message) => tellPrivately(message, askerOf(userId, handler), undefined, services);
  const shownIn = { id: handler.showsIn ?? viewId, hash: undefined };
  const modal = new ShownModal(shownIn, { client, logger, request, tellElsewhere });
  const work = () =>
    orFailure(
      requirePermission(permission, userId, attempted, services).then(() => handler.submit(services, modal.show)),
      'respond',
      logger,
      request,
    );
  if (handler.showsIn !== undefined) {
    await ack();
    return modal.finish(await work());
  }
  const ackWaiting = () => ack({ response_action: 'update', view: noticeView(notice({ sentence: waiting }), title) });
  if (handler.closesWhenDone !== true) {
    await ackWaiting();
    return modal.finish(await work());
  }
  const filling = work();
  const early = await Promise.race([filling, sleep(settings.noticeAfterMs, undefined, { ref: false })]);
  if (early?.type === 'done') {
    await Promise.all([ack(), tellElsewhere(early.said)]);
    return;
  }
  await ackWaiting();
  await modal.finish(await filling);
}

type Acknowledge = AckFn<ViewResponseAction>;

/** For the log. */
function requestOf({ callbackId, userId }: Submission): Record<string, string> {
  return { view: callbackId, userId };
}

/** Where the person looks is known only if the modal belongs to a card; what they chose in it may be elsewhere. */
function askerOf(userId: string, { origin, attempted }: SubmissionHandler): Asker {
  const { channelId, messageTs, threadTs } = origin === undefined ? attempted : whereOf(origin);
  if (messageTs === undefined) return { userId, channelId: undefined, threadTs: undefined };
  return { userId, channelId, threadTs: replyThread(messageTs, threadTs) };
}

/** A person who wanted to change something must learn that it failed, even if the modal is closed. */
function orFailure(
  filled: Promise<Filled>,
  permission: Permission,
  logger: Logger,
  request: Record<string, string>,
): Promise<Filled> {
  return filled.catch((error: unknown) => {
    const said = notice(describeFailure(error, logger, request));
    return permission === 'respond' ? resultOf(said) : noticeView(said);
  });
}
