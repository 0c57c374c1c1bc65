/** Answers `search …` in a message to the app: with a list for the person alone, where they wrote it. */
import { createHash } from 'node:crypto';
import { claimSlackEvent } from '../../../store/slack-events.ts';
import type { SearchOrigin } from '../../cards/search-codec.ts';
import type { Reply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { requirePermission } from '../../permission.ts';
import { typedMessage } from './show-list.ts';

export interface AskedInMessage {
  /** What to search for. */
  text: string;
  userId: string;
  channelId: string;
  messageTs: string;
  /** Undefined if the message isn't in a thread. */
  threadTs: string | undefined;
  /** Where what was found can be shown. */
  asked: SearchOrigin;
}

/** Once for the same words: Slack sends every edit as a new mention, and a mention in a direct message as two events. */
export async function answerSearch(message: AskedInMessage, reply: Reply, services: Services): Promise<void> {
  const { text, userId, channelId, messageTs, threadTs, asked } = message;
  const words = createHash('sha256').update(text).digest('base64url');
  const claimed = ['search', channelId, messageTs, words].join(' ');
  if (!(await claimSlackEvent(services.memory.db, claimed, new Date(services.now())))) return;
  await requirePermission('search', userId, { channelId, messageTs, threadTs }, services);
  await reply.send(await typedMessage({ text, userId, asked }, services));
}
