/**
 * What each conversation holds: messages with their threads and unfurls, and what only one person sees (ephemerals).
 * Entries are never changed in place: whoever read one keeps what they read.
 */
import type { Block, JsonObject } from './json.ts';

/** What an app shows for one link of a message. */
export type Unfurl = {
  /** The link as the app knows it: exactly as in `link_shared`. */
  url: string;
  blocks: readonly Block[];
  /** The unfurl as the app sent it, where it sent one. */
  attachment: JsonObject;
  /** The Work Object for this link, where the app sent one. */
  entity?: JsonObject;
};

export type Attachment = JsonObject & { blocks?: readonly Block[] };

type Content = { text: string; blocks: readonly Block[]; attachments: readonly Attachment[] };

export type Message = Content & {
  channel: string;
  ts: string;
  /** The author; the app's bot user for its own messages. */
  user: string;
  botId?: string;
  threadTs?: string;
  metadata?: JsonObject;
  edited?: { user: string; ts: string };
  /** The links that apps may unfurl, as `link_shared` gave them, and the id of that event's unfurl. */
  links: readonly string[];
  unfurlId?: string;
  unfurls: readonly Unfurl[];
};

export type Ephemeral = Content & {
  channel: string;
  ts: string;
  /** The one person who sees it. */
  user: string;
  /** Who wrote it: the app, or Slack itself ("failed with the error …"). */
  by: 'app' | 'slack';
  threadTs?: string;
};

export type Messages = ReturnType<typeof createMessages>;

export function createMessages(changed: () => void) {
  const conversations = new Map<string, Message[]>();
  let ephemerals: Ephemeral[] = [];

  const held = (channel: string): Message[] => {
    const messages = conversations.get(channel) ?? [];
    conversations.set(channel, messages);
    return messages;
  };

  return {
    /** Everything that the conversation holds, thread replies included, oldest first. */
    in: (channel: string): readonly Message[] => [...held(channel)],

    /** The first message of a thread and its replies, oldest first. */
    thread: (channel: string, ts: string): readonly Message[] =>
      held(channel).filter((message) => message.ts === ts || message.threadTs === ts),

    get: (channel: string, ts: string): Message | undefined => held(channel).find((message) => message.ts === ts),

    byUnfurlId: (unfurlId: string): Message | undefined =>
      [...conversations.values()].flat().find((message) => message.unfurlId === unfurlId),

    conversationsWithMessages: (): readonly string[] => [...conversations.keys()],

    add(message: Message): Message {
      held(message.channel).push(message);
      changed();
      return message;
    },

    change(channel: string, ts: string, change: Partial<Omit<Message, 'channel' | 'ts'>>): Message | undefined {
      const messages = held(channel);
      const index = messages.findIndex((message) => message.ts === ts);
      const message = messages[index];
      if (!message) return undefined;
      const result = { ...message, ...change };
      messages[index] = result;
      changed();
      return result;
    },

    remove(channel: string, ts: string): void {
      conversations.set(
        channel,
        held(channel).filter((message) => message.ts !== ts),
      );
      changed();
    },

    /** What only this person sees in the conversation, oldest first. */
    ephemerals: (channel: string, user: string): readonly Ephemeral[] =>
      ephemerals.filter((ephemeral) => ephemeral.channel === channel && ephemeral.user === user),

    allEphemerals: (): readonly Ephemeral[] => ephemerals,

    addEphemeral(ephemeral: Ephemeral): Ephemeral {
      ephemerals = [...ephemerals, ephemeral];
      changed();
      return ephemeral;
    },

    changeEphemeral(ts: string, change: Partial<Content>): void {
      ephemerals = ephemerals.map((ephemeral) => (ephemeral.ts === ts ? { ...ephemeral, ...change } : ephemeral));
      changed();
    },

    removeEphemeral(ts: string): void {
      ephemerals = ephemerals.filter((ephemeral) => ephemeral.ts !== ts);
      changed();
    },
  };
}
