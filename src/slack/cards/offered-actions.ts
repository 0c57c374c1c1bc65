/**
 * What HEC offers on an event and its email, as buttons show it: likeliest first, each with labels of its own, and in
 * rows. Actions of one name that differ in their parameter share a row under their common word.
 */
import { changesNothing } from '../../actions/effect.ts';
import { likeliestOffers } from '../../actions/offers.ts';
import { type ActionDescription, describeAction, describeEmailAction, likeliestFirst } from '../../actions/registry.ts';
import { runningOf } from '../../actions/run.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { severityMark } from '../../events/severity.ts';
import { subjectKind } from '../../events/subject-kind.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import { type Plain, plain } from '../blocks/text.ts';
import { actionIdOf, writeEmailAction, writeEventAction } from './action-codec.ts';
import { distinctLabels, type Labels } from './button-labels.ts';

/** More than any message or modal has room for: of thousands that HEC may offer, the others cost nothing. */
export const mostLabelled = 500;

export interface OfferedAction extends Labels {
  actionId: string;
  value: string;
  description: ActionDescription;
  /** What a screen reader says. */
  spoken: Plain;
  /** The common word of its row; undefined for the only one of its name. Outside text. */
  group: string | undefined;
}

export interface OfferedActions {
  /** Likeliest first; none while something is running. */
  actions: OfferedAction[];
  /** How many more HEC offers. */
  others: number;
}

export interface ActionRow {
  /** Undefined for actions of different names. Outside text. */
  group: string | undefined;
  actions: OfferedAction[];
}

type Offer = Pick<OfferedAction, 'actionId' | 'value' | 'description'> & {
  /** The event is already as the action would make it. */
  changesNothing: boolean;
  target: 'event' | 'email';
  name: string;
  parameter: unknown;
};

export function offeredActions(snapshot: EventSnapshot): OfferedActions {
  if (runningOf(snapshot.runs).length > 0) return { actions: [], others: 0 };
  const { offers, others } = eventOffers(snapshot.event);
  return { actions: labelled(likeliestFirst([...offers, ...emailOffers(snapshot)], ({ name }) => name)), others };
}

/** The row of the likeliest action first; actions of different names share one. */
export function rowsOf(actions: readonly OfferedAction[]): ActionRow[] {
  const rows = new Map<string | undefined, ActionRow>();
  for (const action of actions) {
    const row = rows.get(action.group) ?? { group: action.group, actions: [] };
    row.actions.push(action);
    rows.set(action.group, row);
  }
  return [...rows.values()];
}

function labelled(offers: readonly Offer[]): OfferedAction[] {
  const isGrouped = groupedIn(offers);
  const labels = distinctLabels(
    offers.map((offer) => ({ ...offer, ...offer.description, isGrouped: isGrouped(offer) })),
  );
  return offers.map((offer, index) => {
    const { whole = '', alone = '', inRow = '' } = labels[index] ?? {};
    return {
      ...{ actionId: offer.actionId, value: offer.value, description: offer.description },
      ...{ whole, alone, inRow, spoken: offer.changesNothing ? plain`${whole}: no change` : whole },
      group: isGrouped(offer) ? offer.description.group : undefined,
    };
  });
}

/** The email's own actions have no parameter that a row could choose. */
function groupedIn(offers: readonly Offer[]): (offer: Offer) => boolean {
  const times = new Map<string, number>();
  const keyOf = ({ target, description }: Offer) => `${target} ${description.group}`;
  for (const offer of offers) times.set(keyOf(offer), (times.get(keyOf(offer)) ?? 0) + 1);
  return (offer) => offer.target === 'event' && (times.get(keyOf(offer)) ?? 0) > 1;
}

function eventOffers(event: SecurityEvent): { offers: Offer[]; others: number } {
  const noun = subjectKind(event);
  const { offers, others } = likeliestOffers(event, mostLabelled);
  const writable = offers.flatMap(({ action, place }): Offer[] => {
    const value = writeEventAction(event.id, action);
    if (value === undefined) return [];
    const nothing = changesNothing(action, event);
    const described = describeAction(action, noun);
    const description = nothing ? { ...described, confirmation: { effect: noChange(event) } } : described;
    const shown = { description, changesNothing: nothing };
    return [{ target: 'event', actionId: actionIdOf('event', place), value, ...action, ...shown }];
  });
  return { offers: writable, others };
}

/** Sent anyway only if the event has changed since. */
function noChange({ severity }: SecurityEvent): string {
  return `The event’s severity is ${severityMark(severity).word} already, so this changes nothing.`;
}

function emailOffers({ event, emailOffers: offers }: EventSnapshot): Offer[] {
  return offers.flatMap((offer, index): Offer[] => {
    const value = writeEmailAction(event.id, offer);
    if (value === undefined) return [];
    const { actionName: name } = offer;
    const shown = { description: describeEmailAction(name), changesNothing: false };
    return [{ target: 'email', actionId: actionIdOf('email', index), value, name, parameter: undefined, ...shown }];
  });
}
