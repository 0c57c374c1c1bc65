/**
 * What a search found, ten a page, one row an item that reads on a phone: the same blocks in a modal and in a message.
 *
 * A row never moves while somebody looks: what no longer matches is marked, and what is newer is counted.
 */

import { describe } from '../../search/describe.ts';
import type { Progress, SearchPage } from '../../services/search/search-page.ts';
import { mostFound, rowsPerPage } from '../../services/search/search-page.ts';
import { type ActionsBlock, type Button, type KnownBlock, type ModalView, plainText } from '../blocks/block-kit.ts';
import { limits } from '../blocks/limits.ts';
import { context, type Message, section } from '../blocks/message.ts';
import {
  dateTime,
  grouped,
  joined,
  type Mrkdwn,
  md,
  namedCode,
  outsidePlain,
  outsideText,
  type Plain,
  plain,
  type Words,
} from '../blocks/text.ts';
import type { NoticeInput } from './notice.ts';
import { type CarriedSearch, writeSearch } from './search-codec.ts';
import { searchRow } from './search-row.ts';
import { canMatchNone, widerSearches } from './wider-search.ts';

export const listCallbackId = 'search:list';

export interface SearchListInput {
  /** As the buttons carry it. */
  search: CarriedSearch;
  found: SearchPage;
  /** If HEC failed: what the person is told of it. */
  failure?: Pick<NoticeInput, 'sentence' | 'reference'> | undefined;
}

/** At most 30 blocks, which a message takes, too. */
export function searchBlocks(input: SearchListInput): KnownBlock[] {
  const { search, found } = input;
  const first = (found.page - 1) * rowsPerPage + 1;
  return [
    ...section(head(input)),
    ...progressBlock(input),
    ...context(newerLine(found)),
    ...found.rows.flatMap((row, index) => searchRow(row, { place: first + index, asked: search.asked })),
    ...emptyPage(input),
    // Below the rows, because it may change once their emails are read.
    ...context(joined(' · ', [range(found, first), unsureWords(found)])),
    ...buttons(input),
  ];
}

export function searchMessage(input: SearchListInput): Message {
  return { text: notification(input), blocks: searchBlocks(input) };
}

/** Its metadata is the search, so that closing it can end the search. */
export function searchListView(input: SearchListInput): ModalView {
  return {
    type: 'modal',
    callback_id: listCallbackId,
    private_metadata: writeSearch(input.search),
    notify_on_close: true,
    title: plainText(plain`Search`),
    close: plainText(plain`Close`),
    blocks: searchBlocks(input),
  };
}

export function searchLoadingView(): ModalView {
  return {
    type: 'modal',
    title: plainText(plain`Search`),
    close: plainText(plain`Close`),
    blocks: section(md`Searching…`),
  };
}

/** "12 events so far · High or worse, phishing, in the last 24 hours". */
function head({ search, found }: SearchListInput): Mrkdwn {
  const words = outsideText(describe(search.query, search.clock), 1_500);
  return joined(' · ', [md`*${howMany(found)}*`, words]);
}

function notification({ search, found }: SearchListInput): Plain {
  return joined(': ', [howMany(found), outsidePlain(describe(search.query, search.clock), 300)]);
}

/** "12 events", "12 events so far", "9,800 or more events", "Search incomplete". */
function howMany({ query, total, progress }: SearchPage): Words {
  const item = query.about === 'events' ? plain`event` : plain`email`;
  const items = total === 1 ? item : plain`${item}s`;
  const count = total === 0 ? plain`No` : grouped(total);
  // “No events” would look like good news.
  if (total === 0 && (progress.kind === 'failed' || progress.kind === 'stopped')) return plain`Search incomplete`;
  if (progress.kind !== 'whole') return plain`${count} ${items} so far`;
  if (progress.cut === undefined || total === 0) return plain`${count} ${items}`;
  // Some more are found before the list is full.
  return plain`${grouped(Math.min(total, mostFound))} or more ${items}`;
}

/** What went wrong, nobody may overlook. */
function progressBlock(input: SearchListInput): KnownBlock[] {
  const { kind } = input.found.progress;
  if (kind !== 'failed' && kind !== 'stopped') return context(progressLine(input));
  const reference = kind === 'failed' ? input.failure?.reference : undefined;
  return [
    ...section(progressLine(input)),
    ...context(namedCode(plain`Reference`, reference, 100)),
    // Below ten rows nobody would find it on a phone.
    ...(hasAgainAbove(input.found) ? [{ type: 'actions', elements: again(input.search, input.found) } as const] : []),
  ];
}

function progressLine({ found, failure }: SearchListInput): Mrkdwn {
  const { progress, wholeFrom } = found;
  const back = wholeFrom === undefined ? '' : md`Complete back to ${dateTime(wholeFrom)}.`;
  switch (progress.kind) {
    case 'looking':
      return joined(' ', [md`⏳ Still searching.`, back]);
    case 'whole':
      return whyCut(progress);
    case 'failed':
      return joined(' ', [md`⚠️`, failure?.sentence ?? '', found.total === 0 ? '' : seenUntil(progress, back)]);
    case 'stopped':
      return joined(' ', [stopped(progress), back]);
  }
}

