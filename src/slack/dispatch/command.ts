/** Slash commands: acknowledged at once, and turned away if more come than can be answered in time. */
import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { Message } from '../blocks/message.ts';
import { notice, tooMuchAtOnce } from '../cards/notice.ts';
import { requirePermission } from '../permission.ts';
import { describeFailure } from './describe-failure.ts';
import { openModal } from './modal.ts';
import { tellPrivately } from './private-answer.ts';
import { replyInConversation } from './reply.ts';
import { named, type RequestContext } from './request.ts';

export async function takeCommand(
  { ack, command: given }: SlackCommandMiddlewareArgs,
  { listeners, services, acknowledged, isFull }: RequestContext,
): Promise<void> {
  await ack(isFull ? { ...tooMuchAtOnce(), response_type: 'ephemeral' } : undefined);
  acknowledged('command');
  const listener = named(listeners.commands, given.command);
  if (listener === undefined || isFull) return;
  const command = { ...given, askedAt: services.now() };
  const { user_id: userId, channel_id: channelId, trigger_id: triggerId, response_url: responseUrl } = command;
  // A command can't be used in a thread.
  const asker = { userId, channelId, threadTs: undefined };
  const reply = replyInConversation(asker, responseUrl, services);
  const request = { command: command.command, userId, channelId };
  try {
    const handler = listener(command);
    if (handler.kind === 'modal') {
      const tellElsewhere = (message: Message) => tellPrivately(message, asker, responseUrl, services);
      return await openModal(handler, { asked: { userId, triggerId }, request, tellElsewhere }, services);
    }
    await services.queue.run(() => requirePermission(handler.permission, userId, handler.attempted, services));
    await handler.answer(reply, services);
  } catch (error) {
    await reply.send(notice(describeFailure(error, services.logger, request)));
  }
}
