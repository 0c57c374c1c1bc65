/** The audit trail as rows of plain JSON: the same from the database and from the running app. */
import { z } from 'zod';
import type { ActionRun } from '../../actions/run.ts';
import { exportSince } from '../../store/audit-trail.ts';
import type { Store } from '../../store/open.ts';

export type Row = Record<string, unknown>;

const row = z.record(z.string(), z.unknown());

/** Oldest first. `at` is when each began. */
export async function* rowsSince(store: Store, since: Date): AsyncGenerator<Row> {
  for await (const entry of exportSince(store.db, since)) {
    yield readRow(JSON.stringify(entry.kind === 'action' ? { ...entry, ...ofAction(entry) } : entry));
  }
}

/** What only serves to judge a run is left out. */
function ofAction({ startedAt: at }: ActionRun) {
  return { at, startedAt: undefined, before: undefined, endedOrder: undefined };
}

export function readRow(json: string): Row {
  return row.parse(JSON.parse(json));
}
