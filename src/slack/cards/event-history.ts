/**
 * What was done about an event, newest first, as one story: HEC's own record and the runs that were asked for here. For
 * the card and the modal in lines, for shorter messages the last thing only.
 */
import type { SectionBlock } from '@slack/types';
import { subMinutes } from 'date-fns';
import { isRecordedAs } from '../../actions/registry.ts';
import { type ActionRun, type EndedRun, isEnded, type RunOutcome } from '../../actions/run.ts';
import type { HistoryEntry, SecurityEvent } from '../../events/security-event.ts';
import { type ListBound, listSections } from '../blocks/long-parts.ts';
import { joined } from '../blocks/message.ts';
import { code, dateTime, outsideText, userMention } from '../blocks/text.ts';
import { pastActionName } from './names.ts';
import { endedWords } from './run-words.ts';

/** What HEC did, or how a run ended. */
type HistoryItem = { at: Date | undefined } & (
  | { kind: 'entry'; entry: HistoryEntry }
  | { kind: 'run'; run: EndedRun; outcome: RunOutcome }
);

/** Under a title, one a line; nothing when nothing was done. */
export function historySections(
  event: SecurityEvent,
  runs: readonly ActionRun[] | undefined,
  bound: ListBound,
): SectionBlock[] {
  return listSections('Done so far', historyItems(event, runs), (deed) => `• ${itemLine(deed, event)}`, bound);
}

/** What was done last, as mrkdwn, from the fullest wording to the shortest; none when nothing was done. */
export function lastDone(event: SecurityEvent, runs: readonly ActionRun[] | undefined): string[] {
  const last = historyItems(event, runs).find((deed) => deed.kind === 'entry' || deed.outcome !== 'not_sent');
  if (last === undefined) return [];
  const wordings = [itemName(last, 'named', 30), itemName(last, 'unnamed', 30), itemName(last, 'unnamed', 15)];
  return [...new Set(wordings)];
}

function historyItems({ history }: SecurityEvent, runs: readonly ActionRun[] = []): HistoryItem[] {
  const entries = new Set(history);
  const ended = runs.filter(isEnded).map((run): HistoryItem => {
    const recorded = recordOf(run, entries);
    if (recorded === undefined) return { kind: 'run', run, outcome: run.outcome, at: run.endedAt };
    entries.delete(recorded);
    // That HEC records it outranks what was known when the run ended.
    return { kind: 'run', run, outcome: 'done', at: recorded.at };
  });
  const byHec = [...entries].map((entry): HistoryItem => ({ kind: 'entry', entry, at: entry.at }));
  // What has no time comes last; those alike stay in HEC's order, which is not known.
  return [...ended, ...byHec].toSorted((one, other) => timeOf(other) - timeOf(one));
}

/** HEC's clock and ours may differ, and HEC may record a thing a little after it has said that it is done. */
const apartMinutes = 2;

/** Where HEC recorded the run itself. What failed or was never sent is not what HEC recorded. */
function recordOf(run: EndedRun, entries: ReadonlySet<HistoryEntry>): HistoryEntry | undefined {
  if (run.outcome === 'failed' || run.outcome === 'not_sent') return undefined;
  const earliest = subMinutes(run.startedAt, apartMinutes);
  const latest = subMinutes(run.endedAt, -apartMinutes);
  return [...entries].find(
    ({ at, type }) => at !== undefined && at >= earliest && at <= latest && isRecordedAs(run.actionName, type),
  );
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
  const { run, outcome } = deed;
  return endedWords(run, outcome, person === 'named' ? userMention(run.userId) : '', max);
}

function timeOf({ at }: HistoryItem): number {
  const time = at?.getTime() ?? Number.NaN;
  return Number.isNaN(time) ? earliestTime : time;
}

/** The lowest time that a Date can hold. */
const earliestTime = -8.64e15;
