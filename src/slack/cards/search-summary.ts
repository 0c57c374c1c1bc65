/**
 * What a search found, in numbers and by its worst, for everybody in a conversation: with Slack's own table, or with plain
 * rows where Slack doesn't take that.
 */
import { severityMark } from '../../events/severity.ts';
import { describe } from '../../search/describe.ts';
import type { SearchPage } from '../../services/search/search-page.ts';
import type { Summary } from '../../services/search/summary.ts';
import { type DataTableBlock, type KnownBlock, rawText } from '../blocks/block-kit.ts';
import { context, type PublicMessage, section } from '../blocks/message.ts';
import {
  dateTime,
  grouped,
  joined,
  type Mrkdwn,
  md,
  outsidePlain,
  outsideText,
  plain,
  userMention,
  type Words,
} from '../blocks/text.ts';
import { noteText } from './card.ts';
import { stateName } from './display-names.ts';
import type { CarriedSearch } from './search-codec.ts';
import { unsureWords, whatWasSeen } from './search-list.ts';
import { rowCells, rowText } from './search-row.ts';

export interface SharedSummary {
  search: CarriedSearch;
  summary: Summary;
  /** How complete it is. */
  found: Pick<SearchPage, 'progress' | 'wholeFrom' | 'unsure'>;
  userId: string;
  note: string;
}

/** More severities and states than HEC is known to have. */
const mostGroups = 12;

export function summaryPost(shared: SharedSummary, worst: 'table' | 'rows'): PublicMessage {
  const { search, userId, note } = shared;
  const words = describe(search.query, search.clock);
  const rows = worst === 'table' ? table(shared) : shared.summary.worst.flatMap((found) => section(rowText(found)));
  return {
    text: joined(': ', [howMany(shared), outsidePlain(words, 300)]),
    blocks: [
      ...section(noteText({ note, requestedBy: userId })),
      ...section(joined('\n', [md`*${howMany(shared)}* · ${outsideText(words, 1_500)}`, ...counts(shared)])),
      ...context(
        joined(' · ', [
          md`Searched by ${userMention(userId)}`,
          md`as of ${dateTime(search.clock.now)}`,
          completeness(shared),
          unsureWords(shared.found),
        ]),
      ),
      ...rows,
    ],
  };
}

function howMany({ summary: { events }, search: { query }, found: { progress } }: SharedSummary): Words {
  const soFar = progress.kind === 'whole' ? '' : plain` so far`;
  const about = query.about === 'emails' ? plain` about emails that were found` : '';
  return plain`${grouped(events)} ${events === 1 ? plain`event` : plain`events`}${about}${soFar}`;
}

function counts({ summary: { bySeverity, byState } }: SharedSummary): Mrkdwn[] {
  const severities = bySeverity.slice(0, mostGroups).map(({ severity, count }) => {
    const { mark, word } = severityMark(severity);
    return md`${outsideText(mark, 2)} ${outsideText(word, 30)}: ${grouped(count)}`;
  });
  const states = byState.slice(0, mostGroups).map(({ state, count }) => {
    const name = outsideText(stateName(state), 30);
    return md`${name === '' ? md`No state` : name}: ${grouped(count)}`;
  });
  return [joined(' · ', severities), joined(' · ', states)];
}

function completeness({ found: { progress, wholeFrom } }: SharedSummary): Mrkdwn {
  if (progress.kind === 'whole') {
    if (progress.cut === undefined) return md`complete`;
    return progress.cut === 'no_cursor'
      ? md`perhaps not complete: HEC didn’t list all of them`
      : md`perhaps not complete: no more than about 10,000 are listed`;
  }
  const seen = wholeFrom === undefined && progress.kind === 'failed' ? whatWasSeen(progress) : '';
  if (seen !== '') return md`not complete: this is ${seen}`;
  if (wholeFrom === undefined) return md`not complete: HEC hasn’t told of everything`;
  return md`not complete: HEC has told of everything since ${dateTime(wholeFrom)}`;
}

const columns = [plain`Severity`, plain`State`, plain`Event`];

/** On a phone the end of a row is off screen until it is scrolled, so the subject comes last. */
function table({ summary: { worst } }: SharedSummary): (KnownBlock | DataTableBlock)[] {
  if (worst.length === 0) return [];
  const rows = [columns, ...worst.map(rowCells)];
  // Slack takes no empty cell.
  const cells = rows.map((row) => row.map((cell) => rawText(cell === '' ? plain`–` : cell)));
  return [{ type: 'data_table', caption: plain`The worst events`, rows: cells }];
}
