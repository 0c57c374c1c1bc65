/**
 * A button for each action that HEC offers on an event, and the blocks that hold them.
 *
 * A button is only an offer: whether the click is allowed, and the action still available, is decided at the click.
 */
import type { ActionsBlock, Button } from '@slack/types';
import { describeAction, likeliestFirst } from '../../actions/catalogue.ts';
import type { EventAction, SecurityEvent } from '../../events/security-event.ts';
import { limits } from '../limits.ts';
import { outsidePlain, plain } from '../text.ts';
import { longestEventId, offersOf } from './action-value.ts';
import { joined } from './message.ts';
import { readablePairs } from './readable-data.ts';

/** Labels of our own buttons, in lower case, which no action may pose as. */
const ourLabels = ['more…', 'more actions…', 'open in portal'];

/** Beyond these a card has "More actions…". */
const onCard = limits.actions.elements;

/** Every button, likeliest first. `action_id` is `event_action:<place in HEC's order>`. No two labels are alike. */
export function actionButtons(event: SecurityEvent): Button[] {
  const offers = offersOf(event);
  const labels = distinctLabels(offers.map(({ action }) => action));
  const buttons = offers.map(({ action, value }, index) => {
    const { style } = describeAction(action);
    const label = labels[index] ?? '';
    const button: Button = {
      type: 'button',
      action_id: `event_action:${index}`,
      text: plain(label),
      value,
      accessibility_label: accessibilityLabel(label, event),
    };
    return { action, button: style === undefined ? button : { ...button, style } };
  });
  return likeliestFirst(buttons, ({ action }) => action).map(({ button }) => button);
}

/** The blocks for a card: 25 buttons at most, and the way to the others. */
export function cardActions(event: SecurityEvent): ActionsBlock[] {
  const buttons = actionButtons(event);
  if (buttons.length <= onCard) return actionsBlocks(buttons);
  return actionsBlocks([...buttons.slice(0, onCard), ...moreButton('more_actions', 'More actions…', event)]);
}

/** As many blocks as Slack's limit of elements asks for; none without buttons. */
export function actionsBlocks(buttons: readonly Button[]): ActionsBlock[] {
  const blocks: ActionsBlock[] = [];
  for (let start = 0; start < buttons.length; start += limits.actions.elements) {
    blocks.push({ type: 'actions', elements: buttons.slice(start, start + limits.actions.elements) });
  }
  return blocks;
}

/** A button that opens more about the event; `value` is the JSON {"eventId"}. None for an id that nobody could look up. */
export function moreButton(actionId: 'more_actions' | 'event_more', label: string, event: SecurityEvent): Button[] {
  if (event.id.length > longestEventId) return [];
  const value = JSON.stringify({ eventId: event.id });
  const accessibility_label = accessibilityLabel(label, event);
  return [{ type: 'button', action_id: actionId, text: plain(label), value, accessibility_label }];
}

/** A channel may hold many cards, so what is read aloud says which event the button is for. */
function accessibilityLabel(label: string, event: SecurityEvent): string {
  return outsidePlain(joined(', event ', [label, outsidePlain(event.id, 9)]), limits.button.accessibilityLabel);
}

/** Actions of the same label get their parameter; where that tells them apart no better, a number. */
function distinctLabels(actions: readonly EventAction[]): string[] {
  const times = new Map<string, number>();
  for (const action of actions) {
    const alike = shownLabel(describeAction(action).label).toLowerCase();
    times.set(alike, (times.get(alike) ?? 0) + 1);
  }
  const labels = actions.map((action) => {
    const { label } = describeAction(action);
    const isAlone = times.get(shownLabel(label).toLowerCase()) === 1;
    return isAlone ? label : joined(': ', [label, parameterText(action.parameter)]);
  });
  return numbered(labels);
}

function numbered(labels: readonly string[]): string[] {
  const taken = new Set(ourLabels);
  const counts = new Map<string, number>();
  return labels.map((label) => {
    let shown = shownLabel(label);
    const alike = shown.toLowerCase();
    while (taken.has(shown.toLowerCase())) {
      const count = (counts.get(alike) ?? 1) + 1;
      counts.set(alike, count);
      const suffix = ` (${count})`;
      shown = shownLabel(label, limits.button.text - suffix.length) + suffix;
    }
    taken.add(shown.toLowerCase());
    return shown;
  });
}

function shownLabel(label: string, max: number = limits.button.text): string {
  return outsidePlain(label, max) || 'Action without a name';
}

function parameterText(parameter: unknown): string {
  return readablePairs(parameter, 3)
    .map(({ key, value }) => joined(' ', [key, value]))
    .join(', ');
}
