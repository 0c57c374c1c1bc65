/**
 * Acts on an event, once: claims it, reads it again, sends.
 *
 * A run is claimed in the database before anything is sent, and its state is written before each step, so a crash
 * leaves a record of what may have happened. Nothing is ever sent twice: what HEC may have taken is only looked at
 * again.
 */
import { changesNothing, hasGoal, seenBefore } from '../actions/effect.ts';
import { fillIn } from '../actions/inputs.ts';
import { type EmailOffer, emailOffersOn, findOffered, type OfferReference } from '../actions/offers.ts';
import {
  declineReasonIn,
  describeAction,
  describeEmailAction,
  type EmailActionName,
  inputsOf,
  movesEmail,
} from '../actions/registry.ts';
import {
  type ActionRun,
  type ClaimedRun,
  type ClaimHolder,
  type EndedRun,
  lastEffective,
  revisionAfter,
  type SeenBefore,
  type SendingRun,
} from '../actions/run.ts';
import { KnownError } from '../errors.ts';
import type { EventAction, SecurityEvent } from '../events/security-event.ts';
import type { ActionReceipt, HecClient } from '../hec/client.ts';
import { provesNotTaken } from '../hec/errors.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/open.ts';
import { type ClaimResult, claimRun, lastOfAction, markFollowing, markSending, runById } from '../store/runs.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { RunFinisher } from './finish-run.ts';

export type RequestedAction =
  | { target: 'event'; offer: OfferReference; name: string; values: Record<string, string> }
  | { target: 'email'; entityId: string; entityType: string; name: EmailActionName; values: Record<string, string> };

export interface ActRequest {
  eventId: string;
  requested: RequestedAction;
  teamId: string;
  userId: string;
  channelId: string | undefined;
  messageTs: string | undefined;
  threadTs: string | undefined;
  /** As shown by the card whose button was pressed. */
  revision: string;
  /** The run with an unknown outcome that the person was shown and wants to repeat anyway. */
  knownDoubt: string | undefined;
}

export type ActResult =
  /** HEC has it. Jobs follow the run, unless it has already ended. */
  { kind: 'sent'; run: ActionRun } | { kind: 'busy'; by: ClaimHolder } | NotSent;

type NotSent =
  /** The card is older than the last action. */
  | { kind: 'outdated'; last: EndedRun | undefined }
  /** The same action may already have been applied, so it needs a new confirmation. */
  | { kind: 'doubtful'; last: EndedRun }
  | { kind: 'not_offered' }
  /** HEC shows the event as the action would make it. */
  | { kind: 'changes_nothing'; event: SecurityEvent }
  /** The button names an email that isn't the event's own: a made-up button, or one that HEC has overtaken. */
  | { kind: 'other_email' }
  /** One sentence per wrong input, by its key. */
  | { kind: 'inputs_wrong'; problems: Record<string, string> };

/** What HEC offers now, and shows; `email` is its own spelling of what the button names. */
type Offer = { action: EventAction; before: SeenBefore } & (
  | { target: 'event' }
  | { target: 'email'; email: EmailOffer }
);

type CheckResult = NotSent | ({ kind: 'offered' } & Offer);

/** `entityId` is what the run acts on, besides its event; undefined if it moves no email. */
type EmailMatch =
  | { kind: 'own'; event: SecurityEvent | undefined; entityId: string | undefined }
  | { kind: 'other_email' }
  | { kind: 'unread'; error: unknown };

/** This process was so slow that another one settled the run. */
class RunSettledError extends KnownError {
  readonly code = 'run_settled';
  readonly sentence = 'This took too long, so nothing was sent. Try again.';
}

/** Nothing reached HEC, or HEC refused it. */
class NotSentError extends KnownError {
  readonly code = 'not_sent';
  readonly sentence: string;

  constructor(cause: KnownError) {
    super('the action was not sent', { cause, reference: cause.reference });
    this.sentence = `Nothing was done. ${cause.sentence}`;
  }
}

export interface ActionRunnerOptions {
  auditTrail: AuditTrail;
  hec: Pick<HecClient, 'readEvent' | 'readEntity' | 'actOnEvent' | 'actOnEmail'>;
  store: Store;
  finishRun: RunFinisher;
  emailDomains: readonly string[];
  now: () => number;
  /** From the press to HEC's answer. Shorter than `settleAfterSeconds`, after which others may settle the run. */
  actMs: number;
  settleAfterSeconds: number;
  /** Before the first look at what became of the task. */
  firstPauseSeconds: number;
}

export class ActionRunner {
  readonly #options: ActionRunnerOptions;

  constructor(options: ActionRunnerOptions) {
    this.#options = options;
  }

