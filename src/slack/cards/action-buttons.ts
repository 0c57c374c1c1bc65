/**
 * The buttons for what HEC offers on an event and its email, and those that open more about the event.
 *
 * A button is only an offer: the click decides whether it is allowed and still available. The blocks carry the card's
 * revision, which then tells whether the person saw the current state.
 */

import { likeliestOffers } from '../../actions/offers.ts';
import { type ActionDescription, describeAction, describeEmailAction, likeliestFirst } from '../../actions/registry.ts';
import { runningOf } from '../../actions/run.ts';
import { portalUrl } from '../../events/links.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { subjectKind } from '../../events/subject-kind.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import { type ActionsBlock, type Button, type KnownBlock, plainText } from '../blocks/block-kit.ts';
import { limits } from '../blocks/limits.ts';
import { context } from '../blocks/message.ts';
import { isPlainHttps, joined, md, outsidePlain, type Plain, plain } from '../blocks/text.ts';
import { actionIdOf, actionsBlockId, writeEmailAction, writeEventAction } from './action-codec.ts';
import { distinctLabels } from './button-labels.ts';
import { buttonStyle } from './button-style.ts';
import { confirmDialog } from './confirm-dialog.ts';
import { longestEventId, writeEventId } from './event-codec.ts';
import { shortId } from './event-summary.ts';

/** A card with more than these gets "More actions…". */
const onCard = limits.actions.elements;
/** The buttons' share of a message's text, including what is read aloud and the confirmations. */
const cardButtonsText = 6_000;

/** More than any message or modal has room for: of thousands that HEC may offer, the others cost nothing. */
const mostLabelled = 500;

interface Offer {
  actionId: string;
  value: string;
  name: string;
  parameter: unknown;
  description: ActionDescription;
}

interface Offers {
  /** Likeliest first, each with a label of its own; none while something is running. */
  labelled: { offer: Offer; label: Plain }[];
  /** How many more HEC offers. */
  others: number;
}

/** Likeliest first. An `action_id` counts in HEC's order. */
export function actionButtons(snapshot: EventSnapshot, most: number = mostLabelled): Button[] {
  const { labelled } = offersOf(snapshot);
  return labelled.slice(0, most).map(({ offer, label }) => actionButton(offer, label, snapshot.event));
}

/** At most 25 actions, and a button that opens the others. */
export function cardActions(snapshot: EventSnapshot): ActionsBlock[] {
  const { event, revision } = snapshot;
  const likeliest = actionButtons(snapshot, onCard + 1);
  const shown = likeliest.slice(0, fitting(likeliest));
  if (shown.length === likeliest.length) return actionsBlocks(shown, revision);
  return actionsBlocks([...shown, ...opening('more_actions', plain`More actions…`, event)], revision);
}

/** As many blocks as Slack's limit of elements needs. */
export function actionsBlocks(buttons: readonly Button[], revision: string): ActionsBlock[] {
  const blocks: ActionsBlock[] = [];
  for (let start = 0; start < buttons.length; start += limits.actions.elements) {
    const elements = buttons.slice(start, start + limits.actions.elements);
    blocks.push({ type: 'actions', block_id: actionsBlockId(revision, blocks.length), elements });
  }
  return blocks;
}

/** As many actions as a modal has room for, and how many are left out. */
export function actionsWithin(snapshot: EventSnapshot, room: { blocks: number; bytes: number }): KnownBlock[] {
  const { labelled, others } = offersOf(snapshot);
  const shown: Button[] = [];
  let bytes = 0;
  // One block says how many are left out.
  for (const { offer, label } of labelled.slice(0, (room.blocks - 1) * limits.actions.elements)) {
    const button = actionButton(offer, label, snapshot.event);
    bytes += Buffer.byteLength(JSON.stringify(button));
    if (bytes > room.bytes) break;
    shown.push(button);
  }
  const left = labelled.length + others - shown.length;
  return [
    ...actionsBlocks(shown, snapshot.revision),
    ...context(left > 0 ? md`and ${left} more, available only in the portal` : ''),
  ];
}

