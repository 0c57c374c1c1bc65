/**
 * The queries that every lookup makes, in batches.
 *
 * One statement runs at a time, and one begins every few milliseconds; calls made meanwhile go into the next. A single
 * caller waits for nothing, and when a thousand people look up the same event within a second, a few dozen statements serve
 * them all.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import DataLoader from 'dataloader';
import type { ActionRun } from '../actions/run.ts';
import { type AuditAttempt, recordLookup } from './audit-trail.ts';
import { assertOutsideTransaction, type Executor } from './executor.ts';
import { runsOfEvents } from './runs.ts';
import { type NewShownMessage, rememberShownMessages } from './shown-messages.ts';

/** Each function throws inside a transaction of the store: other callers would have to wait for it. */
export interface BatchedQueries {
  /** Tells the event's runs, as the next but one does. */
  recordLookup(attempt: AuditAttempt & { eventId: string }): Promise<ActionRun[]>;
  rememberShownMessage(message: NewShownMessage): Promise<void>;
  /** Newest first, running ones too. */
  runsOfEvent(eventId: string): Promise<ActionRun[]>;
}

/** Building a larger statement would hold up everything else. */
const batchMax = 100;
/** Long enough for lookups of a busy second to meet, too short for anybody to notice. */
const everyMs = 5;

export function createBatchedQueries(database: Executor): BatchedQueries {
  return {
    recordLookup: batched(async (attempts: readonly (AuditAttempt & { eventId: string })[]) => {
      const runs = await recordLookup(database, ...attempts);
      return attempts.map(({ eventId }) => of(eventId, runs));
    }),
    rememberShownMessage: batched<NewShownMessage, void>(async (messages) => {
      await rememberShownMessages(database, ...messages);
      return messages.map(() => undefined);
    }),
    runsOfEvent: batched<string, ActionRun[]>(async (eventIds) => {
      const runs = await runsOfEvents(database, [...new Set(eventIds)]);
      return eventIds.map((id) => of(id, runs));
    }),
  };
}

function of(eventId: string, runs: readonly ActionRun[]): ActionRun[] {
  return runs.filter((run) => run.eventId === eventId);
}

/** Not cached: every call reads the database. */
function batched<Key, Value>(query: (keys: readonly Key[]) => Promise<Value[]>): (key: Key) => Promise<Value> {
  let running: Promise<unknown> = Promise.resolve();
  let nextAt = Number.NEGATIVE_INFINITY;
  const loader = new DataLoader<Key, Value>(
    (keys) => {
      nextAt = performance.now() + everyMs;
      const results = query(keys);
      // Every caller gets the failure; this only waits for the end.
      running = results.catch(() => undefined);
      return results;
    },
    { cache: false, maxBatchSize: batchMax, batchScheduleFn: (dispatch) => void inTurn().then(dispatch) },
  );
  const inTurn = async () => {
    await running;
    const waitMs = nextAt - performance.now();
    if (waitMs > 0) await sleep(waitMs);
  };
  return (key) => {
    assertOutsideTransaction();
    return loader.load(key);
  };
}
