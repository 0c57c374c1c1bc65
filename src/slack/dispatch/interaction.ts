/** Clicks and shortcuts: acknowledged, then answered with a message or in a modal. */
import type { RespondFn, SlackActionMiddlewareArgs, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import { notice } from '../cards/notice.ts';
import { type Click, readClick, readShortcut } from '../payloads/interaction.ts';
import { requirePermission } from '../permission.ts';
import { describeFailure } from './describe-failure.ts';
import type { Acknowledgement, Handler } from './listener.ts';
import { type ModalRequest, openModal } from './modal.ts';
import {
  type ClickReply,
  type Reply,
  replyInConversation,
  replyInNewModal,
  replyInView,
  replyToClick,
} from './reply.ts';
import { named, type RequestContext } from './request.ts';
import type { Services } from './services.ts';

export async function takeClick(args: SlackActionMiddlewareArgs, context: RequestContext): Promise<void> {
  const { listeners, services, acknowledged } = context;
  // Caught at once: a socket that is being replaced rejects while we still work, with nobody listening.
  const acknowledging = args.ack().then(
    () => acknowledged('action'),
    (error: unknown) => services.logger.warn({ err: error }, 'a click could not be acknowledged'),
  );
  const click = readClick(args.body);
  const action = click?.actionId.split(':')[0] ?? '';
  const listener = named(listeners.actions, action);
  if (click !== undefined && listener !== undefined) {
    const reply = replyTo(click, args.respond, services);
    await handle(() => listener(click), click, reply, { action, userId: click.userId }, services);
  }
  await acknowledging;
}

export async function takeShortcut(args: SlackShortcutMiddlewareArgs, context: RequestContext): Promise<void> {
  const { listeners, services, acknowledged } = context;
  await args.ack();
  acknowledged('shortcut');
  const shortcut = readShortcut(args.body);
  const listener = shortcut && named(listeners.shortcuts, shortcut.callbackId);
  if (shortcut === undefined || listener === undefined) return;
  const { callbackId, userId, triggerId, responseUrl, message } = shortcut;
  const reply =
    responseUrl === undefined
      ? replyInNewModal(services.client, triggerId)
      : replyInConversation(args.respond, responseUrl, message?.threadTs);
  await handle(() => listener(shortcut), shortcut, reply, { shortcut: callbackId, userId }, services);
}

/** A click in a modal or in the App Home has no `response_url`, whatever Bolt's types say about `respond`. */
function replyTo(
  { view, responseUrl, origin, triggerId }: Click,
  respond: RespondFn,
  { client }: Services,
): ClickReply {
  if (view !== undefined) return replyInView(client, view.id);
  return responseUrl === undefined ? replyInNewModal(client, triggerId) : replyToClick(respond, origin?.threadTs);
}

/** @param request for the log */
async function handle<Given extends Reply>(
  read: () => Handler<Given> | Acknowledgement,
  asked: ModalRequest,
  reply: Given,
  request: Record<string, string>,
  services: Services,
): Promise<void> {
  try {
    const handler = read();
    if (handler.kind === 'acknowledge') return;
    if (handler.kind === 'modal') return await openModal(handler, asked, request, services);
    const loading = handler.kind === 'either' ? await handler.loading(services) : undefined;
    if (handler.kind === 'either' && loading !== undefined) {
      return await openModal({ ...handler, loading }, asked, request, services);
    }
    await requirePermission(handler.permission, asked.userId, handler.attempted, services);
    await handler.answer(reply, services);
  } catch (error) {
    await reply.send(notice(describeFailure(error, services.logger, request)));
  }
}
