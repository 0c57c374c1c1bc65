/** chat.*: posts, updates and deletes the app's own messages. */
import { z } from 'zod';
import { type Content, contentArguments, readContent } from '../content.ts';
import { app, appDirectMessage, team } from '../ids.ts';
import { jsonArgument, jsonObject } from '../json.ts';
import type { Message } from '../messages.ts';
import { messageObject } from '../payloads.ts';
import { SlackRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { seenConversation } from './conversations.ts';
import { method } from './method.ts';

const scopes = ['chat:write'];

/** Where the app may write: a conversation that it is in, or a person's id for their direct conversation. */
function writable(world: World, channel: string): string {
  const { id, archived } = seenConversation(
    world,
    world.workspace.person(channel) ? appDirectMessage(channel) : channel,
  );
  if (archived) throw new SlackRefusal('is_archived');
  if (!world.workspace.appIsMember(id)) throw new SlackRefusal('not_in_channel');
  return id;
}

/** A reply must name the thread's parent. Slack loses replies to replies, so they are refused here. */
export function checkThread(world: World, channel: string, threadTs: string | undefined): void {
  if (threadTs === undefined) return;
  const parent = world.messages.get(channel, threadTs);
  if (!parent) throw new SlackRefusal('thread_not_found');
  if (parent.threadTs !== undefined && parent.threadTs !== parent.ts) throw new SlackRefusal('cannot_reply_to_message');
}

/** Also for response URLs, which need no membership. */
export function postAsApp(
  world: World,
  {
    channel,
    threadTs,
    content,
    metadata,
  }: { channel: string; threadTs?: string | undefined; content: Content; metadata?: Message['metadata'] },
): Message {
  return world.messages.add({
    channel,
    ts: world.ids.ts(),
    user: app.botUserId,
    botId: app.botId,
    text: '',
    blocks: [],
    attachments: [],
    ...content,
    ...(threadTs !== undefined && { threadTs }),
    ...(metadata && { metadata }),
    links: [],
    unfurls: [],
  });
}

const postMessage = method({
  scopes,
  args: z.object({
    channel: z.string(),
    ...contentArguments,
    thread_ts: z.string().optional(),
    metadata: jsonArgument(jsonObject).optional(),
  }),
  run: (world, args) => {
    const channel = writable(world, args.channel);
    const content = readContent(args);
    checkThread(world, channel, args.thread_ts);
    const message = postAsApp(world, { channel, threadTs: args.thread_ts, content, metadata: args.metadata });
    return { channel, ts: message.ts, message: messageObject(message) };
  },
});

const postEphemeral = method({
  scopes,
  args: z.object({ channel: z.string(), user: z.string(), ...contentArguments, thread_ts: z.string().optional() }),
  run: (world, args) => {
    const channel = writable(world, args.channel);
    if (!world.workspace.person(args.user)) throw new SlackRefusal('user_not_found');
    if (!world.workspace.isMember(channel, args.user)) throw new SlackRefusal('user_not_in_channel');
    const content = readContent(args, 'ephemeral');
    checkThread(world, channel, args.thread_ts);
    const ephemeral = world.messages.addEphemeral({
      channel,
      ts: world.ids.ts(),
      user: args.user,
      by: 'app',
      text: '',
      blocks: [],
      attachments: [],
      ...content,
      ...(args.thread_ts !== undefined && { threadTs: args.thread_ts }),
    });
    return { message_ts: ephemeral.ts };
  },
});

function ownMessage(world: World, channel: string, ts: string, refusal: string): Message {
  seenConversation(world, channel);
  const message = world.messages.get(channel, ts);
  if (!message) throw new SlackRefusal('message_not_found');
  if (message.botId !== app.botId) throw new SlackRefusal(refusal);
  return message;
}

const update = method({
  scopes,
  args: z.object({
    channel: z.string(),
    ts: z.string(),
    ...contentArguments,
    metadata: jsonArgument(jsonObject).optional(),
  }),
  run: (world, args) => {
    const message = ownMessage(world, args.channel, args.ts, 'cant_update_message');
    if (world.workspace.conversation(args.channel)?.archived) throw new SlackRefusal('is_archived');
    const content = readContent(args);
    const changed =
      world.messages.change(args.channel, args.ts, {
        ...content,
        ...(args.metadata && { metadata: args.metadata }),
        edited: { user: app.botUserId, ts: world.ids.ts() },
      }) ?? message;
    return { channel: args.channel, ts: args.ts, text: changed.text, message: messageObject(changed) };
  },
});

const remove = method({
  scopes,
  args: z.object({ channel: z.string(), ts: z.string() }),
  run: (world, { channel, ts }) => {
    ownMessage(world, channel, ts, 'cant_delete_message');
    world.messages.remove(channel, ts);
    return { channel, ts };
  },
});

const getPermalink = method({
  args: z.object({ channel: z.string(), message_ts: z.string() }),
  run: (world, { channel, message_ts: ts }) => {
    seenConversation(world, channel);
    const message = world.messages.get(channel, ts);
    if (!message) throw new SlackRefusal('message_not_found');
    return { channel, permalink: permalink(message) };
  },
});

/** What Slack's "Copy link" copies. */
export function permalink({ channel, ts, threadTs }: Pick<Message, 'channel' | 'ts' | 'threadTs'>): string {
  const thread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
  return `https://${team.domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}${thread}`;
}

export const chatMethods = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
} as const;
