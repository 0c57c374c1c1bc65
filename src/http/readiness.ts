/**
 * Whether the app can serve requests, from what it finds out by itself: however often somebody asks, nobody is asked
 * more often for that.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.ts';

const checkMs = 2_000;

/** Each check rejects if what it asks can't be used. */
export interface Checks {
  database: (signal: AbortSignal) => Promise<unknown>;
  slack: () => Promise<unknown>;
  hec: (signal: AbortSignal) => Promise<unknown>;
  /** Whether anything that Slack sends gets here. */
  isConnected: () => boolean;
}

export interface ReadinessTimes {
  /** The database is asked when somebody asks about readiness, unless its last answer is younger than this. */
  databaseMs: number;
  /** Between two questions to Slack, and between two to HEC. */
  outsideMs: number;
  /** Until HEC is asked for the first time. Slack has just been asked when the app starts. */
  firstHecMs: number;
}

/** HEC is `unknown` until it was asked for the first time. */
type Status = 'ok' | 'failing' | 'unknown';

export interface Readiness {
  isReady: boolean;
  database: Status;
  slack: Status;
  hec: Status;
}

export class ReadinessMonitor {
  readonly #checks: Checks;
  readonly #times: ReadinessTimes;
  readonly #logger: Logger;
  readonly #stopped = new AbortController();
  readonly #statuses: Record<'database' | 'slack' | 'hec', Status> = { database: 'ok', slack: 'ok', hec: 'unknown' };
  #database: { checking: Promise<void>; answeredAt: number } | undefined;

  constructor(checks: Checks, times: ReadinessTimes, logger: Logger) {
    this.#checks = checks;
    this.#times = times;
    this.#logger = logger;
  }

  /** Once Slack has said that the token is good. Keeps no process alive. */
  start(): void {
    const { outsideMs, firstHecMs } = this.#times;
    void this.#watch(outsideMs, () => this.#check('slack', () => this.#checks.slack()));
    void this.#watch(firstHecMs, () => this.#check('hec', () => this.#checks.hec(AbortSignal.timeout(checkMs))));
  }

  stop(): void {
    this.#stopped.abort();
  }

  /**
   * With HEC down the app stays ready: taken out of service, it would leave Slack without any answer at all.
   */
  async look(): Promise<Readiness> {
    await this.#freshDatabase();
    const { database, hec } = this.#statuses;
    const slack = this.#checks.isConnected() ? this.#statuses.slack : 'failing';
    return { isReady: database === 'ok' && slack === 'ok', database, slack, hec };
  }

  #freshDatabase(): Promise<void> {
    const known = this.#database;
    if (known !== undefined && performance.now() < known.answeredAt + this.#times.databaseMs) return known.checking;
    const checking = this.#check('database', () => this.#checks.database(AbortSignal.timeout(checkMs)));
    const asked = { checking, answeredAt: Number.POSITIVE_INFINITY };
    this.#database = asked;
    return checking.then(() => {
      asked.answeredAt = performance.now();
    });
  }

  async #watch(firstMs: number, check: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopped;
    const pause = { ref: false, signal };
    try {
      for (let ms = firstMs; ; ms = this.#times.outsideMs) {
        await sleep(ms, undefined, pause);
        await check();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Logs what has changed, and nothing else: a failure can last for hours. */
  async #check(name: 'database' | 'slack' | 'hec', ask: () => Promise<unknown>): Promise<void> {
    const before = this.#statuses[name];
    try {
      await ask();
      this.#statuses[name] = 'ok';
      if (before === 'failing') this.#logger.info({ check: name }, 'health check passes again');
    } catch (error) {
      this.#statuses[name] = 'failing';
      if (before !== 'failing') this.#logger.warn({ err: error, check: name }, 'health check failed');
    }
  }
}
