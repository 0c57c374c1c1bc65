/**
 * The full card of one event: how bad, what is running, what happened, what was done, and a button for each thing that
 * can be done now.
 *
 * Every part has its share of the characters that one message may hold, so that no event, however hostile, passes any
 * limit: less than 6,000 characters beside the buttons, so that all together stays under our bound. Parts that the
 * event lacks leave no trace.
 */
import type { ActionsBlock } from '@slack/types';
import { readableName } from '../../actions/catalogue.ts';
import { portalUrl } from '../../events/links.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { code, dateTime, isPlainHttps, outsideText, plain, userMention } from '../text.ts';
import { cardActions } from './action-buttons.ts';
import { type CardInput, runningOf } from './card-input.ts';
import { historyText } from './event-history.ts';
import { notificationText, plainSummary } from './event-summary.ts';
import { context, header, joined, type Message, section, titled } from './message.ts';
import { entityNoun, kindName, serviceName } from './names.ts';
import { readablePairs } from './readable-data.ts';
import { plainRunning, runningLine } from './run-words.ts';

const additionalShown = 6;
/** One on the event and one on its e-mail. */
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
      ...section(furtherDetails(event)),
      ...section(facts(event)),
      ...section(historyText(event, input.runs)),
      ...section(additionalData(event)),
      ...cardActions(input),
      ...portalButton(event),
      ...context(footer(event, requestedBy, otherEvents)),
    ],
  };
}

/** The longer description, unless it is the same words again: HEC's two texts often differ in emoji and spaces only. */
function furtherDetails({ description, details }: SecurityEvent): string {
  return wordsOnly(description).includes(wordsOnly(details)) ? '' : outsideText(details, 1_000);
}

function wordsOnly(text: string): string {
  return text
    .slice(0, 5_000)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

function facts(event: SecurityEvent): string {
  const noun = entityNoun(event.saas);
  const entityLabel = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} id`;
  return joined('\n', [
    fact('Sender', outsideText(event.sender ?? '', 200)),
    fact('Service', outsideText(serviceName(event.saas ?? ''), 60)),
    fact('Confidence', outsideText(kindName(event.confidence ?? ''), 60)),
    fact('Created', event.createdAt === undefined ? '' : dateTime(event.createdAt)),
    fact('Customer', outsideText(event.customer ?? '', 100)),
    fact('Event id', code(event.id, 80)),
    fact(entityLabel, code(event.entityId ?? '', 120)),
  ]);
}

function fact(name: string, shown: string): string {
  return shown === '' ? '' : `*${name}:* ${shown}`;
}

function additionalData({ additional }: SecurityEvent): string {
  const lines = readablePairs(additional, additionalShown).map(({ key, value }) => {
    const shown = outsideText(value, key === '' ? 600 : 120);
    return shown === '' ? '' : joined(': ', [outsideText(readableName(key), 40), shown]);
  });
  return titled(
    'More from HEC',
    lines.filter((line) => line !== ''),
  );
}

function portalButton({ portalLink = '' }: SecurityEvent): ActionsBlock[] {
  const url = portalUrl(portalLink)?.href;
  if (url === undefined || !isPlainHttps(url)) return [];
  const accessibility_label = 'Open this event in the Infinity Portal';
  const text = plain('Open in portal');
  return [
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'open_portal', text, url, accessibility_label }],
    },
  ];
}

function footer(event: SecurityEvent, requestedBy: string | undefined, otherEvents: number): string {
  const events = otherEvents === 1 ? 'event' : 'events';
  return joined(' · ', [
    requestedBy === undefined ? '' : `Asked for by ${userMention(requestedBy)}`,
    otherEvents > 0 ? `${otherEvents} more ${events} on this ${entityNoun(event.saas)}` : '',
  ]);
}
