/**
 * The full card: how bad, what is running, what happened, what was done, and a button for each thing that can be done
 * now.
 *
 * Every part has its share of a message's characters, so no event, however hostile, exceeds a limit: less than 6,000
 * characters beside the buttons keeps the whole under our bound. Missing parts leave no trace.
 */

import { runningOf } from '../../actions/run.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { subjectKind } from '../../events/subject-kind.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import { context, header, type Message, section } from '../blocks/message.ts';
import { joined, type Mrkdwn, md, outsideText, plain, userMention } from '../blocks/text.ts';
import { cardActions, detailsButton, portalButton, shareButton, waysOn } from './action-buttons.ts';
import { plainRunning, runningLine } from './describe-run.ts';
import { additionalData, facts, furtherDetails } from './event-facts.ts';
import { historySections } from './event-history.ts';
import { notificationText, plainSummary } from './event-summary.ts';

/** One for the event and one for its email. */
const runningShown = 2;

/** @param requestedBy named at the foot of the card */
export function eventCard(snapshot: EventSnapshot, requestedBy?: string): Message {
  const { event, runs, otherEvents } = snapshot;
  const running = runningOf(runs).slice(0, runningShown);
  return {
    text: notificationText(event, plainRunning(running)),
    blocks: [
      ...header(plainSummary(event)),
      ...section(joined('\n', running.map(runningLine))),
      ...section(outsideText(event.description, 1_200)),
      ...section(outsideText(furtherDetails(event), 1_000)),
      ...section(facts(event)),
      ...historySections(snapshot, { items: 5, sections: 1 }),
      ...additionalData(event, { pairs: 6, value: 120, text: 600, sections: 1 }),
      ...cardActions(snapshot),
      ...waysOn([...detailsButton(event, plain`Details`), ...shareButton(event), ...portalButton(event)]),
      ...context(footer(event, requestedBy, otherEvents)),
    ],
  };
}

function footer(event: SecurityEvent, requestedBy: string | undefined, otherEvents: number): Mrkdwn {
  const events = otherEvents === 1 ? plain`event` : plain`events`;
  return joined(' · ', [
    requestedBy === undefined ? '' : md`Requested by ${userMention(requestedBy)}`,
    otherEvents > 0 ? md`${otherEvents} more ${events} on this ${outsideText(subjectKind(event), 20)}` : '',
  ]);
}
