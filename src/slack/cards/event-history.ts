/** HEC's own record and the app's runs as one list, newest first. Shorter messages show only the last item. */
import { type EndedRun, isEnded } from '../../actions/run.ts';
import type { HistoryEntry, SecurityEvent } from '../../events/security-event.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import type { SectionBlock } from '../blocks/block-kit.ts';
import { type ListBound, listSections } from '../blocks/long-sections.ts';
import { code, dateTime, joined, type Mrkdwn, md, outsideText, plain, userMention } from '../blocks/text.ts';
import { endedWords } from './describe-run.ts';
import { pastActionName } from './display-names.ts';

type HistoryItem = { at: Date | undefined } & ({ kind: 'entry'; entry: HistoryEntry } | { kind: 'run'; run: EndedRun });

export function historySections(snapshot: EventSnapshot, bound: ListBound): SectionBlock[] {
  const lineOf = (item: HistoryItem) => md`• ${itemLine(item, snapshot.event)}`;
  return listSections(plain`Done so far`, historyItems(snapshot), lineOf, bound);
}

/** From the fullest wording to the shortest; empty if nothing was done. */
export function lastDone(snapshot: EventSnapshot): Mrkdwn[] {
  const last = historyItems(snapshot).find((item) => item.kind === 'entry' || item.run.outcome !== 'not_sent');
  if (last === undefined) return [];
  const wordings = [itemName(last, 'named', 30), itemName(last, 'unnamed', 30), itemName(last, 'unnamed', 15)];
  return [...new Set(wordings)];
}

/** A run that HEC recorded is listed once, with the person and HEC's time. */
function historyItems({ event, runs, recorded }: EventSnapshot): HistoryItem[] {
  const ours = new Set(recorded.values());
  const entries = event.history.filter((entry) => !ours.has(entry));
  const items: HistoryItem[] = [
    ...runs.filter(isEnded).map((run) => ({ kind: 'run' as const, run, at: recorded.get(run.id)?.at ?? run.endedAt })),
    ...entries.map((entry) => ({ kind: 'entry' as const, entry, at: entry.at })),
  ];
  // Items without a time come last; equal ones stay in HEC's order, which is unknown.
  return items.toSorted((one, other) => timeOf(other) - timeOf(one));
}

function itemLine(item: HistoryItem, event: SecurityEvent): Mrkdwn {
  const related = item.kind === 'entry' ? item.entry.relatedEventId : undefined;
  const other = related === undefined || related === event.id ? '' : code(related, 40);
  return joined(' · ', [
    itemName(item, 'named', 60),
    item.at === undefined ? '' : dateTime(item.at),
    other === '' ? '' : md`by event ${other}`,
  ]);
}

function itemName(item: HistoryItem, person: 'named' | 'unnamed', max: number): Mrkdwn {
  if (item.kind === 'entry') return outsideText(pastActionName(item.entry.type), max) || plain`Unnamed action`;
  const { run } = item;
  return endedWords(run, person === 'named' ? userMention(run.userId) : '', max);
}

function timeOf({ at }: HistoryItem): number {
  const time = at?.getTime() ?? Number.NaN;
  return Number.isNaN(time) ? earliestTime : time;
}

/** The earliest time that a Date can hold. */
const earliestTime = -8.64e15;