  /** Acts up to HEC's first answer; jobs follow it from there. @throws KnownErrors, once the run has ended */
  async act(request: ActRequest): Promise<ActResult> {
    const signal = AbortSignal.timeout(this.#options.actMs);
    const match = await this.#matchEmail(request, signal);
    // Nobody's claim on that email is touched.
    if (match.kind === 'other_email') {
      await this.#recordRefused(request, match.kind);
      return match;
    }
    const event = await this.#unchangedBy(request, signal);
    if (event !== undefined) {
      await this.#recordRefused(request, 'changes_nothing');
      return { kind: 'changes_nothing', event };
    }
    const claimed = await this.#claim(request, match);
    if (claimed.kind === 'busy') {
      await this.#recordRefused(request, claimed.kind);
      return claimed;
    }
    const { run } = claimed;
    try {
      if (match.kind === 'unread') throw match.error;
      const checked = await this.#check(request, match, signal);
      if (checked.kind === 'offered') return { kind: 'sent', run: await this.#send(run, checked, signal) };
      await this.#options.finishRun.end(run, 'not_sent', { errorCode: checked.kind });
      return checked;
    } catch (error) {
      return this.#afterError(run.id, error);
    }
  }

  /** The last run of the same action on the same target, if its outcome is unknown. */
  async doubtfulRunOf({
    eventId,
    requested,
    name,
  }: {
    eventId: string;
    requested: RequestedAction;
    name: string;
  }): Promise<EndedRun | undefined> {
    const { db } = this.#options.store;
    const last = await lastOfAction(db, { ...targetOf(requested), eventId, actionName: name });
    return last?.outcome === 'doubtful' || last?.outcome === 'still_working' ? last : undefined;
  }

  /**
   * Which email the action is about, and whether it is the event's own. If HEC can't be asked, the run that is claimed
   * next ends with the reason.
   */
  async #matchEmail({ eventId, requested }: ActRequest, signal: AbortSignal): Promise<EmailMatch> {
    const isOnEvent = requested.target === 'event';
    if (isOnEvent && !movesEmail(requested.name)) return { kind: 'own', event: undefined, entityId: undefined };
    try {
      const event = await this.#options.hec.readEvent(eventId, signal);
      const { entityId } = event;
      return isOnEvent || entityId === requested.entityId ? { kind: 'own', event, entityId } : { kind: 'other_email' };
    } catch (error) {
      return { kind: 'unread', error };
    }
  }

  /**
   * The event if the action would change nothing, on a card that is up to date. If HEC can't be asked, the run that is
   * claimed next says so.
   */
  async #unchangedBy(request: ActRequest, signal: AbortSignal): Promise<SecurityEvent | undefined> {
    const { eventId, requested, revision } = request;
    if (requested.target === 'email' || requested.offer.kind === 'digest' || !hasGoal(requested)) return undefined;
    const { hec, store } = this.#options;
    const event = await hec.readEvent(eventId, signal).catch(() => undefined);
    if (event === undefined || !changesNothing(requested.offer, event)) return undefined;
    return revision === revisionAfter(lastEffective(await store.batched.runsOfEvent(eventId))) ? event : undefined;
  }

