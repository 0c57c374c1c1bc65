/**
 * One search while somebody looks at it: what was found so far, in an order that stands.
 *
 * What the app has seen before is there at once, and HEC completes it. A page that somebody was shown stays as it is:
 * what is found later comes behind it, and if it is newer, that is counted until the person asks for the list anew.
 */
import { EventEmitter, once } from 'node:events';
import type { EmailDetails } from '../../events/email.ts';
import { emailIdOf } from '../../events/subject-kind.ts';
import { match } from '../../search/match.ts';
import type { Query } from '../../search/query.ts';
import type { Finder, Found, SeenBefore, SeenEvents } from './found.ts';
import { mostFound, type Progress, type Row, rowsPerPage, type SearchPage, type StopReason } from './search-page.ts';

/** Of what was seen before: more than anybody pages through before HEC has told of it. */
const mostSeen = 1_000;

export interface SearchOptions {
  finder: Finder;
  seen: SeenEvents;
  /** Undefined if HEC can't say, or not now. */
  readEmail: (entityId: string) => Promise<EmailDetails | undefined>;
  times: SearchTimes;
}

/** In milliseconds. */
export interface SearchTimes {
  /** For the newest that HEC has, before a page is shown: if what was seen before fills the page, and if it doesn't. */
  fullMs: number;
  firstMs: number;
  /** Between two changes of a page that is shown. */
  changeMs: number;
  /** For all of it. */
  wholeMs: number;
}

export class Search {
  readonly query: Query;
  readonly asOf: Date;
  readonly #options: SearchOptions;
  readonly #items = new Map<string, Found>();
  /** Ids, in the order in which somebody was shown them. */
  #shown: string[] = [];
  /** By their ids: what was shown and doesn’t match. */
  readonly #gone = new Map<string, Row['standing']>();
  readonly #unsure = new Set<string>();
  /** By the rows' ids. */
  readonly #emailsAsked = new Map<string, Promise<void>>();
  readonly #changes = new EventEmitter();
  readonly #stopped = new AbortController();
  #wholeFrom: Date | undefined;
  #progress: Progress = { kind: 'looking' };
  /** Of two that watch, only the later looks at the list. */
  #watch = 0;

  constructor(query: Query, asOf: Date, options: SearchOptions) {
    this.query = query;
    this.asOf = asOf;
    this.#options = options;
    // As many as people press.
    this.#changes.setMaxListeners(0);
  }

