/**
 * From what Slack sends to the listener that handles it.
 *
 * One middleware over one table, because Bolt runs the chain of every registered listener for each request: measured,
 * thirty listeners halve the acknowledgements a second, while the table costs the same however long it grows.
 *
 * Here stands what all listeners share: acknowledge first, ask who it is, and turn failures into a private sentence.
 */
import type {
  AckFn,
  AnyMiddlewareArgs,
  Middleware,
  RespondFn,
  SlackViewMiddlewareArgs,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type Logger, withRequestId } from '../../log.ts';
import type { Metrics, RequestKind } from '../../metrics.ts';
import { claimSlackEvent } from '../../store/slack-events.ts';
import { slackFailure } from '../api/errors.ts';
import { failureNotice, notice, noticeView, tooMuchAtOnce } from '../cards/notice.ts';
import { attemptedBy, placeOf } from '../features/act/press.ts';
import { listeners } from '../listeners.ts';
import {
  type Click,
  readClick,
  readShortcut,
  readSubmission,
  type Shortcut,
  type Submission,
} from '../payloads/interaction.ts';
import { type AttemptDetails, requirePermission } from '../permission.ts';
import { describeFailure } from './describe-failure.ts';
import type { InFlight } from './in-flight.ts';
import type {
  AskingListener,
  Command,
  CommandListener,
  EventListener,
  Fill,
  Permission,
  Services,
  ShowView,
  UnclaimedListener,
  ViewListener,
} from './listener.ts';
import { type ClickReply, type Reply, replyInConversation, replyInView, replyToClick } from './reply.ts';

export interface DispatchOptions {
  inFlight: InFlight;
  /** With more requests, a command is not worked on: it is told so when it is acknowledged. */
  mostInFlight: number;
  observe: Metrics['acknowledged'];
}

export function createDispatch(
  services: Services,
  { inFlight, mostInFlight, observe }: DispatchOptions,
): Middleware<AnyMiddlewareArgs> {
  return (args) => inFlight.track(withRequestId(() => dispatch(args)));

  async function dispatch(args: AnyMiddlewareArgs): Promise<void> {
    const startedAt = performance.now();
    services.queue.arrived();
    const acknowledged = (kind: RequestKind) => observe(kind, (performance.now() - startedAt) / 1_000);
    if ('command' in args) {
      const isShed = inFlight.count() >= mostInFlight;
      await args.ack(isShed ? { ...tooMuchAtOnce(), response_type: 'ephemeral' } : undefined);
      acknowledged('command');
      const listener = named(listeners.commands, args.command.command);
      const command = { ...args.command, askedAt: services.now() };
      if (listener !== undefined && !isShed) await runCommand(listener, command, args.respond, services);
    } else if ('shortcut' in args) {
      await args.ack();
      acknowledged('shortcut');
      const shortcut = readShortcut(args.body);
      if (shortcut !== undefined) await runShortcut(shortcut, args.respond, services);
    } else if ('action' in args) {
      // Caught at once: a socket that is being replaced rejects while we still work, and nobody would listen.
      const acknowledging = args.ack().then(
        () => acknowledged('action'),
        (error: unknown) => services.logger.warn({ err: error }, 'a click could not be acknowledged'),
      );
      const click = readClick(args.body);
      if (click !== undefined) await runAction(click, args.respond, services);
      await acknowledging;
    } else if ('view' in args) {
      const submission = readSubmission(args.body);
      if (submission !== undefined && isSubmission(args)) {
        const acknowledge: typeof args.ack = async (response) => {
          await args.ack(response);
          acknowledged('view');
        };
        await runSubmission(submission, acknowledge, services);
      } else await args.ack();
    } else if ('event' in args) {
      const listener = named(listeners.events, args.event.type);
      if (listener !== undefined) {
        const tell = named(listeners.unclaimed, args.event.type);
        await runEvent(listener, tell, args.body.event_id, args.body, services);
      }
    }
  }
}

/** From the table itself: every object also has a `constructor`, and a name comes from outside. */
function named<Listener>(table: Record<string, Listener>, name: string): Listener | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

async function runCommand(listener: CommandListener, command: Command, respond: RespondFn, services: Services) {
  const reply = replyInConversation(respond, command.response_url);
  const { user_id: userId, channel_id: channelId } = command;
  try {
    await services.queue.run(() => requirePermission('view', userId, { channelId }, services));
    await listener(command, reply, services);
  } catch (error) {
    const request = { command: command.command, userId, channelId };
    await reply.send(failureNotice(describeFailure(error, services.logger, request)));
  }
}

/** Slack sends an event again when it missed the acknowledgement; in whichever process, it is handled once. */
async function runEvent(
  listener: EventListener,
  tell: UnclaimedListener | undefined,
  eventId: string,
  envelope: unknown,
  services: Services,
) {
  try {
    const claim = claimSlackEvent(services.store.db, eventId, new Date(services.now()));
    if (await (tell === undefined ? claim : orTell(claim, tell))) await listener(envelope, services);
  } catch (error) {
    describeFailure(error, services.logger, { slackEventId: eventId });
  }

  async function orTell(claim: Promise<boolean>, tell: UnclaimedListener): Promise<boolean> {
    try {
      return await claim;
    } catch (error) {
      await tell(envelope, error, services);
      return false;
    }
  }
}

