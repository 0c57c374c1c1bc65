/** Answers somebody who names events in a message to the app: a mention, or a direct message. */
import type { EventReference } from '../../../events/links.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { Message } from '../../blocks/message.ts';
import { lookingUp, notice } from '../../cards/notice.ts';
import type { FailedLookup } from '../../cards/retry-codec.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import { orTryAgain } from '../../dispatch/failed-lookup.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { requirePermission } from '../../permission.ts';
import { answerSearch } from '../search/answer-search.ts';
import { moreMeant } from './help.ts';

export interface MessageToApp {
  userId: string;
  channelId: string;
  messageTs: string;
  /** Undefined if it isn't in a thread, though it may have replies. */
  threadTs: string | undefined;
  references: EventReference[];
  /** Files of which Slack passed on no text. */
  unreadFiles: number;
  /** As Slack sends it. */
  text: string;
  /** People who fix a typo have read the help already. */
  isEdited: boolean;
}

/** How a message is answered where it was written. */
export interface AnswerOptions {
  /** As the log names it. */
  slackEvent: 'app_mention' | 'message';
  reply: EphemeralReply;
  /** Undefined for no notice. */
  noticeAfterMs: number | undefined;
  /** How its events are shown, if one has to be looked up again. */
  again: Omit<FailedLookup, 'reference'>;
  /** For a message that names no event. */
  help: (unreadFiles: number) => Message;
  /** What its text asks to search for; undefined if it names events. */
  searchIn: (text: string, botUserId: string) => string | undefined;
  /** `before`: it was already there. */
  show: (snapshot: EventSnapshot) => Promise<'now' | 'before'>;
}

const mostAtOnce = 5;

export async function answerMessage(message: MessageToApp, options: AnswerOptions, services: Services): Promise<void> {
  const { userId, channelId, messageTs, threadTs, references, unreadFiles } = message;
  const { reply, noticeAfterMs, help, show, again } = options;
  await orTell(message, options, services, async () => {
    const search = maySearch(message)
      ? options.searchIn(message.text, (await services.identity()).botUserId)
      : undefined;
    if (search !== undefined) {
      const asked = { channelId, threadTs: again.threadTs, userId: again.userId };
      return answerSearch({ userId, channelId, messageTs, threadTs, text: search, asked }, reply, services);
    }
    if (message.isEdited && references.length === 0) return;
    await requirePermission('view', userId, { channelId, messageTs, threadTs }, services);
    if (references.length === 0) return reply.send(help(unreadFiles));
    if (noticeAfterMs !== undefined) reply.noticeAfter(noticeAfterMs, lookingUp());
    const { emailAlone } = services.auditTrail.recorder({ userId, channelId, messageTs, threadTs });
    let answered = 0;
    for (const [index, reference] of references.entries()) {
      if (answered === mostAtOnce) return reply.send(moreMeant(references.length - index));
      const lookup = { ...again, reference };
      const shown = await orTell(message, options, services, async () =>
        show(await orTryAgain(lookup, () => services.snapshots.read(reference, { record: { emailAlone } }))),
      );
      if (shown !== 'before') answered += 1;
    }
  });
}

/** Whether its text may ask for a search, before anybody has to be asked who the app is. */
export function maySearch({ text }: Pick<MessageToApp, 'text'>): boolean {
  return /\bsearch\b/i.test(text);
}

/** The person waits for an answer, so failures are reported. */
async function orTell<Result>(
  message: MessageToApp,
  options: AnswerOptions,
  services: Services,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    await tellFailure(error, message, options, services);
    return undefined;
  }
}

export async function tellFailure(
  error: unknown,
  { userId, channelId }: MessageToApp,
  { slackEvent, reply }: AnswerOptions,
  { logger }: Services,
): Promise<void> {
  await reply.send(notice(describeFailure(error, logger, { slackEvent, userId, channelId })));
}
