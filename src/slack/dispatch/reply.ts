/**
 * Answers that only the asking person sees, through the `response_url` of their command or click.
 *
 * A `response_url` takes five messages in half an hour, so a command uses at most two: a notice when it takes long, and
 * the answer, which then replaces the notice.
 */
import type { RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Message } from '../blocks/message.ts';
import { noticeView } from '../cards/notice.ts';

export interface Reply {
  send(message: Message): Promise<void>;
}

export interface ClickReply extends Reply {
  /** In the place of the message that was clicked; whoever saw that sees this. */
  replace(message: Message): Promise<void>;
}

/** To what was asked in a conversation: a command, a shortcut, a mention. */
export interface EphemeralReply extends Reply {
  /** Through which what was sent can be changed; a secret. Undefined where it can't. */
  responseUrl: string | undefined;
  /** Shows `notice` if nothing was sent within the time, in milliseconds. */
  announceAfter(ms: number, notice: Message): void;
  /** Takes the notice back, because the answer was given in public. */
  withdraw(): Promise<void>;
}

/** Where the answer stands: without its thread, Slack shows it in the channel. */
function inThread(threadTs: string | undefined): { thread_ts?: string } {
  return threadTs === undefined ? {} : { thread_ts: threadTs };
}

/** Beside the message that was clicked, which stays as it is, or in its place. */
export function replyToClick(respond: RespondFn, threadTs: string | undefined): ClickReply {
  return {
    async send(message) {
      await respond({ ...message, ...inThread(threadTs), response_type: 'ephemeral', replace_original: false });
    },
    async replace(message) {
      await respond({ ...message, replace_original: true });
    },
  };
}

/** In the modal that was clicked in, where there is no conversation to answer in. Needs no trigger, so it can be late. */
export function replyInView(client: WebClient, viewId: string): ClickReply {
  const show = async (message: Message) => {
    await client.views.update({ view_id: viewId, view: noticeView(message) });
  };
  return { send: show, replace: show };
}

/** Outside of a conversation and of a modal, such as in the App Home, nothing can be said but in a modal of its own. */
export function replyInNewModal(client: WebClient, triggerId: string): ClickReply & EphemeralReply {
  const show = async (message: Message) => {
    await client.views.open({ trigger_id: triggerId, view: noticeView(message) });
  };
  return {
    responseUrl: undefined,
    send: show,
    replace: show,
    announceAfter: () => undefined,
    withdraw: async () => undefined,
  };
}

/** To a command, or to a shortcut in a thread perhaps. */
export function replyInConversation(
  respond: RespondFn,
  responseUrl: string | undefined,
  threadTs?: string,
): EphemeralReply {
  let timer: NodeJS.Timeout | undefined;
  let announcing: Promise<boolean> = Promise.resolve(false);

  /** Waits for a notice that is on its way, or the two could overtake each other. */
  async function wasAnnounced(): Promise<boolean> {
    clearTimeout(timer);
    return announcing;
  }

  return {
    responseUrl,
    announceAfter(ms, notice) {
      timer = setTimeout(() => {
        announcing = respond({ ...notice, ...inThread(threadTs), response_type: 'ephemeral' }).then(
          () => true,
          () => false,
        );
      }, ms);
    },
    async send(message) {
      const replacing = (await wasAnnounced()) ? { replace_original: true } : {};
      await respond({ ...message, ...inThread(threadTs), response_type: 'ephemeral', ...replacing });
    },
    async withdraw() {
      if (await wasAnnounced()) await respond({ delete_original: true });
    },
  };
}

/**
 * To a mention. Slack takes such a message back for nobody, so that a notice stays where it is.
 *
 * @param threadTs only of a thread that has replies: Slack shows a private message in no other
 */
export function replyToMention(
  client: WebClient,
  { channelId, userId, threadTs }: { channelId: string; userId: string; threadTs: string | undefined },
): EphemeralReply {
  let timer: NodeJS.Timeout | undefined;
  const show = async (message: Message) => {
    await client.chat.postEphemeral({
      channel: channelId,
      user: userId,
      ...inThread(threadTs),
      ...message,
      link_names: false,
      parse: 'none',
    });
  };
  return {
    responseUrl: undefined,
    announceAfter(ms, notice) {
      // A notice that is lost loses nothing.
      timer = setTimeout(() => void show(notice).catch(() => undefined), ms);
    },
    async send(message) {
      clearTimeout(timer);
      await show(message);
    },
    async withdraw() {
      clearTimeout(timer);
    },
  };
}
