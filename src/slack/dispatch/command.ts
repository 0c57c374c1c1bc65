/** Slash commands: acknowledged at once, and turned away if more come than can be answered in time. */
import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import { notice, tooMuchAtOnce } from '../cards/notice.ts';
import { requirePermission } from '../permission.ts';
import { describeFailure } from './describe-failure.ts';
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
  const { user_id: userId, channel_id: channelId } = command;
  // A command can't be used in a thread.
  const reply = replyInConversation({ userId, channelId, threadTs: undefined }, command.response_url, services);
  try {
    await services.queue.run(() => requirePermission('view', userId, { channelId }, services));
    await listener(command, reply, services);
  } catch (error) {
    const request = { command: command.command, userId, channelId };
    await reply.send(notice(describeFailure(error, services.logger, request)));
  }
}
