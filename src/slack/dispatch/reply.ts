/**
 * Answers that only the asking person sees, through the `response_url` of their command or click.
 *
 * A `response_url` takes five messages in half an hour. A command uses at most two: a notice if it takes long, and the
 * answer, which then replaces the notice.
 */
import type { RespondFn } from '@slack/bolt';
import type { SlackApi } from '../api/slack-api.ts';
import type { Message } from '../blocks/message.ts';
import { noticeView } from '../cards/notice.ts';

export interface Reply {
  send(message: Message): Promise<void>;
}

export interface ClickReply extends Reply {
  /** In place of the clicked message, for everyone who sees that. */
  replace(message: Message): Promise<void>;
}

/** To a request made in a conversation: a command, a shortcut, a mention. */
export interface EphemeralReply extends Reply {
  /** A secret that lets the app change what was sent; undefined if it can't. */
  responseUrl: string | undefined;
  /** Shows `notice` if nothing was sent within `ms`. */
  announceAfter(ms: number, notice: Message): void;
  /** Removes the notice, because the answer was given in public. */
  withdraw(): Promise<void>;
}

/** Without its thread, Slack shows the answer in the channel. */
function inThread(threadTs: string | undefined): { thread_ts?: string } {
  return threadTs === undefined ? {} : { thread_ts: threadTs };
}

/** Beside the clicked message, or in its place. */
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

/** In the clicked modal, which has no conversation to answer in. Needs no trigger, so it can be late. */
export function replyInView(client: SlackApi, viewId: string): ClickReply {
  const show = async (message: Message) => {
    await client.views.update({ view_id: viewId, view: noticeView(message) });
  };
  return { send: show, replace: show };
}

/** Outside conversations and modals, such as in the App Home, the app can answer only in a new modal. */
export function replyInNewModal(client: SlackApi, triggerId: string): ClickReply & EphemeralReply {
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

/** To a command, or to a shortcut, perhaps in a thread. */
export function replyInConversation(
  respond: RespondFn,
  responseUrl: string | undefined,
  threadTs?: string,
): EphemeralReply {
  let timer: NodeJS.Timeout | undefined;
  let announcing: Promise<boolean> = Promise.resolve(false);

  /** Waits for a notice that is being sent, or the two could overtake each other. */
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
 * To a mention. Slack takes back no such message, so a notice stays.
 * @param threadTs only of a thread that has replies: Slack shows a private message in no other
 */
export function replyToMention(
  client: SlackApi,
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
      // Losing a notice does no harm.
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
