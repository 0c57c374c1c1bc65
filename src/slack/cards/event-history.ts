/** HEC's own record and the app's runs as one list, newest first. Shorter messages show only the last item. */
import { type EndedRun, isEnded } from '../../actions/run.ts';
import type { EmailPastAction } from '../../events/email.ts';
import type { HistoryEntry, SecurityEvent } from '../../events/security-event.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import type { SectionBlock } from '../blocks/block-kit.ts';
import { type ListBound, listSections } from '../blocks/long-sections.ts';
import { code, dateTime, joined, type Mrkdwn, md, outsideText, plain, userMention } from '../blocks/text.ts';
import { endedWords } from './describe-run.ts';
import { pastActionName } from './display-names.ts';

type HistoryItem = { at: Date | undefined } & (
  | { kind: 'entry'; entry: HistoryEntry }
  | { kind: 'run'; run: EndedRun }
  | { kind: 'onEmail'; action: EmailPastAction }
);

/** @param onEmail what was done to the event's email, of which the event may know nothing */
export function historySections(
  snapshot: EventSnapshot,
  bound: ListBound,
  onEmail: readonly EmailPastAction[] = [],
): SectionBlock[] {
  const lineOf = (item: HistoryItem) => md`• ${itemLine(item, snapshot.event)}`;
  return listSections(plain`Done so far`, historyItems(snapshot, onEmail), lineOf, bound);
}

/** From the fullest wording to the shortest; empty if nothing was done. */
export function lastDone(snapshot: EventSnapshot): Mrkdwn[] {
  const last = historyItems(snapshot, []).find((item) => item.kind !== 'run' || item.run.outcome !== 'not_sent');
  if (last === undefined) return [];
  const wordings = [itemName(last, 'named', 30), itemName(last, 'unnamed', 30), itemName(last, 'unnamed', 15)];
  return [...new Set(wordings)];
}

/** A run that HEC recorded is listed once, with the person and HEC's time. */
function historyItems({ event, runs, recorded }: EventSnapshot, onEmail: readonly EmailPastAction[]): HistoryItem[] {
  const ours = new Set(recorded.values());
  const entries = event.history.filter((entry) => !ours.has(entry));
  const known: HistoryItem[] = [
    ...runs.filter(isEnded).map((run) => ({ kind: 'run' as const, run, at: recorded.get(run.id)?.at ?? run.endedAt })),
    ...entries.map((entry) => ({ kind: 'entry' as const, entry, at: entry.at })),
  ];
  const isKnown = knownDeeds(known);
  const unknown = onEmail.filter((action) => !isKnown(action));
  const items = [...known, ...unknown.map((action): HistoryItem => ({ kind: 'onEmail', action, at: action.at }))];
  // Items without a time come last; equal ones stay in HEC's order, which is unknown.
  return items.toSorted((one, other) => timeOf(other) - timeOf(one));
}

/** HEC records an action on the event and on its email, at about the same time. */
const apartMs = 120_000;

function knownDeeds(items: readonly HistoryItem[]): (action: EmailPastAction) => boolean {
  const timesOf = new Map<string, number[]>();
  for (const item of items) {
    const times = timesOf.get(nameOf(item));
    if (times === undefined) timesOf.set(nameOf(item), [timeOf(item)]);
    else times.push(timeOf(item));
  }
  return (action) =>
    timesOf.get(pastActionName(action.name))?.some((time) => Math.abs(time - timeOf(action)) <= apartMs) ?? false;
}

function nameOf(item: HistoryItem): string {
  switch (item.kind) {
    case 'run':
      return pastActionName(item.run.actionName);
    case 'entry':
      return pastActionName(item.entry.type);
    case 'onEmail':
      return pastActionName(item.action.name);
  }
}

function itemLine(item: HistoryItem, event: SecurityEvent): Mrkdwn {
  const related = item.kind === 'entry' ? item.entry.relatedEventId : undefined;
  const other = related === undefined || related === event.id ? '' : code(related, 40);
  return joined(' · ', [
    itemName(item, 'named', 60),
    item.at === undefined ? '' : dateTime(item.at),
    other === '' ? '' : md`by event ${other}`,
    item.kind === 'onEmail' ? outsideText(item.action.result ?? '', 150) : '',
  ]);
}

function itemName(item: HistoryItem, person: 'named' | 'unnamed', max: number): Mrkdwn {
  if (item.kind !== 'run') return outsideText(nameOf(item), max) || plain`Unnamed action`;
  const { run } = item;
  return endedWords(run, person === 'named' ? userMention(run.userId) : '', max);
}

function timeOf({ at }: Pick<HistoryItem, 'at'>): number {
  const time = at?.getTime() ?? Number.NaN;
  return Number.isNaN(time) ? earliestTime : time;
}

/** The earliest time that a Date can hold. */
const earliestTime = -8.64e15;