  get total(): number {
    return this.#items.size - this.#gone.size;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** All that matches, in no order. */
  matching(): Found[] {
    return [...this.#items.values()].filter(({ id }) => !this.#gone.has(id));
  }

  stop(why: StopReason): void {
    this.#end({ kind: 'stopped', why });
  }

  fail(error: unknown): void {
    this.#end({ kind: 'failed', error, knownAsOf: undefined });
  }

  /** Looks until there is no more to come, and keeps what went wrong. Call it once. */
  async run(): Promise<void> {
    const { finder, seen, times } = this.#options;
    const limit = AbortSignal.timeout(times.wholeMs);
    const signal = AbortSignal.any([this.#stopped.signal, limit]);
    let before: Pick<SeenBefore, 'asOf' | 'lookedBackTo'> = { asOf: undefined };
    let cut: Extract<Progress, { kind: 'whole' }>['cut'];
    try {
      const known = await seen.search(this.query, this.asOf, mostSeen);
      before = known;
      this.#add(known.found);
      for await (const step of finder.find(this.query, { asOf: this.asOf, signal })) {
        for (const id of step.missed) this.#remove(id);
        this.#wholeFrom = step.wholeFrom ?? this.#wholeFrom;
        this.#add(step.found);
        const isTooMuch = this.total >= mostFound;
        cut = isTooMuch ? 'list_full' : step.cut;
        if (isTooMuch) break;
      }
      this.#end({ kind: 'whole', cut });
    } catch (error) {
      const known = { knownAsOf: before.asOf, knownBackTo: before.lookedBackTo };
      this.#end(limit.aborted ? { kind: 'stopped', why: 'too_long' } : { kind: 'failed', error, ...known });
    }
  }

  /**
   * The page once there is something to show, and then as it changes, until the search has ended or somebody watches it
   * anew.
   */
  async *watch(page: number): AsyncGenerator<SearchPage> {
    this.#watch += 1;
    const watch = this.#watch;
    const { fullMs, firstMs, changeMs } = this.#options.times;
    await this.#until(() => this.#isReady(page), fullMs);
    if (!this.#isFull(page)) await this.#until(() => this.#isReady(page), firstMs - fullMs);
    while (watch === this.#watch) {
      const isLast = this.#progress.kind !== 'looking';
      const shown = this.page(page);
      yield shown;
      const emails = this.#readEmails(shown.rows);
      if (isLast) {
        await emails;
        const isOutdated = shown.rows.some(({ found }) => this.#items.get(found.id) !== found);
        if (isOutdated && watch === this.#watch) yield this.page(page);
        return;
      }
      await this.#until(() => this.#progress.kind !== 'looking', changeMs);
    }
  }

  /** What it tells stands from now on. @param page from 1 */
  page(page: number): SearchPage {
    const before = (page - 1) * rowsPerPage;
    const order = [...this.#shown, ...this.#notShown()];
    const ids = order.slice(before, before + rowsPerPage);
    this.#shown = order.slice(0, Math.max(this.#shown.length, before + ids.length));
    return {
      query: this.query,
      asOf: this.asOf,
      page,
      rows: ids.flatMap((id) => this.#row(id)),
      total: this.total,
      newer: this.#countNewer(),
      unsure: this.#unsure.size,
      hasNext: order.length > before + rowsPerPage,
      wholeFrom: this.#wholeFrom,
      progress: this.#progress,
    };
  }

  /** The newest first again, whatever was shown. */
  sortAnew(): void {
    for (const id of this.#gone.keys()) {
      this.#items.delete(id);
      // If it comes again, only its email may tell that it doesn't match.
      this.#emailsAsked.delete(id);
    }
    this.#gone.clear();
    this.#shown = [];
  }

  #add(found: readonly Found[]): void {
    for (const item of found) {
      const whole = withKnown(item, this.#items.get(item.id));
      this.#items.set(item.id, whole);
      if (!this.#ruledOut(whole)) this.#gone.delete(item.id);
    }
    this.#changes.emit('change');
  }

  #remove(id: string): void {
    const wasUnsure = this.#unsure.delete(id);
    if (!this.#shown.includes(id)) this.#items.delete(id);
    else if (!this.#gone.has(id)) this.#gone.set(id, wasUnsure ? 'never_matched' : 'matches_no_more');
  }

  /** What was listed while its email was unread, the email may rule out. */
  #ruledOut(found: Found): boolean {
    if (found.kind !== 'event') return false;
    const { kind } = match(found, this.query, this.asOf);
    const isRuledOut = kind === 'miss' && found.email.kind === 'read';
    if (isRuledOut) this.#remove(found.id);
    else if (kind === 'unknown') this.#unsure.add(found.id);
    else this.#unsure.delete(found.id);
    return isRuledOut;
  }

  #end(progress: Progress): void {
    if (this.#progress.kind !== 'looking') return;
    this.#progress = progress;
    this.#stopped.abort(new Error('the search has ended'));
    this.#changes.emit('change');
  }

  #row(id: string): Row[] {
    const found = this.#items.get(id);
    return found === undefined ? [] : [{ found, standing: this.#gone.get(id) ?? 'matches' }];
  }

  #notShown(): string[] {
    const shown = new Set(this.#shown);
    return [...this.#items.values()]
      .filter(({ id }) => !shown.has(id))
      .sort((one, other) => timeOf(other) - timeOf(one) || (one.id < other.id ? -1 : 1))
      .map(({ id }) => id);
  }

  #countNewer(): number {
    const last = this.#items.get(this.#shown.at(-1) ?? '');
    if (last === undefined) return 0;
    const shown = new Set(this.#shown);
    return [...this.#items.values()].filter((found) => !shown.has(found.id) && timeOf(found) > timeOf(last)).length;
  }

  #isFull(page: number): boolean {
    return this.#items.size >= page * rowsPerPage;
  }

  #isReady(page: number): boolean {
    return this.#progress.kind !== 'looking' || (this.#isFull(page) && this.#wholeFrom !== undefined);
  }

  /** Resolves once it is so, or after `ms`. */
  async #until(isSo: () => boolean, ms: number): Promise<void> {
    const limit = AbortSignal.timeout(ms);
    while (!isSo()) {
      try {
        await once(this.#changes, 'change', { signal: limit });
      } catch (error) {
        if (limit.aborted) return;
        throw error;
      }
    }
  }

  /** A row says from whom and to whom as soon as that is known. Resolves once there is no more to come for these. */
  async #readEmails(rows: readonly Row[]): Promise<void> {
    for (const { found } of rows) {
      const entityId = found.kind === 'event' && found.email.kind === 'unread' ? emailIdOf(found.event) : undefined;
      if (entityId !== undefined && !this.#emailsAsked.has(found.id))
        this.#emailsAsked.set(found.id, this.#readEmail(found.id, entityId));
    }
    await Promise.all(rows.map(({ found }) => this.#emailsAsked.get(found.id)));
  }

  async #readEmail(id: string, entityId: string): Promise<void> {
    const details = await this.#options.readEmail(entityId);
    const found = this.#items.get(id);
    if (details === undefined || found?.kind !== 'event') return;
    const whole: Found = { ...found, email: { kind: 'read', details } };
    this.#items.set(id, whole);
    // What HEC says of the event itself stands.
    if (!this.#gone.has(id)) this.#ruledOut(whole);
  }
}

function timeOf({ at }: Found): number {
  return at?.getTime() ?? Number.NEGATIVE_INFINITY;
}

/** What comes again may come with less. */
function withKnown(item: Found, known: Found | undefined): Found {
  if (item.kind === 'event' && known?.kind === 'event' && item.email.kind === 'unread') {
    return { ...item, email: known.email };
  }
  if (item.kind === 'email' && known?.kind === 'email') return { ...item, event: item.event ?? known.event };
  return item;
}