function whyCut({ cut }: Extract<Progress, { kind: 'whole' }>): Mrkdwn {
  switch (cut) {
    case undefined:
      return '';
    case 'ceiling':
      return md`HEC lists about 10,000 at most. Narrow the search to see the rest.`;
    case 'list_full':
      return md`A list holds about 10,000 at most. Narrow the search to see the rest.`;
    case 'no_cursor':
      return md`HEC didn’t list all of them. Try again later, or narrow the search.`;
  }
}

function seenUntil(progress: Extract<Progress, { kind: 'failed' }>, back: Mrkdwn): Mrkdwn {
  if (back !== '') return md`This was found before. ${back}`;
  const seen = whatWasSeen(progress);
  return seen === '' ? md`This was found before.` : md`This is ${seen}.`;
}

/** "what the app had seen until today at 12:00"; '' if it isn't known when. */
export function whatWasSeen({ knownAsOf, knownBackTo }: Extract<Progress, { kind: 'failed' }>): Mrkdwn {
  if (knownAsOf === undefined) return '';
  const seen = md`what the app had seen until ${dateTime(knownAsOf)}`;
  return knownBackTo === undefined ? seen : md`${seen}, looking back to ${dateTime(knownBackTo)}`;
}

function stopped({ why }: Extract<Progress, { kind: 'stopped' }>): Mrkdwn {
  switch (why) {
    case 'closed':
      return md`Stopped when you closed it.`;
    case 'another':
      return md`Stopped because you began another search.`;
    case 'too_long':
      return md`⚠️ Stopped because it took too long. Add a filter, or search a shorter time.`;
  }
}

function newerLine({ newer, progress }: SearchPage): Mrkdwn {
  if (newer === 0) return '';
  const [said, them] =
    newer === 1 ? [md`A newer one came in.`, md`it`] : [md`${grouped(newer)} newer ones came in.`, md`them`];
  const hasUpdate = progress.kind === 'looking' || progress.kind === 'whole';
  return hasUpdate ? md`${said} Press *Update* below to see ${them}.` : said;
}

/** What was searched is above; what would widen it is below, on buttons. */
function emptyPage({ search, found }: SearchListInput): KnownBlock[] {
  if (found.rows.length > 0 || found.progress.kind === 'looking') return [];
  if (found.page > 1) return section(md`There is nothing on this page.`);
  if (found.progress.kind !== 'whole') return [];
  if (canMatchNone(search.query)) {
    return section(
      md`Nothing can match: emails are only in services for email, such as Microsoft 365 email. Search for events, or in another service.`,
    );
  }
  return section(
    widerSearches(search).length === 0
      ? md`Nothing matches. Try fewer filters, or a longer time.`
      : md`Nothing matches all of that. Try a wider search:`,
  );
}

function range({ page, rows, total }: SearchPage, first: number): Mrkdwn {
  if (rows.length === 0 || (page === 1 && total <= rows.length)) return '';
  return md`${grouped(first)} to ${grouped(first + rows.length - 1)} of ${grouped(Math.max(total, first + rows.length - 1))}`;
}

/** "13 of them may not match: …": whoever reads “from” would take them for that sender’s. */
export function unsureWords({ unsure, progress }: Pick<SearchPage, 'unsure' | 'progress'>): Mrkdwn {
  if (unsure === 0 || progress.kind === 'looking') return '';
  return md`${grouped(unsure)} of them may not match: HEC doesn’t tell enough of ${unsure === 1 ? md`it` : md`them`}.`;
}

function buttons({ search, found }: SearchListInput): ActionsBlock[] {
  const { page, total, rows, hasNext, progress } = found;
  const at = (other: number): CarriedSearch => ({ ...search, page: other });
  const isEmpty = rows.length === 0 && page === 1 && progress.kind === 'whole';
  const elements = [
    ...(page > 1 ? [searchButton('search:previous', plain`Previous`, at(page - 1))] : []),
    ...(hasNext ? [searchButton('search:next', plain`Next`, at(page + 1))] : []),
    ...(hasAgainAbove(found) ? [] : again(search, found)),
    ...(isEmpty ? widerButtons(search) : []),
    searchButton('search:refine', plain`Refine…`, search),
    ...(total > 0 ? [searchButton('search:share', plain`Share a summary`, search)] : []),
  ];
  return [{ type: 'actions', elements }];
}

/** Whether the button stands beside what went wrong: without rows it is near it anyway. */
function hasAgainAbove({ rows, progress }: SearchPage): boolean {
  return rows.length > 0 && (progress.kind === 'failed' || progress.kind === 'stopped');
}

/** None if it would change nothing. */
function again(search: CarriedSearch, { progress, newer, rows }: SearchPage): Button[] {
  const first = { ...search, page: 1 };
  if (progress.kind === 'failed') return [searchButton('search:again', plain`Try again`, first)];
  if (progress.kind === 'stopped') return [searchButton('search:again', plain`Search again`, first)];
  const isOutdated = newer > 0 || rows.some(({ standing }) => standing !== 'matches');
  if (progress.kind === 'looking' || isOutdated) return [searchButton('search:again', plain`Update`, first)];
  return [];
}

function widerButtons(search: CarriedSearch): Button[] {
  return widerSearches(search).map(({ label, query }, index) =>
    searchButton(`search:wider:${index}`, outsidePlain(label, limits.button.text), { ...search, query, page: 1 }),
  );
}

/** Any button that goes on with a search: the listener reads it with `readSearch`. */
export function searchButton(actionId: string, label: Plain, search: CarriedSearch): Button {
  return { type: 'button', action_id: actionId, text: plainText(label), value: writeSearch(search) };
}
