/**
 * The full card: how bad, what is running, what it is about and what became of it, what was done, and a button for each
 * thing that can be done now. It fits on a phone's screen; "Details" has everything.
 *
 * Every part has its share of a message's characters, so no event, however hostile, exceeds a limit: less than 6,000
 * characters beside the buttons keeps the whole under our bound. Missing parts leave no trace.
 */

import { runningOf } from '../../actions/run.ts';
import { saysMore } from '../../events/sentence.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import type { KnownBlock } from '../blocks/block-kit.ts';
import { context, header, type Message, section } from '../blocks/message.ts';
import { capitalised, joined, type Mrkdwn, md, outsideText, plain, userMention } from '../blocks/text.ts';
import { cardActions, detailsButton, otherEventsButton, portalButton, shareButton, waysOn } from './action-buttons.ts';
import { plainRunning, runningLine } from './describe-run.ts';
import { serviceName } from './display-names.ts';
import { emailLines } from './email-lines.ts';
import { additionalData, briefFacts, descriptionText, facts, furtherDetails } from './event-facts.ts';
import { historySections } from './event-history.ts';
import { notificationText, plainSummary } from './event-summary.ts';

/** One for the event and one for its email. */
const runningShown = 2;

export interface CardOptions {
  /** Named at the foot of the card. */
  requestedBy?: string | undefined;
  /** For a card that can't be changed when HEC tells about the email. */
  isFinal?: boolean;
}

export function eventCard(snapshot: EventSnapshot, { requestedBy, isFinal = false }: CardOptions = {}): Message {
  const { event, runs } = snapshot;
  const running = runningOf(runs).slice(0, runningShown);
  return {
    text: notificationText(event, plainRunning(running)),
    blocks: [
      ...header(plainSummary(event)),
      ...section(joined('\n', running.map(runningLine))),
      ...whatHappened(snapshot, isFinal),
      ...historySections(snapshot, { items: 5, sections: 1 }),
      ...additionalData(event, { pairs: 6, value: 120, text: 600, sections: 1 }),
      ...cardActions(snapshot),
      ...waysOn([
        ...otherEventsButton(snapshot),
        ...detailsButton(event, plain`Details`),
        ...shareButton(event),
        ...portalButton(snapshot),
      ]),
      ...context(footer(snapshot, requestedBy)),
    ],
  };
}

/** HEC's own sentence is kept if it says more than the email does. */
function whatHappened({ event, email }: EventSnapshot, isFinal: boolean): KnownBlock[] {
  if (email.kind === 'read') {
    const { details } = email;
    const sentences = [event.description, furtherDetails(event)].filter((text) => saysMore(text, event, details));
    const lines = [emailLines(details, event), ...sentences.map((text) => outsideText(text, 500))];
    return section(joined('\n', lines));
  }
  const shown = [
    descriptionText(event),
    outsideText(furtherDetails(event), 1_000),
    email.kind === 'none' ? facts(event) : joined('\n', [briefFacts(event), isFinal ? plain`More in Details` : '']),
  ];
  return shown.flatMap(section);
}

/** The facts name service and event already. */
function footer({ event, email }: EventSnapshot, requestedBy: string | undefined): Mrkdwn {
  const id = outsideText(event.id, 9);
  const parts = [
    ...(email.kind === 'none'
      ? []
      : [outsideText(serviceName(event.saas ?? ''), 60), id === '' ? '' : md`event ${id}`]),
    requestedBy === undefined ? '' : md`asked for by ${userMention(requestedBy)}`,
  ];
  return capitalised(joined(' · ', parts));
}
