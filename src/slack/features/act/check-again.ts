/** "Check again" on a run with an uncertain outcome: looks at HEC again, and never sends anything. */
import { isEnded } from '../../../actions/run.ts';
import { whereOf } from '../../cards/origin-codec.ts';
import { outcomeAlone, outcomeMessage } from '../../cards/outcome-message.ts';
import type { Handler } from '../../dispatch/listener.ts';
import type { ClickReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click } from '../../payloads/interaction.ts';
import { decideWhereShown, isDirectMessage } from '../../where-shown.ts';

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
  services: Services,
): Promise<void> {
  const { auditTrail, directory, finishRun, snapshots } = services;
  const checked = await finishRun.lookAgain(runId);
  const { event, runs } = await snapshots.read({ kind: 'typed', id: checked.eventId }, { fresh: true, email: 'none' });
  await auditTrail.lookedUp(event, { userId, ...whereOf(origin) });
  // The history that was just read may show more.
  const known = runs.filter(isEnded).find(({ id }) => id === runId) ?? checked;
  // In a direct message no card stands above it.
  const message =
    origin && isDirectMessage(origin.channelId) ? outcomeAlone(known, event) : outcomeMessage(known, event);
  if (origin?.kind === 'private') return reply.replace(message);
  // The app announces an outcome in the direct message of the person who acted. Anybody else presses in another one.
  const owner = (await directory.idsOf(userId)).includes(known.userId) ? userId : undefined;
  const decision =
    origin && (await decideWhereShown({ kind: origin.kind, channelId: origin.channelId, userId: owner }, services));
  await (decision?.allowed ? reply.replace(message) : reply.send(message));
}
