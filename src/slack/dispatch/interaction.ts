/** Clicks and shortcuts: acknowledged, then answered with a message or in a modal. */
import type { SlackActionMiddlewareArgs, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import type { Message } from '../blocks/message.ts';
import { notice } from '../cards/notice.ts';
import { type CardOrigin, readOrigin } from '../cards/origin-codec.ts';
import { ForeignValueError } from '../payloads/carried.ts';
import { type Click, readClick, readShortcut } from '../payloads/interaction.ts';
import { requirePermission } from '../permission.ts';
import { describeFailure } from './describe-failure.ts';
import type { Acknowledgement, Handler, Listeners } from './listener.ts';
import { changeModal, type ModalContext, openModal } from './modal.ts';
import { type Asker, tellPrivately } from './private-answer.ts';
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
  const action = nameOf(click?.actionId ?? '', listeners);
  const listener = named(listeners.actions, action);
  if (click !== undefined && listener !== undefined) {
    const { userId, responseUrl } = click;
    const asker = askerOf(click);
    const replyContext = {
      asked: click,
      reply: replyTo(click, asker, services),
      request: { action, userId },
      tellElsewhere: (message: Message) => tellPrivately(message, asker, responseUrl, services),
    };
    await handle(() => listener(click), replyContext, services);
  }
  await acknowledging;
}

/** `search:open:3` is dispatched by `search:open`, `event_action:3` by `event_action`. */
function nameOf(actionId: string, { actions }: Pick<Listeners, 'actions'>): string {
  if (Object.hasOwn(actions, actionId) || !actionId.includes(':')) return actionId;
  return nameOf(actionId.slice(0, actionId.lastIndexOf(':')), { actions });
}

export async function takeShortcut(args: SlackShortcutMiddlewareArgs, context: RequestContext): Promise<void> {
  const { listeners, services, acknowledged } = context;
  await args.ack();
  acknowledged('shortcut');
  const shortcut = readShortcut(args.body);
  const listener = shortcut && named(listeners.shortcuts, shortcut.callbackId);
  if (shortcut === undefined || listener === undefined) return;
  const { callbackId, userId, triggerId, responseUrl, message } = shortcut;
  const asker = { userId, channelId: message?.channelId, threadTs: message?.threadTs };
  const reply =
    responseUrl === undefined
      ? replyInNewModal(asker, triggerId, services)
      : replyInConversation(asker, responseUrl, services);
  const replyContext = {
    asked: shortcut,
    reply,
    request: { shortcut: callbackId, userId },
    tellElsewhere: (message: Message) => tellPrivately(message, asker, responseUrl, services),
  };
  await handle(() => listener(shortcut), replyContext, services);
}

/** A click in a modal or in the App Home has no `response_url`. */
function replyTo({ view, responseUrl, triggerId }: Click, asker: Asker, services: Services): ClickReply {
  if (view !== undefined) return replyInView(asker, view.id, services);
  return responseUrl === undefined
    ? replyInNewModal(asker, triggerId, services)
    : replyToClick(asker, responseUrl, services);
}

function askerOf(click: Click): Asker {
  const origin = cardOf(click);
  return { userId: click.userId, channelId: origin?.channelId, threadTs: origin?.threadTs };
}

/** The card that the person looks at, perhaps below a modal. */
function cardOf(click: Click): CardOrigin | undefined {
  try {
    return readOrigin(click);
  } catch (error) {
    // A modal of another kind.
    if (error instanceof ForeignValueError) return undefined;
    throw error;
  }
}

interface ReplyContext<Given> extends ModalContext {
  reply: Given;
}

async function handle<Given extends Reply>(
  read: () => Handler<Given> | Acknowledgement,
  context: ReplyContext<Given>,
  services: Services,
): Promise<void> {
  const { asked, reply, request } = context;
  try {
    const handler = read();
    if (handler.kind === 'acknowledge') return;
    if (handler.kind === 'modal') return await openModal(handler, context, services);
    const loading = handler.kind === 'either' ? await handler.loading(services) : undefined;
    if (handler.kind === 'either' && loading !== undefined) {
      return await openModal({ ...handler, loading }, context, services);
    }
    if (handler.kind === 'in_place' && asked.view !== undefined) {
      return await changeModal(handler, asked.view.id, context, services);
    }
    await requirePermission(handler.permission, asked.userId, handler.attempted, services);
    await handler.answer(reply, services);
  } catch (error) {
    await reply.send(notice(describeFailure(error, services.logger, request)));
  }
}
