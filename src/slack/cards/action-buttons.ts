/**
 * The buttons for what HEC offers on an event and its email, and those that open more about the event.
 *
 * A button is only an offer: the click decides whether it is allowed and still available. The blocks carry the card's
 * revision, which then tells whether the person saw the current state.
 */

import { isHandled } from '../../events/handled.ts';
import { portalUrl } from '../../events/links.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { subjectKind } from '../../events/subject-kind.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import { type ActionsBlock, type Button, type ContextBlock, type KnownBlock, plainText } from '../blocks/block-kit.ts';
import { limits } from '../blocks/limits.ts';
import { context } from '../blocks/message.ts';
import { isPlainHttps, joined, md, outsidePlain, outsideText, type Plain, plain } from '../blocks/text.ts';
import { actionsBlockId, headingBlockId } from './action-codec.ts';
import { stylesInRow } from './button-style.ts';
import { confirmDialog } from './confirm-dialog.ts';
import { longestEventId, writeEventId } from './event-codec.ts';
import { spokenId } from './event-summary.ts';
import { type ActionRow, mostLabelled, type OfferedAction, offeredActions, rowsOf } from './offered-actions.ts';

/** A card with more than these gets "More actions…". */
const onCard = limits.actions.elements;
/** The buttons' share of a message's text, including what is read aloud and the confirmations. */
const cardButtonsText = 6_000;

/** Side by side, without rows: likeliest first. An `action_id` counts in HEC's order. */
export function actionButtons(snapshot: EventSnapshot, most: number = mostLabelled): Button[] {
  const { actions } = offeredActions(snapshot);
  return buttonsInRow({ group: undefined, actions: actions.slice(0, most) }, snapshot);
}

/** The likeliest, side by side, and none of those that only a row under their common word tells apart. */
export function likeliestButtons(snapshot: EventSnapshot, most: number): Button[] {
  const single = offeredActions(snapshot).actions.filter(({ group }) => group === undefined);
  return buttonsInRow({ group: undefined, actions: single.slice(0, most) }, snapshot);
}

/** At most 25 actions in rows, and a button that opens the others. */
export function cardActions(snapshot: EventSnapshot): (ActionsBlock | ContextBlock)[] {
  const { actions } = offeredActions(snapshot);
  const shown = actions.slice(0, fittingOnCard(actions, snapshot));
  const more = shown.length === actions.length ? [] : opening('more_actions', plain`More actions…`, snapshot.event);
  return rowBlocks(shown, snapshot, more);
}

/** As many blocks as Slack's limit of elements needs. `before` counts the message's blocks of actions above. */
export function actionsBlocks(buttons: readonly Button[], revision: string, before = 0): ActionsBlock[] {
  const blocks: ActionsBlock[] = [];
  for (let start = 0; start < buttons.length; start += limits.actions.elements) {
    const elements = buttons.slice(start, start + limits.actions.elements);
    blocks.push({ type: 'actions', block_id: actionsBlockId(revision, before + blocks.length), elements });
  }
  return blocks;
}

/** As many actions as a modal has room for, in rows, and how many are left out. */
export function actionsWithin(snapshot: EventSnapshot, room: Room): KnownBlock[] {
  const { actions, others } = offeredActions(snapshot);
  // One block says how many are left out.
  const shown = actions.slice(0, fittingInModal(actions, snapshot, { ...room, blocks: room.blocks - 1 }));
  const left = actions.length + others - shown.length;
  return [
    ...rowBlocks(shown, snapshot),
    ...context(left > 0 ? md`and ${left} more, available only in the portal` : ''),
  ];
}

export function detailsButton(event: SecurityEvent, label: Plain): Button[] {
  return opening('event_details', label, event);
}

export function shareButton(event: SecurityEvent): Button[] {
  return opening('share_event', plain`Share…`, event);
}

/** None if a search has found no others. */
export function otherEventsButton({ event, otherEvents }: EventSnapshot): Button[] {
  if (otherEvents === 0) return [];
  const item = outsidePlain(subjectKind(event), 20);
  const events = otherEvents === 1 ? plain`event` : plain`events`;
  const more = otherEvents === 'not_asked' ? plain`Other events` : plain`${otherEvents} more ${events}`;
  const label = plain`${more} on this ${item}`;
  return opening('other_events', label, event);
}

