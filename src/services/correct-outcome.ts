/**
 * Records what became of a run whose outcome was uncertain. In the same transaction are the jobs that redraw the cards
 * and, if another outcome was announced before, announce this one.
 */
import type { EndedRun } from '../actions/run.ts';
import type { Store } from '../store/open.ts';
import { resolveRun } from '../store/runs.ts';

/** Does nothing if that is known already. */
export async function correctOutcome(
  store: Store,
  { id, eventId }: Pick<EndedRun, 'id' | 'eventId'>,
  outcome: 'done' | 'unchanged' | 'failed',
): Promise<void> {
  await store.transaction(async (tx) => {
    const resolved = await resolveRun(tx, id, outcome);
    if (resolved === undefined) return;
    await store.jobs.send(tx, 'refresh', { eventId });
    if (resolved.wasAnnounced) await store.jobs.send(tx, 'announce', { runId: id });
  });
}
