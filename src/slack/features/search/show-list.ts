/**
 * Begins a search, or goes on with one, and shows its list: in a modal, which follows it until it has ended, or in a
 * message, which tells what is known after a moment.
 *
 * Doesn't check whether the person may search: whoever calls this does, at each page.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../../../errors.ts';
import { parse } from '../../../search/parse.ts';
import type { Clock } from '../../../search/query.ts';
import { toText } from '../../../search/to-text.ts';
import type { Search } from '../../../services/search/search.ts';
import type { SearchPage } from '../../../services/search/search-page.ts';
import type { SearchRequest } from '../../../services/search/searches.ts';
import type { Message } from '../../blocks/message.ts';
import { md } from '../../blocks/text.ts';
import type { Failure } from '../../cards/notice.ts';
import type { CarriedSearch, SearchOrigin } from '../../cards/search-codec.ts';
import { type SearchListInput, searchListView, searchMessage } from '../../cards/search-list.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import type { Filled, ShowView } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import { askForSearch, unreadSearch } from './ask-for-search.ts';

export interface ListRequest {
  search: CarriedSearch;
  userId: string;
}

/** What somebody typed, unescaped. */
export interface TypedSearch {
  text: string;
  userId: string;
  asked: SearchOrigin | undefined;
}

/** For a modal that opens as `searchLoadingView`. */
export async function fillTyped(typed: TypedSearch, services: Services, show: ShowView): Promise<Filled> {
  const read = await readTyped(typed, services);
  if (read.kind === 'problems') {
    const origin = { offsetSeconds: read.clock.offsetSeconds, asked: typed.asked, listId: undefined };
    return askForSearch({ text: typed.text, problems: read.problems }, origin);
  }
  return fillList({ search: read.search, userId: typed.userId }, services, show);
}

/** For a mention or a direct message. */
export async function typedMessage(typed: TypedSearch, services: Services): Promise<Message> {
  const read = await readTyped(typed, services);
  if (read.kind === 'problems') return unreadSearch({ text: typed.text, problems: read.problems }, typed.asked);
  return listMessage({ search: read.search, userId: typed.userId }, services);
}

type ReadSearch = { kind: 'search'; search: CarriedSearch } | { kind: 'problems'; problems: string[]; clock: Clock };

async function readTyped({ text, userId, asked }: TypedSearch, services: Services): Promise<ReadSearch> {
  const clock = await clockOf(userId, services);
  const parsed = parse(text, clock);
  if (parsed.kind === 'problems') return { ...parsed, clock };
  return { kind: 'search', search: { query: parsed.query, clock, page: 1, asked } };
}

/** The person's, now. */
export async function clockOf(userId: string, { directory, now }: Services): Promise<Clock> {
  return { offsetSeconds: await directory.utcOffsetOf(userId), now: new Date(now()) };
}

/** The page in a modal, as it changes, until there is no more to come or the person looks at something else. */
export async function fillList(request: ListRequest, services: Services, show: ShowView): Promise<Filled> {
  const failures = new Failures(request, services);
  const search = await begin(request, services);
  if (search.kind === 'failed') return searchListView(failures.list(search.found));
  const pace = new Pace(services.now);
  let [drawn, isShown] = ['', false];
  for await (const found of search.search.watch(request.search.page)) {
    const view = searchListView(failures.list(found));
    if (isShown && JSON.stringify(view) === drawn) continue;
    if (found.progress.kind === 'looking' && pace.isTooSoon()) continue;
    drawn = JSON.stringify(view);
    const outcome = await show(view);
    pace.shown();
    isShown = outcome === 'shown';
    if (outcome === 'closed') services.searches.stop(requestOf(request), 'closed');
    if (outcome === 'closed' || outcome === 'overtaken') return { type: 'shown' };
  }
  // Whoever watches it now shows it.
  return isShown || drawn === ''
    ? { type: 'shown' }
    : searchListView(failures.list(search.search.page(request.search.page)));
}

/**
 * All people's modals share the updates that Slack takes in a minute. So the longer a search has been looking, the less
 * often its list changes: nobody looks at every step of a minute and a half.
 */
class Pace {
  readonly #now: () => number;
  readonly #startedAt: number;
  #shownAt: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  shown(): void {
    this.#shownAt = this.#now();
  }

  isTooSoon(): boolean {
    if (this.#shownAt === undefined) return false;
    const now = this.#now();
    return now - this.#shownAt < (now - this.#startedAt) / 3;
  }
}

/** How long a message waits for all of it, in times of a late answer: it can't change before somebody presses in it. */
const noticesLong = 2;

/** The page in a message, as far as it is known after a moment. */
export async function listMessage(request: ListRequest, services: Services): Promise<Message> {
  const failures = new Failures(request, services);
  const search = await begin(request, services);
  if (search.kind === 'failed') return searchMessage(failures.list(search.found));
  const limit = new AbortController();
  const longestMs = noticesLong * services.settings.noticeAfterMs;
  // HEC may hang on one email of a list that is there otherwise.
  const late = sleep(longestMs, undefined, { ref: false, signal: limit.signal }).catch(() => undefined);
  const watching = watchUntil(late, search.search.watch(request.search.page));
  await Promise.race([watching, late]);
  limit.abort();
  return searchMessage(failures.list(search.search.page(request.search.page)));
}

/** Looks at each page that comes until then. */
async function watchUntil(late: Promise<unknown>, pages: AsyncIterable<SearchPage>): Promise<void> {
  let isLate = false;
  void late.then(() => {
    isLate = true;
  });
  for await (const _ of pages) if (isLate) break;
}

/** Which search is meant, for `Searches`. */
export function requestOf({ search: { query, clock, asked }, userId }: ListRequest): SearchRequest {
  const by = { userId, channelId: asked?.channelId, threadTs: asked?.threadTs };
  return { query, text: toText(query, clock), asOf: clock.now, by };
}

type Begun = { kind: 'begun'; search: Search } | { kind: 'failed'; found: SearchPage };

/** If it can't begin, the list says so: nothing that was asked for is lost. */
async function begin(request: ListRequest, { searches }: Services): Promise<Begun> {
  try {
    return { kind: 'begun', search: await searches.open(requestOf(request)) };
  } catch (error) {
    const { query, clock, page } = request.search;
    const progress = { kind: 'failed', error, knownAsOf: undefined } as const;
    const nothing = { rows: [], total: 0, newer: 0, unsure: 0, hasNext: false, wholeFrom: undefined };
    return { kind: 'failed', found: { query, asOf: clock.now, page, ...nothing, progress } };
  }
}

/** Says what went wrong, and logs it once however often it is shown. */
class Failures {
  readonly #request: ListRequest;
  readonly #services: Services;
  #described: { error: unknown; failure: Failure } | undefined;

  constructor(request: ListRequest, services: Services) {
    this.#request = request;
    this.#services = services;
  }

  list(found: SearchPage): SearchListInput {
    const { progress } = found;
    const failure = progress.kind === 'failed' ? this.#describe(progress.error) : undefined;
    return { search: this.#request.search, found, failure };
  }

  #describe(error: unknown): Failure {
    const described = this.#described;
    if (described !== undefined && described.error === error) return described.failure;
    const { logger } = this.#services;
    const told = describeFailure(error, logger, { feature: 'search', userId: this.#request.userId });
    // Its own sentence is about ids.
    const failure =
      codeOf(error) === 'hec_timeout'
        ? { ...told, sentence: md`HEC didn’t answer in time. Try again, or narrow the search.` }
        : told;
    this.#described = { error, failure };
    return failure;
  }
}
