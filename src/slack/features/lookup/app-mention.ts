/** `@HEC <id or portal link>`: shows the event in the mention's thread, where slash commands don't work. */
import { z } from 'zod';
import type { EventReference } from '../../../events/links.ts';
import { referencesInText } from '../../../events/references.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { shownMessagesOf } from '../../../store/shown-messages.ts';
import { lookingUp, notice } from '../../cards/notice.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import type { EventListener } from '../../dispatch/listener.ts';
import { type EphemeralReply, replyToMention } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { replyThread } from '../../payloads/thread.ts';
import { plainTyped } from '../../payloads/typed-text.ts';
import { requirePermission } from '../../permission.ts';
import { mentionHelp, moreMeant } from './help.ts';
import { showOrHint } from './show-card.ts';

const mentionEnvelope = z.object({
  event: z.object({
    /** Missing if another app mentions this one. */
    user: z.string().optional(),
    bot_id: z.string().optional(),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().default(''),
    /** Slack sends every edit as a new mention. */
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

export const appMention: EventListener = {
  handle: answerMention,
  tellUnclaimed: async (envelope, error, services) => {
    const mention = readMention(envelope);
    if (mention !== undefined) await tell(error, mention, replyToMention(mention, services), services);
  },
};

async function answerMention(envelope: unknown, services: Services): Promise<void> {
  const mention = readMention(envelope);
  if (mention === undefined) return;
  const { userId, channelId, messageTs, threadTs, isEdited, references } = mention;
  const reply = replyToMention(mention, services);
  await orTell(mention, reply, services, async () => {
    await requirePermission('view', userId, { channelId, messageTs, threadTs }, services);
    if (references.length === 0) return reply.send(mentionHelp());
    // Don't announce an edit that changes nothing.
    if (!isEdited) reply.announceAfter(services.settings.noticeAfterMs, lookingUp());
    let answered = 0;
    for (const [index, reference] of references.entries()) {
      if (answered === mostAtOnce) return reply.send(moreMeant(references.length - index));
      const shown = await orTell(mention, reply, services, () => show(reference, mention, reply, services));
      if (shown !== 'before') answered += 1;
    }
  });
}

/** Undefined if nobody waits for an answer. */
function readMention(envelope: unknown): Mention | undefined {
  const { user, bot_id: botId, channel, ts, thread_ts, text, edited } = mentionEnvelope.parse(envelope).event;
  // Apps that answer each other's mentions would never stop.
  if (user === undefined || botId !== undefined) return undefined;
  const isEdited = edited !== undefined && edited !== null;
  const references = referencesInText(plainTyped(text));
  // People who fix a typo have already read the help.
  if (isEdited && references.length === 0) return undefined;
  const threadTs = replyThread(ts, thread_ts);
  return { userId: user, channelId: channel, messageTs: ts, threadTs, isEdited, references };
}

/** Skips what the mention named before its edit: its thread already shows that. */
async function show(
  reference: EventReference,
  { userId, channelId, messageTs, threadTs, isEdited }: Mention,
  reply: EphemeralReply,
  services: Services,
): Promise<'now' | 'before'> {
  const snapshot = await services.snapshots.read(reference);
  const showing = { userId, channelId, threadTs: threadTs ?? messageTs, shape: 'compact' as const };
  if (isEdited && (await standsIn(showing, snapshot, services))) return 'before';
  await services.auditTrail.lookedUp(snapshot.event, { userId, channelId, messageTs, threadTs });
  await showOrHint(snapshot, showing, reply, services);
  return 'now';
}

async function standsIn(
  { channelId, threadTs }: { channelId: string; threadTs: string },
  { event }: EventSnapshot,
  { memory }: Services,
): Promise<boolean> {
  const messages = await shownMessagesOf(memory.db, event.id);
  return messages.some(
    (message) => message.kind === 'message' && message.channelId === channelId && message.threadTs === threadTs,
  );
}

/** The person waits for an answer, so failures are reported. */
async function orTell<Result>(
  mention: Mention,
  reply: EphemeralReply,
  services: Services,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    await tell(error, mention, reply, services);
    return undefined;
  }
}

async function tell(error: unknown, { userId, channelId }: Mention, reply: EphemeralReply, { logger }: Services) {
  const request = { slackEvent: 'app_mention', userId, channelId };
  await reply.send(notice(describeFailure(error, logger, request)));
}
