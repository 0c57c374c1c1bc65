/**
 * What somebody writes to the app in a direct message (its Messages tab) is answered like a mention, in that conversation:
 * only they read it. Slack delivers it only if the optional scope `im:history` was granted.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EventReference } from '../../../events/links.ts';
import { claimSlackEvent } from '../../../store/slack-events.ts';
import { slackFailure } from '../../api/errors.ts';
import { postMessage } from '../../api/post.ts';
import type { EventListener } from '../../dispatch/listener.ts';
import { type EphemeralReply, replyToMention } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { replyThread } from '../../payloads/thread.ts';
import { searchInDirectMessage } from '../search/search-asked.ts';
import { type AnswerOptions, answerMessage, type MessageToApp, maySearch, tellFailure } from './answer-message.ts';
import { directMessageHelp } from './help.ts';
import { readWritten } from './message-references.ts';
import { showInDirectMessage } from './show-card.ts';

/** How people write. Everything else comes from Slack itself or from an app, or is an edit. */
const writtenSubtypes = [undefined, 'file_share', 'me_message', 'thread_broadcast'];

const written = z.looseObject({
  subtype: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  text: z.string().catch(''),
});

const envelopeSchema = z.object({
  is_ext_shared_channel: z.boolean().default(false),
  event: z.looseObject({
    channel: z.string(),
    channel_type: z.string(),
    subtype: z.string().optional(),
    /** For an edit: the message as it is now, and as it was. */
    message: z.unknown().optional(),
    previous_message: z.unknown().optional(),
  }),
});

export const directMessage: EventListener = {
  async handle(envelope, services) {
    const message = readDirectMessage(envelope);
    if (message !== undefined) await answerDirectMessage(message, services);
  },
  async tellUnclaimed(envelope, error, services) {
    const message = readDirectMessage(envelope);
    if (message !== undefined) await tellInDirectMessage(error, message, services);
  },
};

/** Undefined if nobody waits for an answer. */
function readDirectMessage(envelope: unknown): MessageToApp | undefined {
  const { event, is_ext_shared_channel: isSharedOutside } = envelopeSchema.parse(envelope);
  // Several people and the app, or somebody from another organisation: others would read the answer too.
  if (event.channel_type !== 'im' || isSharedOutside) return undefined;
  const isEdit = event.subtype === 'message_changed';
  const message = written.safeParse(isEdit ? event.message : event).data;
  if (message === undefined || !isByPerson(message)) return undefined;
  const { references, unreadFiles } = readWritten(message);
  // People who fix a typo have their answer already; so have those whose message only got a preview.
  const added = isEdit ? withoutKnown(references, event.previous_message) : references;
  const isOther = maySearch(message) && written.safeParse(event.previous_message).data?.text !== message.text;
  if (isEdit && added.length === 0 && !isOther) return undefined;
  const { user, ts, thread_ts, text } = message;
  const threadTs = replyThread(ts, thread_ts);
  const where = { userId: user, channelId: event.channel, messageTs: ts, threadTs };
  return { ...where, references: added, unreadFiles, text, isEdited: isEdit };
}

type Written = z.output<typeof written>;

/** Nothing but its name marks Slack's own bot, which reports deleted messages. */
function isByPerson(message: Written): message is Written & { user: string } {
  const { user, bot_id: botId, subtype } = message;
  return user !== undefined && user !== 'USLACKBOT' && botId === undefined && writtenSubtypes.includes(subtype);
}

function withoutKnown(references: EventReference[], previous: unknown): EventReference[] {
  const before = written.safeParse(previous).data;
  if (before === undefined) return [];
  const known = readWritten(before).references.map(({ id }) => id);
  return references.filter(({ id }) => !known.includes(id));
}

/** A mention in a direct message comes as two events, a mention and a message. It is answered once. */
export async function answerDirectMessage(message: MessageToApp, services: Services): Promise<void> {
  const { channelId, messageTs, references } = message;
  // An index takes no long texts, and a message holds hundreds of ids.
  const named = createHash('sha256').update(references.map(({ id }) => id).join(' '));
  if (maySearch(message)) named.update(message.text);
  const asked = [channelId, messageTs, named.digest('base64url')].join(' ');
  if (!(await claimSlackEvent(services.memory.db, asked, new Date(services.now())))) return;
  await answerMessage(message, answering(message, services), services);
}

export function tellInDirectMessage(error: unknown, message: MessageToApp, services: Services): Promise<void> {
  return tellFailure(error, message, answering(message, services), services);
}

function answering(message: MessageToApp, services: Services): AnswerOptions {
  const { userId, channelId, messageTs, threadTs, references } = message;
  const reply = replyInDirectMessage(message, services);
  // Several full cards would be more than a screen.
  const shape = threadTs === undefined && references.length === 1 ? 'full' : 'compact';
  return {
    slackEvent: 'message',
    reply,
    noticeAfterMs: services.settings.noticeAfterMs,
    // Only they read what stands there.
    again: { to: 'asker', shape, userId },
    help: directMessageHelp,
    searchIn: searchInDirectMessage,
    async show(snapshot) {
      await services.auditTrail.lookedUp(snapshot.event, { userId, channelId, messageTs, threadTs });
      await showInDirectMessage(snapshot, { userId, channelId, threadTs, shape }, reply, services);
      return 'now';
    },
  };
}

/** Everything said there stays there, except the notice that a lookup takes long. */
function replyInDirectMessage(message: MessageToApp, services: Services): EphemeralReply {
  const { channelId, threadTs } = message;
  const passing = replyToMention(message, services);
  return {
    ...passing,
    async send(answer) {
      passing.answeredInPublic();
      const posted = await postMessage(services, channelId, answer, threadTs).catch((error: unknown) => {
        const failure = slackFailure(error);
        if (failure === undefined) throw error;
        return { kind: failure.kind };
      });
      if (posted.kind === 'posted') return;
      services.logger.warn({ channelId, posted: posted.kind }, 'an answer in a direct message was not confirmed');
      if (posted.kind !== 'unknown') await passing.send(answer);
    },
  };
}
