/**
 * What was done about an event, newest first, as one story: HEC's own record and the runs that were asked for here. For
 * the card and the modal in lines, for shorter messages the last thing only.
 */
import type { SectionBlock } from '@slack/types';
import { type EndedRun, isEnded } from '../../actions/run.ts';
import type { HistoryEntry, SecurityEvent } from '../../events/security-event.ts';
import { type ListBound, listSections } from '../blocks/long-sections.ts';
import { joined } from '../blocks/message.ts';
import { code, dateTime, outsideText, userMention } from '../blocks/text.ts';
import type { CardInput } from './card-input.ts';
import { endedWords } from './describe-run.ts';
import { pastActionName } from './display-names.ts';

/** What HEC did, or how a run ended. */
type HistoryItem = { at: Date | undefined } & ({ kind: 'entry'; entry: HistoryEntry } | { kind: 'run'; run: EndedRun });

type History = Pick<CardInput, 'event' | 'runs' | 'recorded'>;

/** Under a title, one a line; nothing when nothing was done. */
export function historySections(input: History, bound: ListBound): SectionBlock[] {
  return listSections('Done so far', historyItems(input), (deed) => `• ${itemLine(deed, input.event)}`, bound);
}

/** What was done last, as mrkdwn, from the fullest wording to the shortest; none when nothing was done. */
export function lastDone(input: History): string[] {
  const last = historyItems(input).find((deed) => deed.kind === 'entry' || deed.run.outcome !== 'not_sent');
  if (last === undefined) return [];
  const wordings = [itemName(last, 'named', 30), itemName(last, 'unnamed', 30), itemName(last, 'unnamed', 15)];
  return [...new Set(wordings)];
}

/** What HEC recorded of a run is told once, with the person, at HEC's time. */
function historyItems({ event, runs = [], recorded }: History): HistoryItem[] {
  const ours = new Set(recorded?.values());
  const entries = event.history.filter((entry) => !ours.has(entry));
  const items: HistoryItem[] = [
    ...runs.filter(isEnded).map((run) => ({ kind: 'run' as const, run, at: recorded?.get(run.id)?.at ?? run.endedAt })),
    ...entries.map((entry) => ({ kind: 'entry' as const, entry, at: entry.at })),
  ];
  // What has no time comes last; those alike stay in HEC's order, which is not known.
  return items.toSorted((one, other) => timeOf(other) - timeOf(one));
}

function itemLine(deed: HistoryItem, event: SecurityEvent): string {
  const related = deed.kind === 'entry' ? deed.entry.relatedEventId : undefined;
  const other = related === undefined || related === event.id ? '' : code(related, 40);
  return joined(' · ', [
    itemName(deed, 'named', 60),
    deed.at === undefined ? '' : dateTime(deed.at),
    other === '' ? '' : `by event ${other}`,
  ]);
}

function itemName(deed: HistoryItem, person: 'named' | 'unnamed', max: number): string {
  if (deed.kind === 'entry') return outsideText(pastActionName(deed.entry.type), max) || 'Unnamed action';
  const { run } = deed;
  return endedWords(run, person === 'named' ? userMention(run.userId) : '', max);
}

function timeOf({ at }: HistoryItem): number {
  const time = at?.getTime() ?? Number.NaN;
  return Number.isNaN(time) ? earliestTime : time;
}

/** The lowest time that a Date can hold. */
const earliestTime = -8.64e15;
