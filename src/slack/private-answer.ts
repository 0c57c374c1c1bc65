/**
 * Answers that only the asking person sees, through the `response_url` of their command or click.
 *
 * A `response_url` takes five messages in half an hour, so a command uses at most two: a notice when it takes long, and
 * the answer, which then replaces the notice.
 */
import type { RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Message } from './messages/message.ts';
import { noticeView } from './messages/notice.ts';

export interface PrivateAnswer {
  send(message: Message): Promise<void>;
}

export interface ClickAnswer extends PrivateAnswer {
  /** In the place of the message that was clicked; whoever saw that sees this. */
  replace(message: Message): Promise<void>;
}

export interface CommandAnswer extends PrivateAnswer {
  /** Shows `notice` if nothing was sent within the time, in milliseconds. */
  announceAfter(ms: number, notice: Message): void;
  /** Takes the notice back, because the answer was given in public. */
  withdraw(): Promise<void>;
}

/** Beside the message that was clicked, which stays as it is, or in its place. */
export function answerToClick(respond: RespondFn): ClickAnswer {
  return {
    async send(message) {
      await respond({ ...message, response_type: 'ephemeral', replace_original: false });
    },
    async replace(message) {
      await respond({ ...message, replace_original: true });
    },
  };
}

/** In the modal that was clicked in, where there is no conversation to answer in. Needs no trigger, so it can be late. */
export function answerInView(client: WebClient, viewId: string): ClickAnswer {
  const show = async (message: Message) => {
    await client.views.update({ view_id: viewId, view: noticeView(message) });
  };
  return { send: show, replace: show };
}

export function answerToCommand(respond: RespondFn): CommandAnswer {
  let timer: NodeJS.Timeout | undefined;
  let announcing: Promise<boolean> = Promise.resolve(false);

  /** Waits for a notice that is on its way, or the two could overtake each other. */
  async function wasAnnounced(): Promise<boolean> {
    clearTimeout(timer);
    return announcing;
  }

  return {
    announceAfter(ms, notice) {
      timer = setTimeout(() => {
        announcing = respond({ ...notice, response_type: 'ephemeral' }).then(
          () => true,
          () => false,
        );
      }, ms);
    },
    async send(message) {
      const replacing = (await wasAnnounced()) ? { replace_original: true } : {};
      await respond({ ...message, response_type: 'ephemeral', ...replacing });
    },
    async withdraw() {
      if (await wasAnnounced()) await respond({ delete_original: true });
    },
  };
}