/** HEC's address, or else that of the person who pasted a link. None outside the portal. */
export function portalButton({ event, pastedLink = '' }: Pick<EventSnapshot, 'event' | 'pastedLink'>): Button[] {
  const url = (portalUrl(event.portalLink ?? '') ?? portalUrl(pastedLink))?.href;
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

/** @param more stands beside the actions of different names, or else below all */
function rowBlocks(
  actions: readonly OfferedAction[],
  snapshot: EventSnapshot,
  more: readonly Button[] = [],
): (ActionsBlock | ContextBlock)[] {
  const rows = rowsOf(actions);
  const hasSingle = rows.some(({ group }) => group === undefined);
  const blocks: (ActionsBlock | ContextBlock)[] = [];
  let made = 0;
  for (const row of hasSingle || more.length === 0 ? rows : [...rows, { group: undefined, actions: [] }]) {
    const buttons = [...buttonsInRow(row, snapshot), ...(row.group === undefined ? more : [])];
    const own = actionsBlocks(buttons, snapshot.revision, made);
    blocks.push(...heading(row, made), ...own);
    made += own.length;
  }
  return blocks;
}

/** The common word of the row below it. */
function heading({ group }: ActionRow, index: number): ContextBlock[] {
  const blockId = headingBlockId(index);
  return context(outsideText(group ?? '', limits.button.text)).map((block) => ({ ...block, block_id: blockId }));
}

function buttonsInRow({ group, actions }: ActionRow, snapshot: EventSnapshot): Button[] {
  const styles = stylesInRow(
    actions.map(({ description }) => description.consequence),
    isHandled(snapshot.event, snapshot.email),
  );
  return actions.map((action, index) => ({
    ...actionButton(action, snapshot, group === undefined ? action.alone : action.inRow),
    ...styles[index],
  }));
}

/** If the action asks for something, its modal is the confirmation. */
function actionButton(
  { actionId, value, description, whole, spoken }: OfferedAction,
  snapshot: EventSnapshot,
  label: Plain,
): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: plainText(label),
    value,
    accessibility_label: accessibilityLabel(spoken, snapshot.event),
    ...(description.inputs.length > 0 ? {} : { confirm: confirmDialog(whole, description, snapshot) }),
  };
}

/** A channel may hold many cards, so what is read aloud names the event. */
function accessibilityLabel(label: Plain, event: SecurityEvent): Plain {
  return outsidePlain(joined(', event ', [label, spokenId(event)]), limits.button.accessibilityLabel);
}

function fittingOnCard(actions: readonly OfferedAction[], snapshot: EventSnapshot): number {
  let text = 0;
  const headed = new Set<string | undefined>([undefined]);
  const tooMany = actions.slice(0, onCard + 1).findIndex((action, index) => {
    text += textLength(actionButton(action, snapshot, action.alone));
    text += headed.has(action.group) ? 0 : limits.button.text;
    headed.add(action.group);
    return index === onCard || text > cardButtonsText;
  });
  return tooMany === -1 ? actions.length : tooMany;
}

interface Room {
  blocks: number;
  bytes: number;
}

/** More than a heading's block takes. */
const headingBytes = 500;

function fittingInModal(actions: readonly OfferedAction[], snapshot: EventSnapshot, room: Room): number {
  const inRow = new Map<string | undefined, number>();
  let { blocks, bytes } = room;
  const tooMany = actions.findIndex((action) => {
    const before = inRow.get(action.group) ?? 0;
    const hasHeading = before === 0 && action.group !== undefined;
    blocks -= (before % limits.actions.elements === 0 ? 1 : 0) + (hasHeading ? 1 : 0);
    bytes -= Buffer.byteLength(JSON.stringify(actionButton(action, snapshot, action.alone)));
    bytes -= hasHeading ? headingBytes : 0;
    inRow.set(action.group, before + 1);
    return blocks < 0 || bytes < 0;
  });
  return tooMany === -1 ? actions.length : tooMany;
}

function textLength({ text, accessibility_label = '', confirm }: Button): number {
  const asked = [confirm?.title, confirm?.text, confirm?.confirm, confirm?.deny];
  return asked.reduce((sum, part) => sum + (part?.text.length ?? 0), text.text.length + accessibility_label.length);
}
