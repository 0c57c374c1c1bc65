/**
 * `message.im`: what Slack tells the app of its direct messages, if that was granted: everything that is written, edited or
 * deleted there, and whatever the app itself posts or changes, previews included.
 */
import type { JsonObject } from './json.ts';
import type { Message, MessageChange } from './messages.ts';
import { messageObject } from './payloads.ts';
import { type Scene, sendEvent } from './people/scene.ts';

export function tellOfDirectMessages(scene: Scene): void {
  const { installation, messages, workspace } = scene.world;
  messages.onChange(async (change) => {
    const { channel } = change.message;
    const isDirect = workspace.conversation(channel)?.kind === 'direct' && workspace.appIsMember(channel);
    if (!isDirect || !installation.grantedScopes.includes('im:history')) return;
    await sendEvent(scene, { type: 'message', channel, channel_type: 'im', ...eventOf(scene, change) });
  });
}

/** An edit or a deletion is an event of its own, with the message in it. */
function eventOf(scene: Scene, change: MessageChange): JsonObject {
  const shown = (message: Message) => storedMessage(scene, message);
  switch (change.kind) {
    case 'posted':
      return { ...shown(change.message), event_ts: change.message.ts };
    case 'changed':
      return {
        subtype: 'message_changed',
        hidden: true,
        ts: scene.world.ids.ts(),
        message: shown(change.message),
        previous_message: shown(change.before),
      };
    case 'deleted':
      return {
        subtype: 'message_deleted',
        hidden: true,
        ts: scene.world.ids.ts(),
        deleted_ts: change.message.ts,
        previous_message: shown(change.message),
      };
  }
}

/** Once it has replies, even a thread's first message says that it is in the thread. */
export function storedMessage({ world: { messages } }: Scene, message: Message): JsonObject {
  const hasReplies = messages.thread(message.channel, message.ts).some(({ ts }) => ts !== message.ts);
  return { ...messageObject(message), ...(hasReplies && { thread_ts: message.ts }) };
}
