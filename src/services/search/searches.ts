/** The searches that people look at: each begins once, ends when nobody waits for it, and is kept for a while to page through. */
import { LRUCache } from 'lru-cache';
import { ttl } from '../../cache.ts';
import type { Logger } from '../../log.ts';
import type { Query } from '../../search/query.ts';
import type { AuditTrail } from '../audit-trail.ts';
import { Search, type SearchOptions } from './search.ts';
import type { StopReason } from './search-page.ts';

/** Which search is meant. The same question by the same person, as of the same moment, is the same search. */
export interface SearchRequest {
  query: Query;
  /** The query as `toText` writes it: what the audit trail keeps. */
  text: string;
  asOf: Date;
  by: SearchedBy;
}

/** For the audit trail. */
interface SearchedBy {
  userId: string;
  channelId?: string | undefined;
  messageTs?: string | undefined;
  threadTs?: string | undefined;
}

export interface SearchesOptions extends SearchOptions {
  auditTrail: Pick<AuditTrail, 'searched' | 'searchEnded'>;
  logger: Logger;
}

/** Long enough to work through what was found. */
const keptForMs = 30 * 60_000;
/** Rows of all searches together; one takes some kilobytes. */
const mostRows = 20_000;
/** What a search costs before anything is found. */
const searchSize = 10;

export class Searches {
  readonly #options: SearchesOptions;
  readonly #searches: LRUCache<string, Search>;
  /** The one that each person waits for, while it is under way: after that it is kept above, or let go. */
  readonly #current = new Map<string, { key: string; search: Search; order: number }>();
  #begun = 0;

  constructor(options: SearchesOptions & { now: () => number }) {
    this.#options = options;
    this.#searches = new LRUCache({ maxSize: mostRows, ...ttl(keptForMs, options.now), updateAgeOnGet: true });
  }

  /**
   * The search, begun unless it is known. A new one is recorded first, and ends the person's earlier one. One that this process
   * has forgotten, or that another process began, is begun again.
   * @throws if it can't be recorded
   */
  async open(request: SearchRequest): Promise<Search> {
    const key = keyOf(request);
    const known = this.#searches.get(key) ?? this.#underWay(key, request);
    if (known !== undefined) return known;
    const { query, asOf, text, by } = request;
    const search = new Search(query, asOf, this.#options);
    this.#begun += 1;
    const order = this.#begun;
    // Two quick presses begin one.
    this.#searches.set(key, search, { size: searchSize });
    try {
      const recordId = await this.#options.auditTrail.searched(by, text);
      void this.#run(search, { key, recordId, userId: by.userId });
    } catch (error) {
      this.#searches.delete(key);
      search.fail(error);
      throw error;
    }
    const current = this.#current.get(by.userId);
    // Of two at once, the earlier one may be recorded last.
    if (current !== undefined && current.order > order) search.stop('another');
    else {
      current?.search.stop('another');
      this.#current.set(by.userId, { key, search, order });
    }
    return search;
  }

  /** Ends it, if it is under way. */
  stop(request: SearchRequest, why: StopReason): void {
    const key = keyOf(request);
    const search = this.#searches.peek(key) ?? this.#underWay(key, request);
    search?.stop(why);
  }

  /** Others may have taken its room meanwhile. */
  #underWay(key: string, { by }: SearchRequest): Search | undefined {
    const current = this.#current.get(by.userId);
    return current?.key === key ? current.search : undefined;
  }

  async #run(search: Search, { key, recordId, userId }: Recorded): Promise<void> {
    const { auditTrail, logger } = this.#options;
    try {
      await search.run();
      if (this.#current.get(userId)?.search === search) this.#current.delete(userId);
      if (this.#searches.peek(key) === search)
        this.#searches.set(key, search, { size: Math.min(searchSize + search.total, mostRows) });
      await auditTrail.searchEnded(recordId, search.total);
    } catch (error) {
      logger.error({ err: error }, 'the count of a search was not recorded');
    }
  }
}

interface Recorded {
  key: string;
  recordId: string;
  userId: string;
}

function keyOf({ text, asOf, by }: Pick<SearchRequest, 'text' | 'asOf' | 'by'>): string {
  return JSON.stringify([by.userId, text, asOf.getTime()]);
}
