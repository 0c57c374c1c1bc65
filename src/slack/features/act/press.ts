/** What a press of an action button means, and how it travels through a modal that asks something first. */
import { z } from 'zod';
import { describeAction } from '../../../actions/registry.ts';
import type { ActRequest, RequestedAction } from '../../../services/act-on-event.ts';
import { revisionOf } from '../../cards/action-buttons.ts';
import { parseActionValue, parseEmailActionValue } from '../../cards/action-codec.ts';
import { workObjectRevision } from '../../cards/work-object.ts';
import type { Services } from '../../dispatch/listener.ts';
import type { Click, Origin } from '../../payloads/interaction.ts';
import type { AttemptDetails } from '../../permission.ts';

/** A link can be longer than a modal's metadata, and acting does not need it. */
export type PressPlace = Omit<Origin, 'url'>;

export interface Press {
  kind: 'event_action' | 'email_action';
  /** The button's value, as Slack gave it. */
  value: string;
  /** Of the rendering whose button was pressed. */
  revision: string;
  /** Of the card that the button was on, or from which a modal was opened. */
  place: PressPlace | undefined;
  /** The doubtful run that the person was shown. */
  knownDoubt: string | undefined;
}

const placeMetadata = z.object({
  place: z
    .object({
      kind: z.enum(['message', 'unfurl', 'private']),
      channelId: z.string(),
      messageTs: z.string(),
      threadTs: z.string().optional(),
    })
    .transform((place): PressPlace => ({ ...place, threadTs: place.threadTs }))
    .optional(),
});
const pressMetadata = placeMetadata.extend({
  kind: z.enum(['event_action', 'email_action']),
  value: z.unknown(),
  revision: z.string(),
  knownDoubt: z.string().optional(),
});

/** For the metadata of a modal: what the submission needs to act. At most 3,000 characters, the value being 2,000. */
export function writePress({ value, place, ...press }: Press): string {
  // As JSON within JSON, a value full of quotes would double.
  return JSON.stringify({ ...press, value: JSON.parse(value), place: withoutUrl(place) });
}

/** @throws when the metadata is none of ours */
export function readPress(metadata: string): Press {
  const { place, knownDoubt, value, ...press } = pressMetadata.parse(JSON.parse(metadata));
  return { ...press, place, knownDoubt, value: JSON.stringify(value) };
}

/** For the metadata of a modal with action buttons: the card that it was opened from. */
export function writePlace(place: PressPlace | undefined): string {
  return JSON.stringify({ place: withoutUrl(place) });
}

function withoutUrl(place: PressPlace | undefined): PressPlace | undefined {
  if (place === undefined) return undefined;
  const { kind, channelId, messageTs, threadTs } = place;
  return { kind, channelId, messageTs, threadTs };
}

/** Of the card that was clicked, or from which the modal that was clicked in was opened. */
export function placeOf({ origin, view }: Click): PressPlace | undefined {
  return origin ?? (view && placeMetadata.parse(JSON.parse(view.metadata || '{}')).place);
}

/** @throws when the button is none of ours */
export function pressOf(click: Click): Press {
  const kind = click.actionId.startsWith('email_action') ? 'email_action' : 'event_action';
  return {
    kind,
    value: click.value,
    revision: revisionOf(click.blockId) ?? workObjectRevision(click.actionId) ?? '0',
    place: placeOf(click),
    knownDoubt: undefined,
  };
}

/** The event and the action that a press is about. @throws when its value is none of ours */
export function targetOf({ kind, value }: Press): { eventId: string; pressed: RequestedAction } {
  if (kind === 'email_action') {
    const email = parseEmailActionValue(value);
    if (email === undefined) throw new Error('the value of an email button is none of ours');
    const { entityId, entityType, actionName } = email.offer;
    return { eventId: email.eventId, pressed: { target: 'email', entityId, entityType, name: actionName } };
  }
  const action = parseActionValue(value);
  if (action === undefined) throw new Error('the value of an action button is none of ours');
  const { eventId, wanted } = action;
  // A digest stands for a name as well; the run takes it from the event.
  const name = wanted.kind === 'named' ? wanted.name : 'action';
  return { eventId, pressed: { target: 'event', wanted, name, values: {} } };
}

/** Whether the action may ask for something: what a digest stands for is known only once the event is read. */
export function mayAskForInputs({ pressed }: { pressed: RequestedAction }): boolean {
  if (pressed.target === 'email') return false;
  return pressed.wanted.kind === 'digest' || describeAction(pressed.wanted).inputs.length > 0;
}

export async function actRequest(
  press: Press,
  userId: string,
  values: Record<string, string>,
  { identity }: Pick<Services, 'identity'>,
): Promise<ActRequest> {
  const { eventId, pressed } = targetOf(press);
  const { channelId, messageTs, threadTs } = press.place ?? {};
  return {
    eventId,
    pressed: pressed.target === 'event' ? { ...pressed, values } : pressed,
    teamId: (await identity()).teamId,
    userId,
    channelId,
    messageTs,
    threadTs,
    revision: press.revision,
    knownDoubt: press.knownDoubt,
  };
}

/** What the record says of a refused press, as far as its button tells. */
export function attemptedBy({ place, value }: Pick<Press, 'place' | 'value'>): AttemptDetails {
  const { eventId, actionName } = namesIn(value);
  const { channelId, messageTs, threadTs } = place ?? {};
  return { channelId, messageTs, threadTs, eventId, actionName };
}

const valueNames = z.object({ eventId: z.string().optional(), actionName: z.string().optional() });

function namesIn(value: string): z.infer<typeof valueNames> {
  try {
    return valueNames.parse(JSON.parse(value));
  } catch {
    return {};
  }
}
