/**
 * What every lookup asks of the database, asked together with what others ask at the same time.
 *
 * One statement is out at a time, and whatever is asked meanwhile goes into the next. Somebody alone waits for nothing;
 * when a thousand people look the same event up within a second, a few dozen statements serve them all.
 */
import DataLoader from 'dataloader';
import type { ActionRun } from '../actions/run.ts';
import { type AuditAttempt, recordLookup } from './audit-trail.ts';
import { assertOutsideTransaction, type Executor } from './executor.ts';
import { runsOfEvents } from './runs.ts';
import { type NewShownMessage, rememberShownMessages } from './shown-messages.ts';

/** Each function throws inside a transaction of the store, which the others would have to wait for. */
export interface BatchedQueries {
  recordLookup(attempt: AuditAttempt): Promise<void>;
  rememberShownMessage(message: NewShownMessage): Promise<void>;
  /** Newest first, running ones too. */
  runsOfEvent(eventId: string): Promise<ActionRun[]>;
}

/** Building a statement for more would hold up everything else. */
const mostAtOnce = 100;

export function createBatchedQueries(database: Executor): BatchedQueries {
  return {
    recordLookup: oneAtATime<AuditAttempt, void>(async (attempts) => {
      await recordLookup(database, ...attempts);
      return attempts.map(() => undefined);
    }),
    rememberShownMessage: oneAtATime<NewShownMessage, void>(async (messages) => {
      await rememberShownMessages(database, ...messages);
      return messages.map(() => undefined);
    }),
    runsOfEvent: oneAtATime<string, ActionRun[]>(async (eventIds) => {
      const runs = await runsOfEvents(database, [...new Set(eventIds)]);
      return eventIds.map((id) => runs.filter(({ eventId }) => eventId === id));
    }),
  };
}

/** Nothing is remembered between two statements: the next question gets the next answer. */
function oneAtATime<Key, Value>(ask: (keys: readonly Key[]) => Promise<Value[]>): (key: Key) => Promise<Value> {
  let out: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<Key, Value>(
    (keys) => {
      const asked = ask(keys);
      // Whoever asked gets the failure; this only waits for the end.
      out = asked.catch(() => undefined);
      return asked;
    },
    { cache: false, maxBatchSize: mostAtOnce, batchScheduleFn: (dispatch) => void out.then(dispatch) },
  );
  return (key) => {
    assertOutsideTransaction();
    return loader.load(key);
  };
}
