/** Action runs: each is claimed in the database before anything is sent, and moves on one state at a time. */
import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { ActionRun } from '../actions/run.ts';
import type { Executor } from './executor.ts';
import { audit } from './schema.ts';

export type NewRun = Pick<
  ActionRun,
  | 'eventId'
  | 'actionName'
  | 'parameter'
  | 'label'
  | 'teamId'
  | 'userId'
  | 'channelId'
  | 'messageTs'
  | 'threadTs'
  | 'startedAt'
> &
  ({ target: 'event'; entityId: string | undefined } | { target: 'email'; entityId: string });

export type ClaimResult = { kind: 'claimed'; run: ActionRun } | { kind: 'busy'; by: ActionRun };

export interface RunEnding
  extends Partial<Pick<ActionRun, 'taskMessage' | 'succeeded' | 'failed' | 'errorCode' | 'reference'>> {
  outcome: NonNullable<ActionRun['outcome']>;
  at: Date;
}

/** Word for word the condition of the unique index, or Postgres would not find the index. */
const isRunning = sql`${audit.kind} = 'action' and ${audit.endedAt} is null`;

/**
 * Claims the event, or the email, for one run: of all who try together, in any number of processes, one succeeds and the
 * others learn who is at it. In a transaction the claim holds once it has committed; others wait until then.
 */
export async function claimRun(executor: Executor, { label, startedAt, ...run }: NewRun): Promise<ClaimResult> {
  const claimKey = claimKeyOf(run);
  const running = and(eq(audit.claimKey, claimKey), isRunning);
  // More than one round only when the other run ends between the two questions.
  for (let round = 0; round < 5; round++) {
    const [inserted] = await executor
      .insert(audit)
      .values({ ...run, kind: 'action', at: startedAt, claimKey, actionLabel: label, state: 'claimed' })
      .onConflictDoNothing({ target: audit.claimKey, where: isRunning })
      .returning();
    if (inserted !== undefined) return { kind: 'claimed', run: toRun(inserted) };
    const [other] = await executor.select().from(audit).where(running);
    if (other !== undefined) return { kind: 'busy', by: toRun(other) };
  }
  throw new Error('The claim changed hands faster than it could be read.');
}

function claimKeyOf({ target, eventId, entityId }: Pick<NewRun, 'target' | 'eventId' | 'entityId'>): string {
  return target === 'email' ? `email:${entityId}` : `event:${eventId}`;
}

/**
 * From `claimed`, with the action as it is sent. False when the run is in another state, and then nothing may be sent.
 * Commit before sending.
 */
export function markSending(
  executor: Executor,
  runId: string,
  { name, parameter, label, sentAt }: { name: string; parameter: unknown; label: string; sentAt: Date },
): Promise<boolean> {
  return change(executor, runId, 'claimed', {
    state: 'sending',
    actionName: name,
    parameter,
    actionLabel: label,
    sentAt,
  });
}

/** From `sending`: HEC has taken the action on as this task. False when the run is in another state. */
export function markFollowing(
  executor: Executor,
  runId: string,
  accepted: { taskId: string; reference?: string | undefined },
): Promise<boolean> {
  return change(executor, runId, 'sending', { state: 'following', ...accepted });
}

/** Ends a run that is in the expected state, and lets go of its claim. False when it is in another one. */
export function endRun(
  executor: Executor,
  runId: string,
  expected: Exclude<ActionRun['state'], 'ended'>,
  { at, ...ending }: RunEnding,
): Promise<boolean> {
  return change(executor, runId, expected, { state: 'ended', endedAt: at, ...ending });
}

/**
 * Completes the record of a run that ended without certainty, once HEC shows what became of it. False when its outcome
 * is certain.
 */
export async function resolveRun(
  executor: Executor,
  runId: string,
  outcome: 'done' | 'unchanged' | 'failed',
): Promise<boolean> {
  const resolved = await executor
    .update(audit)
    .set({ outcome })
    .where(and(eq(audit.id, runId), inArray(audit.outcome, ['doubtful', 'still_working'])))
    .returning({ id: audit.id });
  return resolved.length > 0;
}

async function change(
  executor: Executor,
  runId: string,
  expected: ActionRun['state'],
  values: Partial<typeof audit.$inferInsert>,
): Promise<boolean> {
  const changed = await executor
    .update(audit)
    .set(values)
    .where(and(eq(audit.id, runId), eq(audit.kind, 'action'), eq(audit.state, expected)))
    .returning({ id: audit.id });
  return changed.length > 0;
}

export async function runById(executor: Executor, runId: string): Promise<ActionRun | undefined> {
  const [row] = await executor
    .select()
    .from(audit)
    .where(and(eq(audit.id, runId), eq(audit.kind, 'action')));
  return row && toRun(row);
}

/** The run of this action on this event, or on this email from whichever event, that ended last and was sent. */
export async function lastOfAction(
  executor: Executor,
  action: { target: 'event' | 'email'; eventId: string; entityId: string | undefined; actionName: string },
): Promise<ActionRun | undefined> {
  const isIt = and(
    eq(audit.claimKey, claimKeyOf(action)),
    eq(audit.actionName, action.actionName),
    eq(audit.kind, 'action'),
    eq(audit.state, 'ended'),
    ne(audit.outcome, 'not_sent'),
  );
  const [row] = await executor.select().from(audit).where(isIt).orderBy(desc(audit.endedAt)).limit(1);
  return row && toRun(row);
}

/** Every run on these events, newest first, running ones too. */
export async function runsOfEvents(executor: Executor, eventIds: readonly string[]): Promise<ActionRun[]> {
  const rows = await executor
    .select()
    .from(audit)
    .where(and(inArray(audit.eventId, eventIds), eq(audit.kind, 'action')))
    .orderBy(desc(audit.at));
  return rows.map(toRun);
}

/** Whoever asked for them, newest first. */
export async function runningRuns(executor: Executor, limit: number): Promise<ActionRun[]> {
  const rows = await executor.select().from(audit).where(isRunning).orderBy(desc(audit.at)).limit(limit);
  return rows.map(toRun);
}

/** What this person asked for last, of what has ended, newest first by when it was asked for. */
export async function lastRunsOf(executor: Executor, userId: string, limit: number): Promise<ActionRun[]> {
  const rows = await executor
    .select()
    .from(audit)
    .where(and(eq(audit.userId, userId), eq(audit.kind, 'action'), eq(audit.state, 'ended')))
    .orderBy(desc(audit.at))
    .limit(limit);
  return rows.map(toRun);
}

/** @throws Error when the row is no action */
export function toRun(row: typeof audit.$inferSelect): ActionRun {
  const { target, eventId, actionName, actionLabel, state } = row;
  if (target === null || eventId === null || actionName === null || actionLabel === null || state === null) {
    throw new Error(`The audit row ${row.id} is not an action.`);
  }
  return {
    id: row.id,
    target,
    eventId,
    entityId: row.entityId ?? undefined,
    actionName,
    parameter: row.parameter ?? undefined,
    label: actionLabel,
    teamId: row.teamId,
    userId: row.userId,
    channelId: row.channelId ?? undefined,
    messageTs: row.messageTs ?? undefined,
    threadTs: row.threadTs ?? undefined,
    state,
    outcome: row.outcome ?? undefined,
    taskId: row.taskId ?? undefined,
    taskMessage: row.taskMessage ?? undefined,
    succeeded: row.succeeded ?? undefined,
    failed: row.failed ?? undefined,
    errorCode: row.errorCode ?? undefined,
    reference: row.reference ?? undefined,
    startedAt: row.at,
    endedAt: row.endedAt ?? undefined,
  };
}
