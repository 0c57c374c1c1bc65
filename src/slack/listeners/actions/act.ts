/**
 * A press of an action button: done at once after its confirmation dialog, or through a modal where the action asks for
 * something or may have been applied before.
 */
import { addMinutes } from 'date-fns';
import { describeAction } from '../../../actions/catalogue.ts';
import { findOffered } from '../../../actions/offers.ts';
import { lastEffective } from '../../../store/audit.ts';
import { forgetPlace, placesOf, rememberPlace } from '../../../store/shown-messages.ts';
import { loadingView } from '../../messages/actions-modal.ts';
import { doubtView } from '../../messages/doubt-modal.ts';
import { inputView } from '../../messages/input-modal.ts';
import type { Message } from '../../messages/message.ts';
import { noticeView } from '../../messages/notice.ts';
import { resultView, sent, sentUnseen } from '../../messages/result-view.ts';
import { notOffered, outdated } from '../../messages/run-notices.ts';
import { responseUrlMinutes, responseUrlUses } from '../../response-url.ts';
import type { Click } from '../interaction.ts';
import type { ActionListener, Services } from '../listener.ts';
import { resultMessage } from './act-result.ts';
import { actRequest, mayAskForInputs, type Press, pressOf, targetOf, writePress } from './press.ts';

export const act: ActionListener = {
  kind: 'acting',
  permission: 'respond',

  async loading(click, services) {
    const target = targetOf(pressOf(click));
    if (mayAskForInputs(target)) return loadingView();
    const last = await lastEffective(services.store.db, target.eventId);
    const isDoubted = last?.outcome === 'doubtful' && last.actionName === target.pressed.name;
    return isDoubted ? loadingView() : undefined;
  },

  async fill(click, services) {
    const press = pressOf(click);
    const { eventId, pressed } = targetOf(press);
    await rememberPrivate(click, eventId, services);
    const situation = await services.readSituation({ kind: 'typed', id: eventId }, { fresh: true });
    const { event, last } = situation;
    if (press.revision !== situation.revision && last !== undefined) return noticeView(outdated(last));
    if (last?.outcome === 'doubtful' && last.actionName === pressed.name) {
      return doubtView({ run: last, event, metadata: writePress({ ...press, knownDoubt: last.id }) });
    }
    const action = pressed.target === 'event' ? findOffered(event, pressed.wanted) : undefined;
    if (action === undefined) return noticeView(notOffered(situation));
    const { inputs } = describeAction(action);
    if (inputs.length === 0) return resultView(await actAt(press, click, services));
    const isHopeless = services.emailDomains.length === 0 && inputs.some(({ kind }) => kind === 'email');
    const error = isHopeless ? noDomains : undefined;
    return inputView({ event, action, metadata: writePress(press), error });
  },

  async handle(click, answer, services) {
    const press = pressOf(click);
    const { eventId } = targetOf(press);
    await rememberPrivate(click, eventId, services);
    const message = await actAt(press, click, services);
    if (message !== undefined) return answer.send(message);
    // In a modal nothing else shows that the press arrived, and some previews can't be changed.
    if (click.view !== undefined) return answer.send(sent());
    if (click.place?.kind === 'unfurl' && (await services.directory.place(click.place.channelId)).kind !== 'seen') {
      await answer.send(sentUnseen());
    }
  },
};

/** What the person is told of it; undefined where the card says it all. */
async function actAt(press: Press, { userId }: Click, services: Services): Promise<Message | undefined> {
  const { eventId } = targetOf(press);
  const result = await services.act(await actRequest(press, userId, {}, services));
  // Others' cards are refreshed by the run; this one may be newer than what the run knew.
  if (result.kind === 'busy') await services.store.jobs.send(services.store.db, 'refresh', { eventId });
  return resultMessage(result, eventId, services);
}

const noDomains =
  'No address can be used here: no domain is allowed. Whoever runs this app sets HEC_ADMIN_EMAIL_DOMAINS.';

/** A private card can be changed through its newest click only, so that takes the place of what was known of it. */
async function rememberPrivate(
  { place, responseUrl, userId, blockId }: Click,
  eventId: string,
  services: Services,
): Promise<void> {
  if (place?.kind !== 'private' || responseUrl === undefined) return;
  const { store, now } = services;
  const { channelId, messageTs, threadTs } = place;
  const shownAt = new Date(now());
  for (const known of await placesOf(store.db, eventId)) {
    if (known.kind === 'response' && known.channelId === channelId && known.userId === userId)
      await forgetPlace(store.db, known.id);
  }
  await rememberPlace(store.db, {
    kind: 'response',
    eventId,
    channelId,
    userId,
    messageTs,
    threadTs,
    shape: 'full',
    revision: blockId,
    shownAt,
    responseUrl,
    // One is kept for the answer to the click itself.
    usesLeft: responseUrlUses - 1,
    expiresAt: addMinutes(shownAt, responseUrlMinutes),
  });
}
