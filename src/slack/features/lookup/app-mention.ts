/**
 * `@HEC <id, portal link or Message-ID>`: shows the event in the mention's thread, where slash commands don't work. `@HEC search …`
 * lists what is found there, for the person alone.
 */
import { z } from 'zod';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { shownMessagesOf } from '../../../store/shown-messages.ts';
import type { EventListener } from '../../dispatch/listener.ts';
import { replyToMention } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { replyThread } from '../../payloads/thread.ts';
import { isDirectMessage } from '../../where-shown.ts';
import { searchInMention } from '../search/search-asked.ts';
import { type AnswerOptions, answerMessage, type MessageToApp, maySearch, tellFailure } from './answer-message.ts';
import { answerDirectMessage, tellInDirectMessage } from './direct-message.ts';
import { mentionHelp } from './help.ts';
import { readWritten } from './message-references.ts';
import { showOrHint } from './show-card.ts';

const mentionEnvelope = z.object({
  event: z.looseObject({
    /** Missing if another app mentions this one. */
    user: z.string().optional(),
    bot_id: z.string().optional(),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().catch(''),
    /** Slack sends every edit as a new mention. */
    edited: z.unknown().optional(),
  }),
});

export const appMention: EventListener = {
  async handle(envelope, services) {
    const mention = readMention(envelope);
    if (mention === undefined) return;
    if (isDirectMessage(mention.channelId)) return answerDirectMessage(mention, services);
    await answerMessage(mention, answeringMention(mention, services), services);
  },
  async tellUnclaimed(envelope, error, services) {
    const mention = readMention(envelope);
    if (mention === undefined) return;
    if (isDirectMessage(mention.channelId)) return tellInDirectMessage(error, mention, services);
    await tellFailure(error, mention, answeringMention(mention, services), services);
  },
};

/** Undefined if nobody waits for an answer. */
function readMention(envelope: unknown): MessageToApp | undefined {
  const { event } = mentionEnvelope.parse(envelope);
  const { user, bot_id: botId, channel, ts, thread_ts, text, edited } = event;
  // Apps that answer each other's mentions would never stop.
  if (user === undefined || botId !== undefined) return undefined;
  const isEdited = edited !== undefined && edited !== null;
  const { references, unreadFiles } = readWritten(event);
  // People who fix a typo have already read the help. What an edit adds in a direct message comes as its own event.
  const asksNothing = references.length === 0 && !maySearch({ text });
  if (isEdited && (asksNothing || isDirectMessage(channel))) return undefined;
  const threadTs = replyThread(ts, thread_ts);
  return { userId: user, channelId: channel, messageTs: ts, threadTs, isEdited, references, unreadFiles, text };
}

function answeringMention(mention: MessageToApp, services: Services): AnswerOptions {
  const reply = replyToMention(mention, services);
  return {
    slackEvent: 'app_mention',
    reply,
    // An edit that changes nothing gets no notice.
    noticeAfterMs: mention.isEdited ? undefined : services.settings.noticeAfterMs,
    again: { to: 'conversation', shape: 'compact', threadTs: mention.threadTs ?? mention.messageTs },
    help: mentionHelp,
    searchIn: searchInMention,
    show: (snapshot) => show(snapshot, mention, reply, services),
  };
}

/** Skips what the mention named before its edit: its thread already shows that. */
async function show(
  snapshot: EventSnapshot,
  { userId, channelId, messageTs, threadTs, isEdited }: MessageToApp,
  reply: AnswerOptions['reply'],
  services: Services,
): Promise<'now' | 'before'> {
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