  #recordRefused(
    { requested, eventId, userId, channelId, messageTs, threadTs }: ActRequest,
    reason: 'busy' | 'other_email' | 'changes_nothing',
  ): Promise<void> {
    const attempt = { userId, channelId, messageTs, threadTs, eventId };
    return this.#options.auditTrail.refused({
      ...attempt,
      reason,
      actionName: requested.name,
      label: labelOf(requested),
    });
  }

  /** In one transaction: the claim, and the job that settles the run if this process dies. */
  #claim(
    { requested, eventId, teamId, userId, channelId, messageTs, threadTs }: ActRequest,
    match: EmailMatch,
  ): Promise<ClaimResult> {
    const { store, now, settleAfterSeconds } = this.#options;
    const asked = { eventId, teamId, userId, channelId, messageTs, threadTs };
    const action = { actionName: requested.name, parameter: undefined, label: labelOf(requested) };
    const target = targetOf(requested, match.kind === 'own' ? match.entityId : undefined);
    return store.transaction(async (tx) => {
      const claimed = await claimRun(tx, { ...asked, ...action, ...target, startedAt: new Date(now()) });
      if (claimed.kind === 'busy') return claimed;
      await store.jobs.send(tx, 'settle', { runId: claimed.run.id }, { startAfterSeconds: settleAfterSeconds });
      await store.jobs.send(tx, 'refresh', { eventId });
      return claimed;
    });
  }

  /** Asks our own record first, then HEC. `own` is what was read before the claim. */
  async #check(
    { requested, eventId, revision, knownDoubt }: ActRequest,
    own: Extract<EmailMatch, { kind: 'own' }>,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { store, emailDomains } = this.#options;
    const last = lastEffective(await store.batched.runsOfEvent(eventId));
    if (revision !== revisionAfter(last)) return { kind: 'outdated', last };
    const offer = await this.#findOffer(eventId, requested, own, signal);
    if (offer === undefined) return { kind: 'not_offered' };
    const { action } = offer;
    const doubt = await this.doubtfulRunOf({ eventId, requested, name: action.name });
    if (doubt !== undefined && doubt.id !== knownDoubt) return { kind: 'doubtful', last: doubt };
    // The doubt that the person was shown has since been settled.
    if (doubt === undefined && knownDoubt !== undefined) return { kind: 'outdated', last };
    const filled = fillIn(action.parameter, inputsOf(requested.target, action), requested.values, emailDomains);
    if (filled.kind === 'wrong') return { kind: 'inputs_wrong', problems: filled.problems };
    return { kind: 'offered', ...offer, action: { name: action.name, parameter: filled.parameter } };
  }

  async #findOffer(
    eventId: string,
    requested: RequestedAction,
    { event, entityId }: Extract<EmailMatch, { kind: 'own' }>,
    signal: AbortSignal,
  ): Promise<Offer | undefined> {
    const { hec } = this.#options;
    if (requested.target === 'event') {
      const current = await hec.readEvent(eventId, signal);
      // What is claimed is the email of before.
      if (event !== undefined && current.entityId !== entityId) return undefined;
      const action = findOffered(current, requested.offer);
      return action && { target: 'event', action, before: seenBefore(action.name, current) };
    }
    const entity = await hec.readEntity(requested.entityId, signal);
    const email = emailOffersOn(entity).find(({ actionName }) => actionName === requested.name);
    if (event === undefined || email === undefined) return undefined;
    const action = { name: requested.name, parameter: undefined };
    return { target: 'email', action, email, before: seenBefore(action.name, event, entity.isQuarantined) };
  }

  async #send(run: ClaimedRun, offer: Offer, signal: AbortSignal): Promise<ActionRun> {
    const { store, now } = this.#options;
    const { action, before } = offer;
    const label = offer.target === 'email' ? run.label : describeAction(action).label;
    // Written before the request: after a crash, HEC may have a run in this state.
    const isOurs = await markSending(store.db, run.id, { ...action, label, before, sentAt: new Date(now()) });
    if (!isOurs) throw new RunSettledError('the run was settled before it was sent');
    const { name: actionName, parameter } = action;
    const sent: SendingRun = { ...run, actionName, parameter, label, before, state: 'sending' };
    await this.#afterAnswer(sent, await this.#askHec(run.eventId, offer, signal));
    return (await runById(store.db, run.id)) ?? sent;
  }

  #askHec(eventId: string, offer: Offer, signal: AbortSignal): Promise<ActionReceipt> {
    const { hec } = this.#options;
    if (offer.target === 'event') return hec.actOnEvent({ eventId, ...offer.action }, signal);
    const { entityId, entityType, actionName: name } = offer.email;
    return hec.actOnEmail(
      { entityId, entityType, name, declineReason: declineReasonIn(offer.action.parameter) },
      signal,
    );
  }

  async #afterAnswer(run: SendingRun, { taskId, reference }: ActionReceipt): Promise<void> {
    const { store, finishRun, firstPauseSeconds: startAfterSeconds } = this.#options;
    if (taskId === undefined) return finishRun.afterAnswer(run, reference);
    await store.transaction(async (tx) => {
      await markFollowing(tx, run.id, { taskId, reference });
      await store.jobs.send(tx, 'follow', { runId: run.id, attempt: 0 }, { startAfterSeconds });
      await store.jobs.send(tx, 'refresh', { eventId: run.eventId });
    });
  }

  /** If HEC may have the action, the person gets no error: the run says what is known. */
  async #afterError(runId: string, error: unknown): Promise<ActResult> {
    const { store, finishRun } = this.#options;
    const run = await runById(store.db, runId);
    if (run === undefined || error instanceof RunSettledError) throw error;
    const facts =
      error instanceof KnownError ? { errorCode: error.code, reference: error.reference } : { errorCode: 'unexpected' };
    // Someone else has settled it and knows more.
    if (run.state === 'following' || run.state === 'looking' || (run.state === 'ended' && run.outcome !== 'not_sent'))
      return { kind: 'sent', run };
    if (run.state === 'sending' && !provesNotTaken(error)) {
      await finishRun.afterLostAnswer(run, facts);
      return { kind: 'sent', run: (await runById(store.db, runId)) ?? run };
    }
    if (run.state !== 'ended') await finishRun.end(run, 'not_sent', facts);
    // A database that failed says itself what to do; HEC may have been asked before.
    const isOurs = !(error instanceof KnownError) || error instanceof StoreUnavailableError;
    throw isOurs ? error : new NotSentError(error);
  }
}

/** @param moved the email that an action on its event moves */
function targetOf(
  requested: RequestedAction,
  moved?: string | undefined,
): { target: 'event'; entityId: string | undefined } | { target: 'email'; entityId: string } {
  if (requested.target === 'email') return { target: requested.target, entityId: requested.entityId };
  return { target: requested.target, entityId: moved };
}

/** From the button alone: if its parameter was cut, only the event has all of it. */
function labelOf(requested: RequestedAction): string {
  if (requested.target === 'email') return describeEmailAction(requested.name).label;
  const parameter = requested.offer.kind === 'named' ? requested.offer.parameter : undefined;
  return describeAction({ name: requested.name, parameter }).label;
}
