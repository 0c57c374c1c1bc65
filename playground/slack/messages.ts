/**
 * What each conversation holds: messages with their threads and unfurls, and ephemerals, which only one person sees.
 * Entries are never mutated, so a reader's copy stays as it was.
 */
import type { Block, JsonObject } from './json.ts';

/** What an app shows for one link in a message. */
export type Unfurl = {
  /** Exactly as in `link_shared`. */
  url: string;
  blocks: readonly Block[];
  attachment: JsonObject;
  entity?: JsonObject;
};

export type Attachment = JsonObject & { blocks?: readonly Block[] };

type Content = { text: string; blocks: readonly Block[]; attachments: readonly Attachment[] };

export type Message = Content & {
  channel: string;
  ts: string;
  /** For the app's own messages, its bot user. */
  user: string;
  botId?: string;
  threadTs?: string;
  /** Emails, snippets and uploads, as Slack describes them to apps. */
  files?: readonly JsonObject[];
  metadata?: JsonObject;
  edited?: { user: string; ts: string };
  /** The links that apps may unfurl, as in `link_shared`, and that event's unfurl id. */
  links: readonly string[];
  unfurlId?: string;
  unfurls: readonly Unfurl[];
};

export type Ephemeral = Content & {
  channel: string;
  ts: string;
  /** The only person who sees it. */
  user: string;
  /** The app, or Slack itself ("failed with the error …"). */
  by: 'app' | 'slack';
  threadTs?: string;
};

export type MessageChange =
  | { kind: 'posted' | 'deleted'; message: Message }
  | { kind: 'changed'; message: Message; before: Message };

export type Messages = ReturnType<typeof createMessages>;

export function createMessages(changed: () => void) {
  const conversations = new Map<string, Message[]>();
  const listeners = new Set<(change: MessageChange) => Promise<unknown>>();
  const telling = new Set<Promise<unknown>>();
  let ephemerals: Ephemeral[] = [];

  const held = (channel: string): Message[] => {
    const messages = conversations.get(channel) ?? [];
    conversations.set(channel, messages);
    return messages;
  };

  const put = (message: Message): Message => {
    held(message.channel).push(message);
    changed();
    return message;
  };

  const tell = (change: MessageChange): void => {
    for (const listener of listeners) {
      const told = listener(change).finally(() => telling.delete(told));
      telling.add(told);
    }
  };

  return {
    onChange: (listener: (change: MessageChange) => Promise<unknown>): void => {
      listeners.add(listener);
    },

    /** Resolves once whoever listens has dealt with the changes so far. */
    told: async (): Promise<void> => {
      await Promise.all(telling);
    },

    /** Oldest first, including thread replies. */
    in: (channel: string): readonly Message[] => [...held(channel)],

    /** The parent message and its replies, oldest first. */
    thread: (channel: string, ts: string): readonly Message[] =>
      held(channel).filter((message) => message.ts === ts || message.threadTs === ts),

    get: (channel: string, ts: string): Message | undefined => held(channel).find((message) => message.ts === ts),

    /** The `thread_ts` of a message: a message that has replies carries its own `ts`. */
    threadOf: ({ channel, ts, threadTs }: Pick<Message, 'channel' | 'ts' | 'threadTs'>): string | undefined =>
      threadTs ?? (held(channel).some((message) => message.threadTs === ts) ? ts : undefined),

    byUnfurlId: (unfurlId: string): Message | undefined =>
      [...conversations.values()].flat().find((message) => message.unfurlId === unfurlId),

    conversationsWithMessages: (): readonly string[] => [...conversations.keys()],

    /** What stood there before: nobody is told. */
    put,

    add(message: Message): Message {
      put(message);
      tell({ kind: 'posted', message });
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
      tell({ kind: 'changed', message: result, before: message });
      return result;
    },

    remove(channel: string, ts: string): void {
      const message = held(channel).find((each) => each.ts === ts);
      conversations.set(
        channel,
        held(channel).filter((each) => each.ts !== ts),
      );
      changed();
      if (message) tell({ kind: 'deleted', message });
    },

    /** What only this person sees, oldest first. */
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
