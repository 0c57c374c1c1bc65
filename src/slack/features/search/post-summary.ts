/** Posts a summary where everybody who would see it may, and records the share or the refusal. */
import { type ConversationRefusal, decideShare } from '../../../access/conversations.ts';
import { toText } from '../../../search/to-text.ts';
import { NoLongerAllowedError } from '../../api/errors.ts';
import { type PostRefusal, postMessage } from '../../api/post.ts';
import { type SharedSummary, summaryPost } from '../../cards/search-summary.ts';
import type { Services } from '../../dispatch/services.ts';

export interface SummaryTarget {
  userId: string;
  channelId: string;
  threadTs: string | undefined;
}

export type PostedSummary =
  | { kind: 'posted'; messageTs: string }
  | { kind: 'refused'; reason: PostRefusal }
  /** Slack didn't say whether it took it. */
  | { kind: 'unconfirmed' };

/** Why it can't be posted there, recorded; HEC need not be asked for it then. */
export async function refusedBeforehand(
  target: SummaryTarget,
  services: Services,
): Promise<ConversationRefusal | undefined> {
  const decision = await decideTarget(target, services);
  if (decision.allowed) return undefined;
  await services.auditTrail.refused({ ...target, reason: decision.reason });
  return decision.reason;
}

export async function postSummary(
  shared: SharedSummary,
  target: SummaryTarget,
  services: Services,
): Promise<PostedSummary> {
  const posted = await post(shared, target, services);
  const { auditTrail } = services;
  if (posted.kind === 'refused') await auditTrail.refused({ ...target, reason: posted.reason });
  else {
    const messageTs = posted.kind === 'posted' ? posted.messageTs : undefined;
    const { query, clock } = shared.search;
    // A post that Slack didn't confirm may well be there.
    await auditTrail.summaryShared({ ...target, messageTs }, toText(query, clock), shared.summary.events);
  }
  return posted;
}

async function post(shared: SharedSummary, target: SummaryTarget, services: Services): Promise<PostedSummary> {
  const { client, queue } = services;
  const decide = () => decideTarget(target, services);
  try {
    return await queue.run(async () => {
      const decision = await decide();
      if (!decision.allowed) return { kind: 'refused', reason: decision.reason };
      const isAllowed = async () => (await decide()).allowed;
      return postAs('table', shared, target, { ...services, client: client.asking(isAllowed) });
    });
  } catch (error) {
    if (!(error instanceof NoLongerAllowedError)) throw error;
    return post(shared, target, services);
  }
}

/** As for an event: the person may not be in the conversation. */
async function decideTarget({ channelId, userId }: SummaryTarget, { access, directory }: Services) {
  const [conversation, isMember] = await Promise.all([
    directory.conversation(channelId),
    directory.isInConversation(channelId, userId),
  ]);
  return decideShare(conversation, access.channels, isMember);
}

/** Not every workspace takes Slack's table yet. */
async function postAs(
  worst: 'table' | 'rows',
  shared: SharedSummary,
  target: SummaryTarget,
  services: Services,
): Promise<PostedSummary> {
  const posted = await postMessage(services, target.channelId, summaryPost(shared, worst), target.threadTs);
  switch (posted.kind) {
    case 'posted':
      return { kind: 'posted', messageTs: posted.ts };
    case 'unknown':
      return { kind: 'unconfirmed' };
    case 'refused':
      return posted;
    case 'unfit':
      if (worst === 'table') return postAs('rows', shared, target, services);
      return { kind: 'refused', reason: 'card_not_taken' };
  }
}
