/**
 * The full card of one event: how bad, what is running, what happened, what was done, and a button for each thing that
 * can be done now.
 *
 * Every part has its share of the characters that one message may hold, so that no event, however hostile, passes any
 * limit: less than 6,000 characters beside the buttons, so that all together stays under our bound. Parts that the
 * event lacks leave no trace.
 */
import type { SecurityEvent } from '../../events/security-event.ts';
import { context, header, joined, type Message, section } from '../blocks/message.ts';
import { outsideText, userMention } from '../blocks/text.ts';
import { cardActions, detailsButton, portalButton, shareButton, waysOn } from './action-buttons.ts';
import { type CardInput, runningOf } from './card-input.ts';
import { plainRunning, runningLine } from './describe-run.ts';
import { entityNoun } from './display-names.ts';
import { additionalData, facts, furtherDetails } from './event-facts.ts';
import { historySections } from './event-history.ts';
import { notificationText, plainSummary } from './event-summary.ts';

/** One on the event and one on its email. */
const runningShown = 2;

export function eventCard(input: CardInput): Message {
  const { event, requestedBy, otherEvents = 0 } = input;
  const running = runningOf(input.runs).slice(0, runningShown);
  return {
    text: notificationText(event, plainRunning(running)),
    blocks: [
      ...header(plainSummary(event)),
      ...section(running.map(runningLine).join('\n')),
      ...section(outsideText(event.description, 1_200)),
      ...section(outsideText(furtherDetails(event), 1_000)),
      ...section(facts(event)),
      ...historySections(input, { items: 5, sections: 1 }),
      ...additionalData(event, { pairs: 6, value: 120, text: 600, sections: 1 }),
      ...cardActions(input),
      ...waysOn([...detailsButton(event, 'Details'), ...shareButton(event), ...portalButton(event)]),
      ...context(footer(event, requestedBy, otherEvents)),
    ],
  };
}

function footer(event: SecurityEvent, requestedBy: string | undefined, otherEvents: number): string {
  const events = otherEvents === 1 ? 'event' : 'events';
  return joined(' · ', [
    requestedBy === undefined ? '' : `Asked for by ${userMention(requestedBy)}`,
    otherEvents > 0 ? `${otherEvents} more ${events} on this ${entityNoun(event.saas)}` : '',
  ]);
}
