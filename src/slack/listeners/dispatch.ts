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
  SlashCommand,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { InFlight } from '../../in-flight.ts';
import type { Logger } from '../../log.ts';
import { recordRefusal } from '../../store/audit.ts';
import { claimSlackEvent } from '../../store/handled-events.ts';
import { describeFailure } from '../errors.ts';
import { failureView } from '../messages/actions-modal.ts';
import { failureNotice } from '../messages/notice.ts';
import { sendingView } from '../messages/result-view.ts';
import { answerInView, answerToClick, answerToCommand } from '../private-answer.ts';
import { type Press, readPress } from './actions/press.ts';
import { listeners } from './index.ts';
import { type Click, readClick, readSubmission, type Submission } from './interaction.ts';
import type { AskingListener, CommandListener, EventListener, Fill, Permission, Services } from './listener.ts';
import { type Attempted, requirePermission } from './permission.ts';

export function createDispatch(services: Services, inFlight: InFlight): Middleware<AnyMiddlewareArgs> {
  return (args) => inFlight.track(dispatch(args));

  async function dispatch(args: AnyMiddlewareArgs): Promise<void> {
    if ('command' in args) {
      await args.ack();
      const listener = listeners.commands[args.command.command];
      if (listener !== undefined) await runCommand(listener, args.command, args.respond, services);
    } else if ('action' in args) {
      // Caught at once: a socket that is being replaced rejects while we still work, and nobody would listen.
      const acknowledged = args.ack().catch((error: unknown) => {
        services.logger.warn({ err: error }, 'a click could not be acknowledged');
      });
      const click = readClick(args.body);
      if (click !== undefined) await runAction(click, args.respond, services);
      await acknowledged;
    } else if ('view' in args) {
      const submission = readSubmission(args.body);
      if (submission !== undefined && isSubmission(args)) await runSubmission(submission, args.ack, services);
      else await args.ack();
    } else if ('event' in args) {
      const listener = listeners.events[args.event.type];
      if (listener !== undefined) await runEvent(listener, args.body.event_id, args.body, services);
    }
  }
}

async function runCommand(listener: CommandListener, command: SlashCommand, respond: RespondFn, services: Services) {
  const answer = answerToCommand(respond);
  try {
    await requirePermission('view', command.user_id, { channelId: command.channel_id }, services);
    await listener(command, answer, services);
  } catch (error) {
    const request = { command: command.command, userId: command.user_id, channelId: command.channel_id };
    await answer.send(failureNotice(describeFailure(error, services.logger, request)));
  }
}

/** Slack sends an event again when it missed the acknowledgement; in whichever process, it is handled once. */
async function runEvent(listener: EventListener, eventId: string, envelope: unknown, services: Services) {
  try {
    const isFirst = await claimSlackEvent(services.store.db, eventId, new Date(services.now()));
    if (isFirst) await listener(envelope, services);
  } catch (error) {
    describeFailure(error, services.logger, { slackEventId: eventId });
  }
}

function isSubmission(args: SlackViewMiddlewareArgs): args is SlackViewMiddlewareArgs<ViewSubmitAction> {
  return args.body.type === 'view_submission';
}

/** A click inside a modal has no `response_url`, whatever Bolt's types say of `respond`. */
async function runAction(click: Click, respond: RespondFn, services: Services) {
  const name = click.actionId.split(':')[0] ?? '';
  const listener = listeners.actions[name];
  if (listener === undefined || listener.kind === 'acknowledge') return;
  const request = { action: name, userId: click.userId };
  const answer = click.view === undefined ? answerToClick(respond) : answerInView(services.client, click.view.id);
  try {
    const modal = await modalOf(listener, click, services);
    if (modal !== undefined) {
      await fillModal(modal, listener.permission, click, services, request);
    } else if (listener.kind !== 'modal') {
      await requirePermission(listener.permission, click.userId, attemptedBy(click), services);
      await listener.handle(click, answer, services);
    }
  } catch (error) {
    await answer.send(failureNotice(describeFailure(error, services.logger, request)));
  }
}

interface Modal {
  loading: ModalView;
  fill: Fill;
}

async function modalOf(listener: AskingListener, click: Click, services: Services): Promise<Modal | undefined> {
  if (listener.kind === 'answer') return undefined;
  if (listener.kind === 'modal') return listener;
  const loading = await listener.loading(click, services);
  return loading && { loading, fill: listener.fill };
}

/** Opened, or pushed onto the modal that was clicked in, before anything that waits. */
async function fillModal(
  { loading, fill }: Modal,
  permission: Permission,
  click: Click,
  services: Services,
  request: Record<string, string>,
) {
  const { client, logger } = services;
  const asked = { trigger_id: click.triggerId, view: loading };
  const { view } = click.view === undefined ? await client.views.open(asked) : await client.views.push(asked);
  if (view?.id === undefined) throw new Error('Slack opened no view');
  const filled = requirePermission(permission, click.userId, attemptedBy(click), services).then(() =>
    fill(click, services),
  );
  await client.views.update({ view_id: view.id, view: await orFailure(filled, logger, request) });
}

async function runSubmission(submission: Submission, ack: AckFn<ViewResponseAction>, services: Services) {
  const listener = listeners.views[submission.callbackId];
  if (listener === undefined) return ack();
  const errors = listener.check(submission, services);
  if (Object.keys(errors).length > 0) {
    await ack({ response_action: 'errors', errors });
    return recordWrongInputs(submission, services);
  }
  await ack({ response_action: 'update', view: sendingView() });
  const { userId, viewId } = submission;
  const submitted = requirePermission(
    listener.permission,
    userId,
    attemptedBy(readPress(submission.metadata)),
    services,
  ).then(() => listener.submit(submission, services));
  const view = await orFailure(submitted, services.logger, { view: submission.callbackId, userId });
  await services.client.views.update({ view_id: viewId, view });
}

/** An address that is not allowed is an attempt like any other. */
async function recordWrongInputs({ userId, metadata }: Submission, { identity, now, store }: Services): Promise<void> {
  const attempted = attemptedBy(readPress(metadata));
  const { teamId } = await identity();
  await recordRefusal(store.db, { ...attempted, at: new Date(now()), teamId, userId, reason: 'inputs_wrong' });
}

function orFailure(view: Promise<ModalView>, logger: Logger, request: Record<string, string>): Promise<ModalView> {
  return view.catch((error: unknown) => failureView(describeFailure(error, logger, request)));
}

/** What the record says of a refused click, as far as the button tells. */
function attemptedBy({ place, value }: Pick<Press, 'place' | 'value'>): Attempted {
  const { eventId, actionName } = readButton(value);
  const { channelId, messageTs, threadTs } = place ?? {};
  return { channelId, messageTs, threadTs, eventId, actionName };
}

const buttonValue = z.object({ eventId: z.string().optional(), actionName: z.string().optional() });

function readButton(value: string): z.infer<typeof buttonValue> {
  try {
    return buttonValue.parse(JSON.parse(value));
  } catch {
    return {};
  }
}