export function detailsButton(event: SecurityEvent, label: Plain): Button[] {
  return opening('event_details', label, event);
}

export function shareButton(event: SecurityEvent): Button[] {
  return opening('share_event', plain`Share…`, event);
}

/** None if HEC gave no address, or one outside the portal. */
export function portalButton({ portalLink = '' }: SecurityEvent): Button[] {
  const url = portalUrl(portalLink)?.href;
  if (url === undefined || !isPlainHttps(url)) return [];
  const accessibility_label = plain`Open in portal: this event in the Infinity Portal`;
  return [
    { type: 'button', action_id: 'open_portal', text: plainText(plain`Open in portal`), url, accessibility_label },
  ];
}

/** For buttons that change nothing: without a revision. */
export function waysOn(buttons: readonly Button[]): ActionsBlock[] {
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: [...buttons] }];
}

/** None for an id that nobody could look up. */
function opening(actionId: string, label: Plain, event: SecurityEvent): Button[] {
  if (event.id.length > longestEventId) return [];
  const value = writeEventId(event.id);
  const accessibility_label = accessibilityLabel(label, event);
  return [{ type: 'button', action_id: actionId, text: plainText(label), value, accessibility_label }];
}

function offersOf(snapshot: EventSnapshot): Offers {
  if (runningOf(snapshot.runs).length > 0) return { labelled: [], others: 0 };
  const { offers, others } = eventOffers(snapshot.event);
  const all = likeliestFirst([...offers, ...emailOffers(snapshot)], ({ name }) => name);
  const labels = distinctLabels(all.map(({ description: { label }, parameter }) => ({ label, parameter })));
  return { labelled: all.map((offer, index) => ({ offer, label: labels[index] ?? '' })), others };
}

function eventOffers(event: SecurityEvent): { offers: Offer[]; others: number } {
  const noun = subjectKind(event);
  const { offers, others } = likeliestOffers(event, mostLabelled);
  const writable = offers.flatMap(({ action, place }) => {
    const value = writeEventAction(event.id, action);
    const description = describeAction(action, noun);
    return value === undefined ? [] : [{ actionId: actionIdOf('event', place), value, ...action, description }];
  });
  return { offers: writable, others };
}

function emailOffers({ event, emailOffers: offers }: EventSnapshot): Offer[] {
  return offers.flatMap((offer, index) => {
    const value = writeEmailAction(event.id, offer);
    const name = offer.actionName;
    const description = describeEmailAction(name);
    return value === undefined
      ? []
      : [{ actionId: actionIdOf('email', index), value, name, parameter: undefined, description }];
  });
}

/** If the action asks for something, its modal is the confirmation. */
function actionButton({ actionId, value, description }: Offer, label: Plain, event: SecurityEvent): Button {
  const { consequence, inputs } = description;
  return {
    type: 'button',
    action_id: actionId,
    text: plainText(label),
    value,
    accessibility_label: accessibilityLabel(label, event),
    ...buttonStyle(consequence),
    ...(inputs.length > 0 ? {} : { confirm: confirmDialog(label, description, event) }),
  };
}

/** A channel may hold many cards, so what is read aloud names the event. */
function accessibilityLabel(label: Plain, event: SecurityEvent): Plain {
  return outsidePlain(joined(', event ', [label, shortId(event)]), limits.button.accessibilityLabel);
}

function fitting(buttons: readonly Button[]): number {
  let text = 0;
  const tooMany = buttons.findIndex((button, index) => {
    text += textLength(button);
    return index === onCard || text > cardButtonsText;
  });
  return tooMany === -1 ? buttons.length : tooMany;
}

function textLength({ text, accessibility_label = '', confirm }: Button): number {
  const asked = [confirm?.title, confirm?.text, confirm?.confirm, confirm?.deny];
  return asked.reduce((sum, part) => sum + (part?.text.length ?? 0), text.text.length + accessibility_label.length);
}
