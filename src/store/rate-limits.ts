/**
 * Limits that all processes share, counted in the store's own database by `rate-limiter-flexible`.
 *
 * Within a process, whoever comes first has the first turn. The windows are told by the processes' clocks: where these
 * differ by seconds, the process that is behind waits that much longer while others are busy.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { lt } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible';
import { upTo } from '../cache.ts';
import type { Executor } from './executor.ts';
import { rateLimits } from './schema.ts';
import { removeSome } from './steps.ts';

export interface RateLimit {
  calls: number;
  withinMs: number;
}

/** More keys than are busy at a time. The line of a forgotten one is only no longer in order. */
const mostKeys = 1_000;
/** Another process may have paused or freed the limit meanwhile. */
const longestSleepMs = 1_000;

const ignore = (): void => {};

export class RateLimits<Name extends string> {
  readonly #limiters: ReadonlyMap<string, RateLimiterDrizzle>;
  /** Of each key, the last in line: whoever comes next waits until that one has had its turn. */
  readonly #lines: LRUCache<string, Promise<void>>;

  constructor(db: Executor, limits: Record<Name, RateLimit>) {
    const named = Object.entries<RateLimit>(limits);
    this.#limiters = new Map(named.map(([name, limit]) => [name, limiter(db, name, limit)]));
    this.#lines = new LRUCache(upTo(mostKeys));
  }

  /** True once it is our turn, false as soon as it is sure that this takes longer than `waitMs`. @throws the database's errors */
  async take(name: Name, key: string, waitMs: number): Promise<boolean> {
    const lateAt = performance.now() + waitMs;
    const line = `${name} ${key}`;
    const before = this.#lines.get(line);
    const turn = Promise.resolve(before).then(() => this.#takeNext(name, key, lateAt));
    // The next in line comes even if the database failed us.
    this.#lines.set(line, turn.then(ignore, ignore));
    const gaveUp = new AbortController();
    const late = sleep(waitMs, false, { signal: gaveUp.signal }).catch(() => false);
    try {
      return await Promise.race([turn, late]);
    } finally {
      gaveUp.abort();
    }
  }

  async #takeNext(name: Name, key: string, lateAt: number): Promise<boolean> {
    const limit = this.#limiter(name);
    for (;;) {
      const leftMs = lateAt - performance.now();
      if (leftMs <= 0) return false;
      try {
        await limit.consume(key);
        return true;
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // A pause: nobody waits for what surely comes too late.
        if (error.msBeforeNext > leftMs) return false;
        await sleep(Math.min(error.msBeforeNext, longestSleepMs, leftMs));
      }
    }
  }

  /** How many calls are left at the moment. */
  async left(name: Name, key: string): Promise<number> {
    const limit = this.#limiter(name);
    return (await limit.get(key))?.remainingPoints ?? limit.points;
  }

  /** Nobody's turn comes within this time. */
  async pause(name: Name, key: string, ms: number): Promise<void> {
    // To the library, no time means for ever.
    if (ms <= 0) return;
    await this.#limiter(name).block(key, ms / 1_000);
  }

  #limiter(name: Name): RateLimiterDrizzle {
    const found = this.#limiters.get(name);
    if (found === undefined) throw new Error(`There is no limit ${name}.`);
    return found;
  }
}

function limiter(db: Executor, name: string, { calls, withinMs }: RateLimit): RateLimiterDrizzle {
  return new RateLimiterDrizzle({
    storeClient: db,
    schema: rateLimits,
    keyPrefix: name,
    points: calls,
    duration: withinMs / 1_000,
    // `tidy` does it, and logs its failures.
    clearExpiredByTimeout: false,
  });
}

/** Of keys that nobody uses any more. */
export function dropRateLimitsBefore(executor: Executor, before: Date): Promise<number> {
  const { expire, key } = rateLimits;
  return removeSome(executor, { from: rateLimits, key, where: lt(expire, before), by: [expire] });
}
