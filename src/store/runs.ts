/** Action runs: each is claimed in the database before anything is sent, and moves on one state at a time. */
import { and, desc, eq, inArray, isNull, ne, not, or, type SQL, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import {
  type ActionRun,
  type ClaimedRun,
  type ClaimHolder,
  type EndedRun,
  isEnded,
  isRunning,
  type LookingRun,
  type RunningRun,
  type RunOutcome,
  type SeenBefore,
} from '../actions/run.ts';
import type { Executor } from './executor.ts';
import { hadAnnouncement, hasJob } from './job-queue.ts';
import { audit, endings } from './schema.ts';

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
  (
    | {
        target: 'event';
        /** Of the email that the action moves; undefined if it moves none. */
        entityId: string | undefined;
      }
    | { target: 'email'; entityId: string }
  );

export type ClaimResult = { kind: 'claimed'; run: ClaimedRun } | { kind: 'busy'; by: ClaimHolder };

export interface RunEnding
  extends Partial<Pick<EndedRun, 'taskMessage' | 'succeeded' | 'failed' | 'errorCode' | 'reference'>> {
  outcome: RunOutcome;
  at: Date;
}

/** Must repeat the unique indexes' condition word for word, or Postgres won't find them. */
const hasNotEnded = sql`${audit.kind} = 'action' and ${audit.endedAt} is null`;

/** The runs of campaigns are in `campaign-runs.ts`: they begin, are told of and end together. */
const isAlone = isNull(audit.campaignId);

/**
 * Claims the event, or the email, for one run, and the email that it moves. If several try at once, in any number of
 * processes, one succeeds and the others learn who that is. In a transaction, the claim holds once that has committed;
 * others wait until then.
 */
export async function claimRun(executor: Executor, { label, startedAt, ...run }: NewRun): Promise<ClaimResult> {
  const claimKey = claimKeyOf(run);
  const emailClaimKey = run.entityId === undefined ? undefined : emailKey(run.entityId);
  const onEmail = emailClaimKey === undefined ? undefined : eq(audit.emailClaimKey, emailClaimKey);
  const isSame = or(eq(audit.claimKey, claimKey), onEmail);
  // A second round is needed only if the other run ends between the two queries.
  for (let round = 0; round < 5; round++) {
    const [inserted] = await executor
      .insert(audit)
      .values({ ...run, kind: 'action', at: startedAt, claimKey, emailClaimKey, actionLabel: label, state: 'claimed' })
      .onConflictDoNothing()
      .returning();
    if (inserted !== undefined) return { kind: 'claimed', run: { ...detailsOf(inserted), state: 'claimed' } };
    const [by] = await executor.select(holder).from(audit).where(and(isSame, hasNotEnded)).limit(1);
    if (by !== undefined) return { kind: 'busy', by };
  }
  throw new Error('The claim changed hands faster than it could be read.');
}

const holder = {
  id: audit.id,
  label: sql<string>`coalesce(${audit.actionLabel}, '')`,
  userId: audit.userId,
  startedAt: audit.at,
};

type Target = Pick<NewRun, 'eventId'> &
  ({ target: 'event'; entityId: string | undefined } | { target: 'email'; entityId: string });

function claimKeyOf(run: Target): string {
  return run.target === 'email' ? emailKey(run.entityId) : `event:${run.eventId}`;
}

function emailKey(entityId: string): string {
  return `email:${entityId}`;
}

/** From `claimed`. False if the run is in another state: then send nothing. Commit before sending. */
export function markSending(
  executor: Executor,
  runId: string,
  sent: { name: string; parameter: unknown; label: string; before: SeenBefore; sentAt: Date },
): Promise<boolean> {
  const { name, parameter, label, before, sentAt } = sent;
  return change(executor, runId, 'claimed', {
    state: 'sending',
    actionName: name,
    parameter,
    actionLabel: label,
    before,
    sentAt,
  });
}

/** From `sending`: HEC has accepted the action as this task. False if the run is in another state. */
export function markFollowing(
  executor: Executor,
  runId: string,
  accepted: { taskId: string; reference?: string | undefined },
): Promise<boolean> {
  return change(executor, runId, 'sending', { state: 'following', ...accepted });
}

/** From `sending` or `following`: HEC reports it as done. False if the run is in another state. */
export function markLooking(
  executor: Executor,
  runId: string,
  expected: 'sending' | 'following',
  reported: Partial<Pick<LookingRun, 'taskMessage' | 'succeeded' | 'failed' | 'reference'>>,
): Promise<boolean> {
  return change(executor, runId, expected, { state: 'looking', ...reported });
}

/** Ends a run and releases its claim. False if it is not in the expected state. */
export function endRun(
  executor: Executor,
  runId: string,
  expected: RunningRun['state'],
  { at, ...ending }: RunEnding,
): Promise<boolean> {
  const endedOrder = sql`nextval(${endings.seqName})`;
  return change(executor, runId, expected, { state: 'ended', endedAt: at, endedOrder, ...ending });
}

/**
 * Once HEC shows what became of a run whose outcome was uncertain. What was announced by then is noted, and the new
 * outcome counts as not announced. Undefined if it is known already: of several callers one records it.
 */
export async function resolveRun(
  executor: Executor,
  runId: string,
  outcome: 'done' | 'unchanged' | 'failed',
): Promise<{ wasAnnounced: boolean } | undefined> {
  const [resolved] = await executor
    .update(audit)
    .set({
      outcome,
      corrects: sql`case when ${audit.announcingAt} is null then ${audit.corrects} else ${audit.outcome} end`,
      announcingAt: null,
    })
    .where(and(eq(audit.id, runId), inArray(audit.outcome, outcome === 'done' ? overtakenByDone : uncertain)))
    .returning({ corrects: audit.corrects });
  return resolved && { wasAnnounced: resolved.corrects !== null };
}

/** Before the outcome is announced. False if it is another one now, or if an earlier attempt noted it and so may have told it. */
export async function noteAnnouncing(
  executor: Executor,
  { id, outcome }: Pick<EndedRun, 'id' | 'outcome'>,
  at: Date,
): Promise<boolean> {
  const noted = await executor
    .update(audit)
    .set({ announcingAt: at })
    .where(and(eq(audit.id, id), eq(audit.outcome, outcome), isNull(audit.announcingAt)))
    .returning({ id: audit.id });
  return noted.length > 0;
}

/** Once it is certain that nothing was announced. */
export async function takeBackAnnouncing(executor: Executor, runId: string): Promise<void> {
  await executor.update(audit).set({ announcingAt: null }).where(eq(audit.id, runId));
}

/**
 * As a number: 1 while the outcome of a press in this message is still to be announced. A correction gives way to the
 * card.
 */
export function outcomesDue({ eventId, messageTs }: { eventId: string; messageTs: string }): SQL {
  return sql`(select count(*) from (select 1 from ${audit} where ${and(
    eq(audit.eventId, eventId),
    eq(audit.messageTs, messageTs),
    eq(audit.state, 'ended'),
    ne(audit.outcome, 'not_sent'),
    isNull(audit.announcingAt),
    isNull(audit.corrects),
  )} limit 1) due)`;
}

const uncertain = ['doubtful', 'still_working'] as const;
/** HEC may record an action only after reporting it done, so the event did not show it yet. */
const overtakenByDone = [...uncertain, 'unchanged'] as const;

async function change(
  executor: Executor,
  runId: string,
  expected: ActionRun['state'],
  values: PgUpdateSetSource<typeof audit>,
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
    .where(and(eq(audit.id, runId), eq(audit.kind, 'action'), isAlone));
  return row && toRun(row);
}

/** Runs of versions that kept no order ended before all others, and their processes' clocks have to do. */
const lastToEnd = [sql`${audit.endedOrder} desc nulls last`, desc(audit.endedAt)];

/** The last sent run of this action to end: on this event, or on this email from any event or in a campaign. */
export async function lastOfAction(
  executor: Executor,
  action: Target & { actionName: string },
): Promise<EndedRun | undefined> {
  const isIt = and(
    eq(audit.claimKey, claimKeyOf(action)),
    eq(audit.actionName, action.actionName),
    eq(audit.kind, 'action'),
    eq(audit.state, 'ended'),
    ne(audit.outcome, 'not_sent'),
  );
  const rows = await executor
    .select()
    .from(audit)
    .where(isIt)
    .orderBy(...lastToEnd)
    .limit(1);
  // A campaign's run names no event.
  return rows.map((row) => toRun({ ...row, eventId: row.eventId ?? action.eventId })).find(isEnded);
}

/** Newest first, running ones too. */
export async function runsOfEvents(
  executor: Pick<Executor, 'select'>,
  eventIds: readonly string[],
): Promise<ActionRun[]> {
  const rows = await executor
    .select()
    .from(audit)
    .where(and(inArray(audit.eventId, eventIds), eq(audit.kind, 'action')))
    .orderBy(desc(audit.at));
  return rows.map(toRun);
}

/** Everyone's runs, newest first. */
export async function runningRuns(executor: Executor, limit: number): Promise<RunningRun[]> {
  const rows = await executor
    .select()
    .from(audit)
    .where(and(hasNotEnded, isAlone))
    .orderBy(desc(audit.at))
    .limit(limit);
  return rows.map(toRun).filter(isRunning);
}

/** Those that no job will end. */
export async function lostRuns(executor: Executor): Promise<RunningRun[]> {
  const rows = await executor
    .select()
    .from(audit)
    .where(and(hasNotEnded, isAlone, not(hasJob(audit.id))));
  return rows.map(toRun).filter(isRunning);
}

/** Runs that have lately ended, and of which no job will tell. A run takes ten minutes, so half an hour is ample. */
export async function untoldRuns(executor: Executor): Promise<EndedRun[]> {
  const isUntold = and(
    sql`${audit.at} > now() - interval '30 minutes'`,
    eq(audit.kind, 'action'),
    isAlone,
    eq(audit.state, 'ended'),
    ne(audit.outcome, 'not_sent'),
    isNull(audit.announcingAt),
  );
  const rows = await executor
    .select()
    .from(audit)
    .where(and(isUntold, not(hadAnnouncement(audit.id))));
  return rows.map(toRun).filter(isEnded);
}

/** Newest first. */
export async function lastRunsOf(executor: Executor, userId: string, limit: number): Promise<EndedRun[]> {
  const rows = await executor
    .select()
    .from(audit)
    .where(and(eq(audit.userId, userId), eq(audit.kind, 'action'), isAlone, eq(audit.state, 'ended')))
    .orderBy(desc(audit.at))
    .limit(limit);
  return rows.map(toRun).filter(isEnded);
}

/** @throws Error if the row is not a complete action, which the table's own check rules out */
export function toRun(row: typeof audit.$inferSelect): ActionRun {
  const { state, outcome, endedAt, taskId } = row;
  const details = detailsOf(row);
  const facts = {
    taskId: taskId ?? undefined,
    taskMessage: row.taskMessage ?? undefined,
    succeeded: row.succeeded ?? undefined,
    failed: row.failed ?? undefined,
    reference: row.reference ?? undefined,
  };
  if (state === 'claimed' || state === 'sending') return { ...details, state };
  if (state === 'following' && taskId !== null) return { ...details, state, taskId, reference: facts.reference };
  if (state === 'looking') return { ...details, ...facts, state };
  if (state === 'ended' && outcome !== null && endedAt !== null) {
    const { errorCode, corrects } = row;
    const endedOrder = row.endedOrder ?? undefined;
    const known = { errorCode: errorCode ?? undefined, corrects: corrects ?? undefined, endedOrder };
    return { ...details, ...facts, ...known, state, outcome, endedAt };
  }
  throw new Error(`The audit row ${row.id} is not a whole action.`);
}

const beforeSchema = z.object({
  state: z.string().optional(),
  severity: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]).optional(),
  isQuarantined: z.boolean().optional(),
  entries: z.array(z.string()),
});

/** JSON has no undefined, so what was not there is absent. */
function toBefore(stored: unknown): SeenBefore | undefined {
  const { data } = beforeSchema.safeParse(stored);
  if (data === undefined) return undefined;
  const { state, severity, isQuarantined, entries } = data;
  return { state, severity, isQuarantined, entries };
}

function detailsOf(row: typeof audit.$inferSelect): Omit<ClaimedRun, 'state'> {
  const { target, eventId, actionName, actionLabel } = row;
  if (target === null || eventId === null || actionName === null || actionLabel === null) {
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
    startedAt: row.at,
    before: toBefore(row.before),
  };
}
