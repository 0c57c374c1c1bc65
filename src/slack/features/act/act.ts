/**
 * A press of an action button: done at once after its confirmation dialog, or through a modal where the action asks for
 * something or may have been applied before.
 */
import { decidePost } from '../../../access/conversations.ts';
import { findOffered } from '../../../actions/offers.ts';
import { actingPermission, describeAction, describeEmailAction } from '../../../actions/registry.ts';
import type { EventAction, SecurityEvent } from '../../../events/security-event.ts';
import { type RequestedAction, unknownOutcomeOf } from '../../../services/act-on-event.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { Message } from '../../blocks/message.ts';
import { entityNoun } from '../../cards/names.ts';
import { noticeView } from '../../cards/notice.ts';
import { workObjectRevision } from '../../cards/work-object.ts';
import type { ActionListener, Services } from '../../dispatch/listener.ts';
import type { Click } from '../../payloads/interaction.ts';
import { rememberClicked } from '../lookup/show-card.ts';
import { resultMessage } from './act-result.ts';
import { loadingView } from './actions-modal.ts';
import { confirmView } from './confirm-modal.ts';
import { doubtView } from './doubt-modal.ts';
import { inputView } from './input-modal.ts';
import { actRequest, mayAskForInputs, type Press, pressOf, targetOf, writePress } from './press.ts';
import { resultView, sent, sentUnseen } from './result-view.ts';
import { notOffered, outdated } from './run-notices.ts';

export const act: ActionListener = {
  kind: 'either',
  permission: actingPermission,

  async loading(click, services) {
    const target = targetOf(pressOf(click));
    if (mayAskForInputs(target) || !isConfirmed(click)) return loadingView();
    const doubt = await unknownOutcomeOf(services.store, { ...target, name: target.pressed.name });
    return doubt === undefined ? undefined : loadingView();
  },

  async fill(click, services) {
    const press = pressOf(click);
    const { eventId, pressed } = targetOf(press);
    await rememberClicked(click, eventId, services);
    const snapshot = await services.readEventSnapshot({ kind: 'typed', id: eventId }, { fresh: true });
    const { event, last } = snapshot;
    if (press.revision !== snapshot.revision && last !== undefined) {
      await recordNotSent('outdated', press, click.userId, services);
      return noticeView(outdated(last));
    }
    const offered = offeredNow(snapshot, pressed);
    if (offered === undefined) {
      await recordNotSent('not_offered', press, click.userId, services);
      return noticeView(notOffered(snapshot));
    }
    const doubt = await unknownOutcomeOf(services.store, { eventId, pressed, name: offered.name });
    const known = { ...press, knownDoubt: doubt?.id };
    const inputs = pressed.target === 'event' ? describeAction(offered).inputs : [];
    if (inputs.length > 0) {
      const isHopeless = services.emailDomains.length === 0 && inputs.some(({ kind }) => kind === 'email');
      const error = isHopeless ? noDomains : doubt && mayHaveBeenApplied;
      return inputView({ event, action: offered, metadata: writePress(known), error });
    }
    if (doubt !== undefined) return doubtView({ run: doubt, event, metadata: writePress(known) });
    if (!isConfirmed(click))
      return confirmView({ ...describePressed(pressed, offered, event), event, metadata: writePress(known) });
    return resultView(await actAt(press, click, services));
  },

  async handle(click, reply, services) {
    const press = pressOf(click);
    const { eventId } = targetOf(press);
    await rememberClicked(click, eventId, services);
    const message = await actAt(press, click, services);
    if (message !== undefined) return reply.send(message);
    // In a modal nothing else shows that the press arrived, and some previews can't be changed.
    if (click.view !== undefined) return reply.send(sent());
    if (click.origin !== undefined && click.origin.kind !== 'private') {
      const { allowed } = decidePost(
        await services.directory.conversation(click.origin.channelId),
        services.access.channels,
      );
      if (!allowed) await reply.send(sentUnseen());
    }
  },
};

/** A Work Object's buttons have no dialog that asks first. */
function isConfirmed({ actionId }: Click): boolean {
  return workObjectRevision(actionId) === undefined;
}

function offeredNow({ event, emailOffers }: EventSnapshot, pressed: RequestedAction): EventAction | undefined {
  if (pressed.target === 'event') return findOffered(event, pressed.wanted);
  const isOffered = emailOffers.some(({ actionName }) => actionName === pressed.name);
  return isOffered ? { name: pressed.name, parameter: undefined } : undefined;
}

function describePressed(pressed: RequestedAction, offered: EventAction, { saas }: SecurityEvent) {
  const description =
    pressed.target === 'email' ? describeEmailAction(pressed.name) : describeAction(offered, entityNoun(saas));
  return { label: description.label, description };
}

/** What the person is told of it; undefined where the card says it all. */
async function actAt(press: Press, { userId }: Click, services: Services): Promise<Message | undefined> {
  const { eventId } = targetOf(press);
  const result = await services.act(await actRequest(press, userId, {}, services));
  // Others' cards are refreshed by the run; this one may be newer than what the run knew.
  if (result.kind === 'busy') await services.store.jobs.send(services.store.db, 'refresh', { eventId });
  return resultMessage(result, eventId, services);
}

const mayHaveBeenApplied =
  'This may have been applied already: HEC’s answer was lost. If you send it again, HEC may do it twice.';

const noDomains =
  'No address can be used here: no domain is allowed. Whoever runs this app sets HEC_ADMIN_EMAIL_DOMAINS.';

/** What a modal found out before anything was sent; the card is shown again as it is now. */
async function recordNotSent(reason: 'outdated' | 'not_offered', press: Press, userId: string, services: Services) {
  const { auditTrail, store } = services;
  const { eventId, pressed } = targetOf(press);
  const { channelId, messageTs, threadTs } = press.place ?? {};
  await auditTrail.refused({ userId, channelId, messageTs, threadTs, eventId, reason, actionName: pressed.name });
  await store.jobs.send(store.db, 'refresh', { eventId });
}
