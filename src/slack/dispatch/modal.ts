/** A modal's life: opened as loading, filled, submitted, and replaced by the result. */
import type { AckFn, SlackViewMiddlewareArgs, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import type { Logger } from '../../log.ts';
import { slackFailure } from '../api/errors.ts';
import type { ModalView } from '../blocks/block-kit.ts';
import { notice, noticeView } from '../cards/notice.ts';
import { readSubmission, type Submission } from '../payloads/interaction.ts';
import { requirePermission } from '../permission.ts';
import { describeFailure } from './describe-failure.ts';
import type { ModalHandler, ShowView, SubmissionHandler } from './listener.ts';
import { named, type RequestContext } from './request.ts';
import type { Services } from './services.ts';

export interface ModalRequest {
  userId: string;
  triggerId: string;
  /** Set if the request came from inside a modal. */
  view?: { id: string } | undefined;
}

/** Opens the modal (or pushes it onto the one that was clicked in) before anything slow, then fills it. */
export async function openModal(
  { loading, fill, permission, attempted }: Omit<ModalHandler, 'kind'>,
  { userId, triggerId, view: clicked }: ModalRequest,
  request: Record<string, string>,
  services: Services,
): Promise<void> {
  const { client, logger } = services;
  const opening = { trigger_id: triggerId, view: loading };
  const { view } = clicked === undefined ? await client.views.open(opening) : await client.views.push(opening);
  if (view?.id === undefined) throw new Error('Slack opened no view');
  const show = showIn(view.id, view.hash, services);
  const filled = requirePermission(permission, userId, attempted, services).then(() => fill(services, show));
  await show(await orFailure(filled, logger, request));
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
  const { permission, attempted, problems, waiting } = handler;
  const { userId, viewId } = submission;
  if (Object.keys(problems).length > 0) {
    await ack({ response_action: 'errors', errors: problems });
    // An address that isn't allowed counts as an attempt; a mistyped id doesn't.
    if (permission === 'respond') await services.auditTrail.refused({ ...attempted, userId, reason: 'inputs_wrong' });
    return;
  }
  await ack({ response_action: 'update', view: noticeView(notice({ sentence: waiting })) });
  const show = showIn(viewId, undefined, services);
  const submitted = requirePermission(permission, userId, attempted, services).then(() =>
    handler.submit(services, show),
  );
  await show(await orFailure(submitted, services.logger, requestOf(submission)));
}

type Acknowledge = AckFn<ViewResponseAction>;

/** For the log. */
function requestOf({ callbackId, userId }: Submission): Record<string, string> {
  return { view: callbackId, userId };
}

/** @param hash of what the modal shows; undefined if unknown */
function showIn(viewId: string, hash: string | undefined, { client, logger }: Services): ShowView {
  let shown = hash;
  return async (view) => {
    try {
      const updated = await client.views.update({ view_id: viewId, view, ...(shown !== undefined && { hash: shown }) });
      shown = updated.view?.hash;
    } catch (error) {
      const failure = slackFailure(error);
      if (failure?.kind !== 'overtaken') throw error;
      logger.info({ viewId, reason: failure.slackCode }, 'a modal was not filled');
    }
  };
}

function orFailure(view: Promise<ModalView>, logger: Logger, request: Record<string, string>): Promise<ModalView> {
  return view.catch((error: unknown) => noticeView(notice(describeFailure(error, logger, request))));
}
