/**
 * Answers that only the asking person sees, where they asked: in the conversation or in the modal.
 *
 * A `response_url` takes five messages in half an hour. A command uses at most two: a notice if it takes long, and the
 * answer. Nothing that was sent through a command's address can be changed or taken back, so the notice stays.
 */
import { slackFailure } from '../api/errors.ts';
import { ResponseUrlError, sendToResponseUrl } from '../api/response-url.ts';
import type { Message } from '../blocks/message.ts';
import { noticeView } from '../cards/notice.ts';
import { type Asker, tellPrivately } from './private-answer.ts';
import type { Services } from './services.ts';

export interface Reply {
  send(message: Message): Promise<void>;
}

export interface ClickReply extends Reply {
  /** In place of the clicked message, for everyone who sees that. */
  replace(message: Message): Promise<void>;
}

/** To a request made in a conversation: a command, a shortcut, a mention. */
export interface EphemeralReply extends Reply {
  /** Shows `notice` if nothing was sent within `ms`. */
  noticeAfter(ms: number, notice: Message): void;
  /** The answer is there in public: no notice comes before it any more. */
  answeredInPublic(): void;
}

type Show = (message: Message) => Promise<void>;

/** @param showNotice shows a notice that may be lost */
function answerAfterNotice(answer: Show, showNotice: Show): EphemeralReply {
  let timer: NodeJS.Timeout | undefined;
  let showingNotice: Promise<void> = Promise.resolve();
  return {
    noticeAfter(ms, notice) {
      timer = setTimeout(() => {
        showingNotice = showNotice(notice).catch(() => undefined);
      }, ms);
    },
    async send(message) {
      clearTimeout(timer);
      // The two could overtake each other.
      await showingNotice;
      await answer(message);
    },
    answeredInPublic: () => clearTimeout(timer),
  };
}

/** To a command, or to a shortcut on a message. */
export function replyInConversation(asker: Asker, address: string, services: Services): EphemeralReply {
  const where = { response_type: 'ephemeral', replace_original: false, thread_ts: asker.threadTs } as const;
  return answerAfterNotice(
    (message) => tellPrivately(message, asker, address, services),
    (message) => sendToResponseUrl(services.fetch, address, { ...message, ...where }),
  );
}

/** To a mention, which comes with no address. */
export function replyToMention(asker: Asker & { channelId: string }, services: Services): EphemeralReply {
  const { userId: user, channelId: channel, threadTs } = asker;
  const where = { channel, user, ...(threadTs !== undefined && { thread_ts: threadTs }) };
  return answerAfterNotice(
    (message) => tellPrivately(message, asker, undefined, services),
    async (message) => {
      await services.client.chat.postEphemeral({ ...message, ...where, link_names: false, parse: 'none' });
    },
  );
}

/** Beside the clicked message, or in its place: the only message that an address changes. */
export function replyToClick(asker: Asker, address: string, services: Services): ClickReply {
  const replaceOnce = (message: Message) =>
    sendToResponseUrl(services.fetch, address, { ...message, response_type: 'ephemeral', replace_original: true });
  return {
    send: (message) => tellPrivately(message, asker, address, services),
    async replace(message) {
      try {
        // Replacing it twice changes nothing.
        await replaceOnce(message).catch((error: unknown) => {
          if (isUnconfirmed(error)) return replaceOnce(message);
          throw error;
        });
      } catch (error) {
        if (!(error instanceof ResponseUrlError)) throw error;
        await tellPrivately(message, asker, undefined, services);
      }
    },
  };
}

function isUnconfirmed(error: unknown): boolean {
  return error instanceof ResponseUrlError && error.problem === 'unconfirmed';
}

/** In the clicked modal, which has no address. Needs no trigger, so it can be late. */
export function replyInView(asker: Asker, viewId: string, services: Services): ClickReply {
  return replyInModal(asker, services, (view) => services.client.views.update({ view_id: viewId, view }));
}

/** Outside conversations and modals, such as in the App Home, the app answers in a new modal. */
export function replyInNewModal(asker: Asker, triggerId: string, services: Services): ClickReply & EphemeralReply {
  const reply = replyInModal(asker, services, (view) => services.client.views.open({ trigger_id: triggerId, view }));
  return { ...reply, noticeAfter: () => undefined, answeredInPublic: () => undefined };
}

/** A modal that was closed meanwhile, or that comes too late, shows nothing: then the person is told elsewhere. */
function replyInModal(
  asker: Asker,
  services: Services,
  show: (view: ReturnType<typeof noticeView>) => Promise<unknown>,
): ClickReply {
  const answer: Show = async (message) => {
    try {
      await show(noticeView(message));
    } catch (error) {
      const failure = slackFailure(error);
      if (failure === undefined) throw error;
      services.logger.info({ userId: asker.userId, reason: failure.slackCode }, 'a modal took no answer');
      await tellPrivately(message, asker, undefined, services);
    }
  };
  return { send: answer, replace: answer };
}
