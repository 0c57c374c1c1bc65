/** What the app's own figures come to, minutes of traffic at a time, with a clock that is moved by hand. */
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CircuitBreaker } from '../../src/hec/circuit-breaker.ts';
import { ConcurrencyLimit } from '../../src/hec/concurrency-limit.ts';
import { HecBusyError, HecDownError, HecTimeoutError } from '../../src/hec/errors.ts';
import type { HecHttp, HttpAnswer } from '../../src/hec/http.ts';
import { defaultLimits } from '../../src/hec/limits.ts';

const answer: HttpAnswer = { status: 200, text: '', retryAfterMs: undefined, reference: 'ref-1' };
const mistyped = '/event/unknown';
const answeredAfterMs = 200;

/** A HEC that hangs on what is mistyped, and on everything while `hangs`; what has begun to hang never ends by itself. */
class Hec implements HecHttp {
  hangs = false;
  running = 0;
  mostRunning = 0;

  async send({ path }: { path: string }, signal: AbortSignal): Promise<HttpAnswer> {
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      return await new Promise((resolve, reject) => {
        const isHanging = this.hangs || path === mistyped;
        const end = isHanging ? () => reject(new HecTimeoutError('own')) : () => resolve(answer);
        const timer = setTimeout(end, isHanging ? defaultLimits.tryMs : answeredAfterMs);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      });
    } finally {
      this.running -= 1;
    }
  }

  close = async () => {};
}

let hec: Hec;
let breaker: CircuitBreaker;
let places: ConcurrencyLimit;
let http: HecHttp;
/** What each request came to: `answered` or the name of its error. */
let outcomes: Map<string, number>;
/** From sending until the answer or the error, in milliseconds. */
let longestMs: number;

beforeEach(() => {
  vi.useFakeTimers();
  hec = new Hec();
  const logger = pino({ level: 'silent' });
  const now = () => performance.now();
  places = new ConcurrencyLimit(defaultLimits);
  const inUse = () => places.inUse();
  breaker = new CircuitBreaker({ http: hec, line: 'people', limits: defaultLimits, logger, now, inUse });
  http = places.line('people', breaker);
  outcomes = new Map();
  longestMs = 0;
});
afterEach(() => vi.useRealTimers());

async function look(path = '/event/known'): Promise<void> {
  const sentAt = performance.now();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new HecTimeoutError('own')), defaultLimits.totalMs);
  const outcome = await http.send({ method: 'GET', path }, limit.signal).then(
    () => 'answered',
    (error: Error) => error.constructor.name,
  );
  clearTimeout(timer);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  longestMs = Math.max(longestMs, performance.now() - sentAt);
}

/** Lets people look something up at this rate. */
async function traffic(seconds: number, { perSecond = 100 } = {}): Promise<void> {
  for (let sent = 0; sent < seconds * perSecond; sent += 1) {
    void look();
    await vi.advanceTimersByTimeAsync(1_000 / perSecond);
  }
}

/** How long it takes, under traffic, until this is so; at most so many seconds. */
async function secondsUntil(isSo: () => boolean, atMost: number): Promise<number> {
  let waited = 0;
  while (!isSo() && waited < atMost) {
    await traffic(0.1);
    waited += 0.1;
  }
  return waited;
}

async function expectAllAnswered(): Promise<void> {
  // What was asked before has come to its end by then, too.
  outcomes.clear();
  await traffic(1);
  await vi.advanceTimersByTimeAsync(answeredAfterMs);
  expect([...outcomes.keys()]).toEqual(['answered']);
  expect(outcomes.get('answered')).toBeGreaterThanOrEqual(100);
}

const { tryMs, concurrent, waiting } = defaultLimits;

describe('outages under 100 lookups a second', () => {
  test.each([1, 20])(
    'a HEC that hangs after %i s of health is no longer asked half a second after the first try ends',
    async (health) => {
      await traffic(health);
      hec.hangs = true;
      expect(await secondsUntil(() => breaker.circuit() === 'open', 60)).toBeLessThanOrEqual(tryMs / 1_000 + 0.5);
    },
  );

  test.each([8.5, 9, 10.4, 12, 13.5, 16.2, 30, 120])(
    'a HEC that is back after %d s answers everybody again within 5 s',
    async (outage) => {
      await traffic(2);
      hec.hangs = true;
      await traffic(outage);
      hec.hangs = false;
      expect(await secondsUntil(() => breaker.circuit() === 'closed', 60)).toBeLessThan(5);
      await expectAllAnswered();
    },
  );

  test.each([0.3, 1, 4, 7.9])('a HEC that hangs for only %d s answers everybody again within 10 s', async (outage) => {
    await traffic(2);
    hec.hangs = true;
    await traffic(outage);
    hec.hangs = false;
    await traffic(10 - outage);
    await expectAllAnswered();
  });

  test('a HEC that hangs holds 25 requests while 200 wait, and keeps nobody longer than one try', async () => {
    hec.hangs = true;
    let mostWaiting = 0;
    for (let tenth = 0; tenth < 300; tenth += 1) {
      await traffic(0.1);
      mostWaiting = Math.max(mostWaiting, places.inUse().waiting);
    }
    await vi.advanceTimersByTimeAsync(tryMs);
    expect(hec.mostRunning).toBe(concurrent);
    expect(mostWaiting).toBe(waiting);
    expect(longestMs).toBeLessThanOrEqual(tryMs + 200);
    expect([...outcomes.keys()].toSorted()).toEqual([HecBusyError.name, HecDownError.name, HecTimeoutError.name]);
    expect(places.inUse()).toEqual({ running: 0, waiting: 0 });
    expect(hec.running).toBe(0);
  });
});

describe('mistyped ids', () => {
  test('three mistyped ids within a minute, with no other traffic, do not open the circuit', async () => {
    for (let typed = 0; typed < 3; typed += 1) {
      void look(mistyped);
      await vi.advanceTimersByTimeAsync(20_000);
    }
    expect(breaker.circuit()).toBe('closed');
    expect(outcomes).toEqual(new Map([[HecTimeoutError.name, 3]]));
  });

  test('nineteen mistyped ids at once, with no other traffic, do not open the circuit', async () => {
    for (let typed = 0; typed < 19; typed += 1) void look(mistyped);
    await vi.advanceTimersByTimeAsync(tryMs);
    expect(breaker.circuit()).toBe('closed');
  });

  test('one mistyped id every ten seconds for an hour, with no other traffic, does not open the circuit', async () => {
    for (let typed = 0; typed < 360; typed += 1) {
      void look(mistyped);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(breaker.circuit()).toBe('closed');
    }
  });

  test('twenty-four mistyped ids at once do not take HEC away from four lookups a second', async () => {
    for (let typed = 0; typed < 24; typed += 1) void look(mistyped);
    await traffic(30, { perSecond: 4 });
    expect(breaker.circuit()).toBe('closed');
    expect(outcomes.get(HecDownError.name)).toBeUndefined();
  });
});

test('a burst of lookups that HEC answers slowly is worked off and does not count against HEC', async () => {
  for (let sent = 0; sent < concurrent + waiting; sent += 1) void look();
  await vi.advanceTimersByTimeAsync(defaultLimits.totalMs);
  expect(outcomes).toEqual(new Map([['answered', concurrent + waiting]]));
});
