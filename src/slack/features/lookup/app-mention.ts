/**
 * `@HEC <id or portal link>`: shows the event in the thread where the app was mentioned, which is where a slash command
 * does not work. Answered as privately as a command where the conversation may not see it.
 */
import { z } from 'zod';
import type { EventReference } from '../../../events/links.ts';
import { referencesInText } from '../../../events/references.ts';
import type { Situation } from '../../../services/event-snapshot.ts';
import { placesOf } from '../../../store/shown-messages.ts';
import { failureNotice, lookingUp } from '../../cards/notice.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import type { Services } from '../../dispatch/listener.ts';
import { answerToMention, type ConversationAnswer } from '../../dispatch/reply.ts';
import { plainTyped } from '../../payloads/typed-text.ts';
import { requirePermission } from '../../permission.ts';
import { mentionHelp, moreMeant } from './help.ts';
import { recordSeen, showOrHint } from './show-card.ts';

const mentionEnvelope = z.object({
  event: z.object({
    /** Missing where another app mentions this one. */
    user: z.string().optional(),
    bot_id: z.string().optional(),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().default(''),
    /** Slack tells of each edit as of a new mention. */
    edited: z.unknown().optional(),
  }),
});

interface Mention {
  userId: string;
  channelId: string;
  messageTs: string;
  threadTs: string | undefined;
  isEdited: boolean;
  references: EventReference[];
}

const mostAtOnce = 5;

export async function appMention(envelope: unknown, services: Services): Promise<void> {
  const mention = readMention(envelope);
  if (mention === undefined) return;
  const { userId, channelId, messageTs, threadTs, isEdited, references } = mention;
  const answer = answerToMention(services.client, mention);
  await orTell(mention, answer, services, async () => {
    await requirePermission('view', userId, { channelId, messageTs, threadTs }, services);
    if (references.length === 0) return answer.send(mentionHelp());
    // Of an edit that changes nothing nobody is told anything.
    if (!isEdited) answer.announceAfter(services.noticeAfterMs, lookingUp());
    let answered = 0;
    for (const [index, reference] of references.entries()) {
      if (answered === mostAtOnce) return answer.send(moreMeant(references.length - index));
      const shown = await orTell(mention, answer, services, () => show(reference, mention, answer, services));
      if (shown !== 'before') answered += 1;
    }
  });
}

export async function mentionUnclaimed(envelope: unknown, error: unknown, services: Services): Promise<void> {
  const mention = readMention(envelope);
  if (mention !== undefined) await tell(error, mention, answerToMention(services.client, mention), services);
}

/** Undefined where nobody waits for an answer. */
function readMention(envelope: unknown): Mention | undefined {
  const { user, bot_id: botId, channel, ts, thread_ts: threadTs, text, edited } = mentionEnvelope.parse(envelope).event;
  // Apps that answer each other's mentions would not stop.
  if (user === undefined || botId !== undefined) return undefined;
  const isEdited = edited !== undefined && edited !== null;
  const references = referencesInText(plainTyped(text));
  // Whoever mends a typo has read the help.
  if (isEdited && references.length === 0) return undefined;
  return { userId: user, channelId: channel, messageTs: ts, threadTs, isEdited, references };
}

/** What an edited mention meant before stands in its thread, and is not shown there again. */
async function show(
  reference: EventReference,
  { userId, channelId, messageTs, threadTs, isEdited }: Mention,
  answer: ConversationAnswer,
  services: Services,
): Promise<'now' | 'before'> {
  const situation = await services.readSituation(reference);
  const showing = { userId, channelId, threadTs: threadTs ?? messageTs, shape: 'compact' as const };
  if (isEdited && (await standsIn(showing, situation, services))) return 'before';
  await recordSeen(situation, { userId, channelId, messageTs, threadTs }, services);
  await showOrHint(situation, showing, answer, services);
  return 'now';
}

async function standsIn(
  { channelId, threadTs }: { channelId: string; threadTs: string },
  { event }: Situation,
  { store }: Services,
): Promise<boolean> {
  const places = await placesOf(store.db, event.id);
  return places.some(
    (place) => place.kind === 'message' && place.channelId === channelId && place.threadTs === threadTs,
  );
}

/** Whoever mentions the app waits for an answer, so that a failure is told. */
async function orTell<Result>(
  mention: Mention,
  answer: ConversationAnswer,
  services: Services,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    await tell(error, mention, answer, services);
    return undefined;
  }
}

async function tell(error: unknown, { userId, channelId }: Mention, answer: ConversationAnswer, { logger }: Services) {
  const request = { slackEvent: 'app_mention', userId, channelId };
  await answer.send(failureNotice(describeFailure(error, logger, request)));
}
