/**
 * What was done on an event, newest first: for the card in lines, for shorter messages the last thing only.
 */
import type { HistoryEntry, SecurityEvent } from '../../events/security-event.ts';
import { code, dateTime, outsideText } from '../text.ts';
import { joined, titled } from './message.ts';
import { pastActionName } from './names.ts';

const newestShown = 5;

/** As mrkdwn with a title; '' when HEC reports nothing done. */
export function historyText(event: SecurityEvent): string {
  const entries = newestFirst(event);
  const lines = entries.slice(0, newestShown).map((entry) => historyLine(entry, event));
  const left = entries.length - lines.length;
  return titled('Done so far', left > 0 ? [...lines, `and ${left} more`] : lines);
}

/** The name of what was done last, as mrkdwn; '' when HEC reports nothing done. */
export function lastDone(event: SecurityEvent, max: number): string {
  const [newest] = newestFirst(event);
  return newest === undefined ? '' : doneName(newest, max);
}

function historyLine(entry: HistoryEntry, event: SecurityEvent): string {
  const { at, relatedEventId } = entry;
  const other = relatedEventId === undefined || relatedEventId === event.id ? '' : code(relatedEventId, 40);
  return joined(' · ', [
    `• ${doneName(entry, 60)}`,
    at === undefined ? '' : dateTime(at),
    other === '' ? '' : `by event ${other}`,
  ]);
}

function doneName({ type }: HistoryEntry, max: number): string {
  return outsideText(pastActionName(type), max) || 'Unnamed action';
}

/** HEC's order is not known. What has no time comes last, in HEC's order. */
function newestFirst({ history }: SecurityEvent): HistoryEntry[] {
  return history.toSorted((one, other) => timeOf(other) - timeOf(one));
}

function timeOf({ at }: HistoryEntry): number {
  const time = at?.getTime() ?? Number.NaN;
  return Number.isNaN(time) ? earliest : time;
}

/** The lowest time that a Date can hold. */
const earliest = -8.64e15;
