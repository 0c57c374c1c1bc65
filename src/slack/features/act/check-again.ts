/** "Check again" on a run with an uncertain outcome: looks at HEC again, and never sends anything. */
import { decidePost } from '../../../access/conversations.ts';
import { isEnded } from '../../../actions/run.ts';
import { whereOf } from '../../cards/origin-codec.ts';
import { outcomeMessage } from '../../cards/outcome-message.ts';
import type { Handler } from '../../dispatch/listener.ts';
import type { ClickReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click } from '../../payloads/interaction.ts';

export function checkAgain(runId: string, click: Click): Handler<ClickReply> {
  return {
    kind: 'reply',
    permission: 'view',
    attempted: whereOf(click.origin),
    answer: (reply, services) => lookAgain(runId, click, reply, services),
  };
}

async function lookAgain(
  runId: string,
  { origin, userId }: Click,
  reply: ClickReply,
  { access, auditTrail, directory, finishRun, snapshots }: Services,
): Promise<void> {
  const checked = await finishRun.lookAgain(runId);
  const { event, runs } = await snapshots.read({ kind: 'typed', id: checked.eventId }, { fresh: true });
  await auditTrail.lookedUp(event, { userId, ...whereOf(origin) });
  // The history that was just read may show more.
  const known = runs.filter(isEnded).find(({ id }) => id === runId) ?? checked;
  const message = outcomeMessage(known, event);
  if (origin?.kind === 'private') return reply.replace(message);
  const conversation = origin && (await directory.conversation(origin.channelId));
  const isAllowed = conversation !== undefined && decidePost(conversation, access.channels).allowed;
  await (isAllowed ? reply.replace(message) : reply.send(message));
}