async function runShortcut(shortcut: Shortcut, respond: RespondFn, services: Services) {
  const { callbackId, userId, message } = shortcut;
  const listener = named(listeners.shortcuts, callbackId);
  if (listener === undefined) return;
  const reply =
    shortcut.responseUrl === undefined
      ? unanswered
      : replyInConversation(respond, shortcut.responseUrl, message?.threadTs);
  const { channelId, messageTs, threadTs } = message ?? {};
  const asked = { shortcut: callbackId, userId };
  await runAsked(listener, shortcut, reply, { channelId, messageTs, threadTs }, asked, services);
}

async function runAction(click: Click, respond: RespondFn, services: Services) {
  const name = click.actionId.split(':')[0] ?? '';
  const listener = named(listeners.actions, name);
  if (listener === undefined || listener.kind === 'acknowledge') return;
  const asked = { action: name, userId: click.userId };
  const attempted = attemptedBy({ place: placeOf(click), value: click.value });
  await runAsked(listener, click, answerTo(click, respond, services), attempted, asked, services);
}

/** A click inside a modal has no `response_url`, whatever Bolt's types say of `respond`. */
function answerTo({ view, responseUrl, origin }: Click, respond: RespondFn, { client }: Services): ClickReply {
  if (view !== undefined) return replyInView(client, view.id);
  return responseUrl === undefined ? unanswered : replyToClick(respond, origin?.threadTs);
}

/** Outside of a conversation nothing can be said but in a modal: when that did not open, the log has it. */
const unanswered = {
  responseUrl: undefined,
  announceAfter: () => undefined,
  send: async () => undefined,
  replace: async () => undefined,
  withdraw: async () => undefined,
};

interface Asked {
  userId: string;
  triggerId: string;
  /** The modal that it was asked in. */
  view?: { id: string } | undefined;
}

/** @param request for the log */
async function runAsked<Given extends Asked, Answer extends Reply>(
  listener: AskingListener<Given, Answer>,
  asked: Given,
  answer: Answer,
  attempted: AttemptDetails,
  request: Record<string, string>,
  services: Services,
): Promise<void> {
  const { permission } = listener;
  try {
    const modal = await modalOf(listener, asked, services);
    if (modal !== undefined) {
      await fillModal(modal, permission, asked, attempted, request, services);
    } else if (listener.kind !== 'modal') {
      await requirePermission(permission, asked.userId, attempted, services);
      await listener.handle(asked, answer, services);
    }
  } catch (error) {
    await answer.send(failureNotice(describeFailure(error, services.logger, request)));
  }
}

interface Modal<Given> {
  loading: ModalView;
  fill: Fill<Given>;
}

async function modalOf<Given, Answer>(
  listener: AskingListener<Given, Answer>,
  asked: Given,
  services: Services,
): Promise<Modal<Given> | undefined> {
  if (listener.kind === 'answer') return undefined;
  if (listener.kind === 'modal') return listener;
  const loading = await listener.loading(asked, services);
  return loading && { loading, fill: listener.fill };
}

/** Opened, or pushed onto the modal that was clicked in, before anything that waits. */
async function fillModal<Given extends Asked>(
  { loading, fill }: Modal<Given>,
  permission: Permission,
  asked: Given,
  attempted: AttemptDetails,
  request: Record<string, string>,
  services: Services,
) {
  const { client, logger } = services;
  const opening = { trigger_id: asked.triggerId, view: loading };
  const { view } = asked.view === undefined ? await client.views.open(opening) : await client.views.push(opening);
  if (view?.id === undefined) throw new Error('Slack opened no view');
  const show = showIn(view.id, view.hash, services);
  const filled = requirePermission(permission, asked.userId, attempted, services).then(() =>
    fill(asked, services, show),
  );
  await show(await orFailure(filled, logger, request));
}

/** @param hash of what the modal shows; undefined where that is not known */
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

async function runSubmission(submission: Submission, ack: AckFn<ViewResponseAction>, services: Services) {
  const listener = named(listeners.views, submission.callbackId);
  if (listener === undefined) return ack();
  const errors = listener.check(submission, services);
  if (Object.keys(errors).length > 0) {
    await ack({ response_action: 'errors', errors });
    return recordWrongInputs(listener, submission, services);
  }
  await ack({ response_action: 'update', view: noticeView(notice({ sentence: listener.waiting })) });
  const { userId, viewId } = submission;
  const show = showIn(viewId, undefined, services);
  const submitted = requirePermission(listener.permission, userId, listener.attempted(submission), services).then(() =>
    listener.submit(submission, services, show),
  );
  await show(await orFailure(submitted, services.logger, { view: submission.callbackId, userId }));
}

/** An address that is not allowed is an attempt like any other; a mistyped id is none. */
async function recordWrongInputs(listener: ViewListener, submission: Submission, { auditTrail }: Services) {
  if (listener.permission !== 'respond') return;
  const { userId } = submission;
  await auditTrail.refused({ ...listener.attempted(submission), userId, reason: 'inputs_wrong' });
}

function orFailure(view: Promise<ModalView>, logger: Logger, request: Record<string, string>): Promise<ModalView> {
  return view.catch((error: unknown) => noticeView(failureNotice(describeFailure(error, logger, request))));
}

function isSubmission(args: SlackViewMiddlewareArgs): args is SlackViewMiddlewareArgs<ViewSubmitAction> {
  return args.body.type === 'view_submission';
}
