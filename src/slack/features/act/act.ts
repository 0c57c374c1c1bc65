/** A click on an action button: acts at once, or through a modal to ask for inputs or warn of an unknown outcome. */

import { changesNothing } from '../../../actions/effect.ts';
import { findOffered } from '../../../actions/offers.ts';
import { describeAction, describeEmailAction, inputsOf } from '../../../actions/registry.ts';
import type { EventAction, SecurityEvent } from '../../../events/security-event.ts';
import { subjectKind } from '../../../events/subject-kind.ts';
import type { RequestedAction } from '../../../services/act-on-event.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { md } from '../../blocks/text.ts';
import { type ActionClick, workObjectRevision, writeActionMetadata } from '../../cards/action-codec.ts';
import { resultOf, resultView, sent, sentUnseen } from '../../cards/result-view.ts';
import type { Filled, Handler } from '../../dispatch/listener.ts';
import type { ClickReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click } from '../../payloads/interaction.ts';
import { rememberClicked } from '../../remember-card.ts';
import { decideWhereShown } from '../../where-shown.ts';
import { loadingView } from './actions-modal.ts';
import { attemptOf, carryOut, knownAction } from './carry-out.ts';
import { confirmView } from './confirm-modal.ts';
import { doubtView } from './doubt-modal.ts';
import { inputView } from './input-modal.ts';
import { nothingToChange, notOffered, otherEmail, outdated } from './run-notices.ts';

export function act(clicked: ActionClick, click: Click): Handler<ClickReply> {
  return {
    kind: 'either',
    permission: 'respond',
    attempted: attemptOf(clicked),
    loading: async ({ actions }) => {
      if (mayAskForInputs(clicked.action) || !isConfirmed(click)) return loadingView();
      const { eventId, action } = clicked;
      const doubt = await actions.doubtfulRunOf({ eventId, requested: action, name: action.name });
      return doubt === undefined ? undefined : loadingView();
    },
    fill: (services) => askOrAct(clicked, click, services),
    answer: (reply, services) => actAndAnswer(clicked, click, reply, services),
  };
}

/** In a modal: asks for what is missing, or says why nothing is sent. */
async function askOrAct(clicked: ActionClick, click: Click, services: Services): Promise<Filled> {
  const { eventId, action } = clicked;
  await rememberClicked(click, eventId, services);
  const email = action.target === 'email' ? 'action' : 'last_chance';
  const snapshot = await services.snapshots.read({ kind: 'typed', id: eventId }, { fresh: true, email });
  const { event, last } = snapshot;
  if (action.target === 'email' && action.entityId !== event.entityId) {
    await recordNotSent('other_email', clicked, click.userId, services);
    return resultOf(otherEmail());
  }
  if (clicked.revision !== snapshot.revision && last !== undefined) {
    await recordNotSent('outdated', clicked, click.userId, services);
    return resultOf(outdated(last));
  }
  const offered = offeredNow(snapshot, action);
  if (offered === undefined) {
    await recordNotSent('not_offered', clicked, click.userId, services);
    return resultOf(notOffered(snapshot));
  }
  if (action.target === 'event' && changesNothing(offered, event)) {
    await recordNotSent('changes_nothing', clicked, click.userId, services);
    return resultOf(nothingToChange(event));
  }
  const doubt = await services.actions.doubtfulRunOf({ eventId, requested: action, name: offered.name });
  const metadata = writeActionMetadata({ ...clicked, knownDoubt: doubt?.id });
  const inputs = inputsOf(action.target, offered);
  if (inputs.length > 0) {
    const isHopeless = services.settings.emailDomains.length === 0 && inputs.some(({ kind }) => kind === 'email');
    const error = isHopeless ? noDomains : doubt && mayHaveBeenApplied;
    return inputView({ about: snapshot, ...describeClicked(action, offered, event), metadata, error });
  }
  if (doubt !== undefined) return doubtView({ run: doubt, about: snapshot, metadata });
  if (!isConfirmed(click))
    return confirmView({ ...describeClicked(action, offered, event), about: snapshot, metadata });
  return resultView(await carryOut(clicked, click.userId, {}, services));
}

async function actAndAnswer(clicked: ActionClick, click: Click, reply: ClickReply, services: Services): Promise<void> {
  await rememberClicked(click, clicked.eventId, services);
  const message = await carryOut(clicked, click.userId, {}, services);
  if (message !== undefined) return reply.send(message);
  // In a modal nothing else shows that the click arrived, and some previews can't be updated.
  if (click.view !== undefined) return reply.send(sent());
  if (click.origin !== undefined && click.origin.kind !== 'private') {
    const { kind, channelId } = click.origin;
    const decision = await decideWhereShown({ kind, channelId, userId: click.userId }, services);
    if (!decision.allowed) await reply.send(sentUnseen());
  }
}

/** What a digest stands for is known only once the event is read, so such an action may ask for inputs. */
function mayAskForInputs(action: RequestedAction): boolean {
  const known = knownAction(action);
  return known === undefined || inputsOf(action.target, known).length > 0;
}

/** A Work Object's buttons have no confirmation dialog. */
function isConfirmed({ actionId }: Click): boolean {
  return workObjectRevision(actionId) === undefined;
}

function offeredNow({ event, emailOffers }: EventSnapshot, action: RequestedAction): EventAction | undefined {
  if (action.target === 'event') return findOffered(event, action.offer);
  const isOffered = emailOffers.some(({ actionName }) => actionName === action.name);
  return isOffered ? { name: action.name, parameter: undefined } : undefined;
}

function describeClicked(action: RequestedAction, offered: EventAction, event: SecurityEvent) {
  const description =
    action.target === 'email' ? describeEmailAction(action.name) : describeAction(offered, subjectKind(event));
  return { label: description.label, description };
}

const mayHaveBeenApplied = md`This may already have been applied. If you send it again, HEC may do it twice.`;

const noDomains = md`No address can be used here because no domain is allowed. Ask the app’s administrator to set HEC_ADMIN_EMAIL_DOMAINS.`;

/** Nothing was sent: records why, and refreshes the cards. */
async function recordNotSent(
  reason: 'outdated' | 'not_offered' | 'other_email' | 'changes_nothing',
  clicked: ActionClick,
  userId: string,
  { auditTrail, snapshots }: Services,
): Promise<void> {
  await auditTrail.refused({ ...attemptOf(clicked), userId, reason });
  await snapshots.refreshCards(clicked.eventId);
}
