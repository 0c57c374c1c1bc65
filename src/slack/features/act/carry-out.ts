/** Carries out what was clicked, and tells the person the result unless the card shows it. */
import type { EventAction } from '../../../events/security-event.ts';
import type { ActResult, RequestedAction } from '../../../services/act-on-event.ts';
import type { Message } from '../../blocks/message.ts';
import { configured, md } from '../../blocks/text.ts';
import type { ActionClick } from '../../cards/action-codec.ts';
import { notice } from '../../cards/notice.ts';
import { whereOf } from '../../cards/origin-codec.ts';
import { sentAlone } from '../../cards/result-view.ts';
import type { Services } from '../../dispatch/services.ts';
import type { AttemptDetails } from '../../permission.ts';
import { busy, fromOtherInstallation, nothingToChange, notOffered, otherEmail, outdated } from './run-notices.ts';

/** `values` is what the person filled in, by input key. Returns undefined if the card says it all. */
export async function carryOut(
  { eventId, action, revision, origin, knownDoubt }: ActionClick,
  userId: string,
  values: Record<string, string>,
  services: Services,
): Promise<Message | undefined> {
  const result = await services.actions.act({
    eventId,
    requested: { ...action, values },
    teamId: (await services.identity()).teamId,
    userId,
    ...whereOf(origin),
    revision,
    knownDoubt,
  });
  // The run refreshes other people's cards; this one may be newer than what the run knew.
  if (mayBeNewer.has(result.kind)) await services.snapshots.refreshCards(eventId);
  return resultMessage(result, eventId, services);
}

const mayBeNewer = new Set<ActResult['kind']>(['busy', 'other_email', 'changes_nothing']);

/** What the button says that the action is; undefined for a digest, of which only the event tells. */
export function knownAction(action: RequestedAction): EventAction | undefined {
  if (action.target === 'email') return { name: action.name, parameter: undefined };
  return action.offer.kind === 'named' ? action.offer : undefined;
}

/** What the audit trail records about a refused click. */
export function attemptOf({ eventId, action, origin }: ActionClick): AttemptDetails {
  return { ...whereOf(origin), eventId, actionName: action.name };
}

async function resultMessage(
  result: ActResult,
  eventId: string,
  { snapshots }: Services,
): Promise<Message | undefined> {
  switch (result.kind) {
    case 'sent':
      return result.run.channelId === undefined ? sentAlone() : undefined;
    case 'busy':
      return busy(result.by);
    case 'outdated':
      return result.last === undefined ? fromOtherInstallation() : outdated(result.last);
    case 'not_offered':
      return notOffered(await snapshots.read({ kind: 'typed', id: eventId }, { fresh: true }));
    case 'other_email':
      return otherEmail();
    case 'changes_nothing':
      return nothingToChange(result.event);
    case 'doubtful':
      return notice({
        sentence: md`Nothing was sent: this may already have been applied. Press the button again to confirm.`,
      });
    case 'inputs_wrong':
      return notice({ sentence: md`Nothing was sent. ${configured(Object.values(result.problems).join(' '), 1_000)}` });
  }
}
