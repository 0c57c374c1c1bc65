/**
 * `@HEC <id or portal link>`: shows the event in the thread where the app was mentioned, which is where a slash command
 * does not work. Answered as privately as a command where the conversation may not see it.
 */
import { z } from 'zod';
import type { EventReference } from '../../../events/links.ts';
import { referencesInText } from '../../../events/references.ts';
import { describeFailure } from '../../errors.ts';
import { mentionHelp, moreMeant } from '../../messages/help.ts';
import { failureNotice, lookingUp } from '../../messages/notice.ts';
import { answerToMention, type ConversationAnswer } from '../../private-answer.ts';
import { plainTyped } from '../../typed-text.ts';
import type { Services } from '../listener.ts';
import { requirePermission } from '../permission.ts';
import { recordSeen, showOrHint } from '../show-card.ts';

const mentionEnvelope = z.object({
  event: z.object({
    /** Missing where another app mentions this one. */
    user: z.string().optional(),
    bot_id: z.string().optional(),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().default(''),
  }),
});

interface Mention {
  userId: string;
  channelId: string;
  messageTs: string;
  threadTs: string | undefined;
}

const mostAtOnce = 5;

export async function appMention(envelope: unknown, services: Services): Promise<void> {
  const { user, bot_id: botId, channel, ts, thread_ts: threadTs, text } = mentionEnvelope.parse(envelope).event;
  // Apps that answer each other's mentions would not stop.
  if (user === undefined || botId !== undefined) return;
  const mention = { userId: user, channelId: channel, messageTs: ts, threadTs };
  const answer = answerToMention(services.client, mention);
  await orTell(mention, answer, services, async () => {
    await requirePermission('view', user, { channelId: channel, messageTs: ts, threadTs }, services);
    const references = referencesInText(plainTyped(text));
    if (references.length === 0) return answer.send(mentionHelp());
    answer.announceAfter(services.noticeAfterMs, lookingUp());
    for (const reference of references.slice(0, mostAtOnce)) {
      await orTell(mention, answer, services, () => show(reference, mention, answer, services));
    }
    if (references.length > mostAtOnce) await answer.send(moreMeant(references.length - mostAtOnce));
  });
}

async function show(
  reference: EventReference,
  { userId, channelId, messageTs, threadTs }: Mention,
  answer: ConversationAnswer,
  services: Services,
): Promise<void> {
  const situation = await services.readSituation(reference);
  await recordSeen(situation, { userId, channelId, messageTs, threadTs }, services);
  const showing = { userId, channelId, threadTs: threadTs ?? messageTs, shape: 'compact' as const };
  await showOrHint(situation, showing, answer, services);
}

/** Whoever mentions the app waits for an answer, so that a failure is told. */
async function orTell(
  { userId, channelId }: Mention,
  answer: ConversationAnswer,
  { logger }: Services,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const request = { slackEvent: 'app_mention', userId, channelId };
    await answer.send(failureNotice(describeFailure(error, logger, request)));
  }
}
