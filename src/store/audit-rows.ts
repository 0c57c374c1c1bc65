/** What the audit record holds, and its rows as that. */
import type { ActionRun } from '../actions/run.ts';
import type { audit } from './schema.ts';

export type AuditRow = typeof audit.$inferSelect;

/** Somebody tried something: when, who and from where. */
export interface AuditAttempt {
  at: Date;
  teamId: string;
  userId: string;
  channelId?: string | undefined;
  messageTs?: string | undefined;
  threadTs?: string | undefined;
  eventId?: string | undefined;
  entityId?: string | undefined;
}

export interface RecordedRefusal extends AuditAttempt {
  /** A code such as `not_listed`, never outside text. */
  reason: string;
  /** What was refused, where it was an action. */
  actionName?: string | undefined;
  parameter?: unknown;
  label?: string | undefined;
}

export type AuditEntry =
  | ({ kind: 'lookup' | 'share'; id: string } & AuditAttempt)
  | ({ kind: 'refusal'; id: string } & RecordedRefusal)
  | ({ kind: 'action' } & ActionRun);

export function toEntry(row: AuditRow): AuditEntry {
  if (row.kind === 'action') return { kind: 'action', ...toRun(row) };
  const attempt = {
    id: row.id,
    at: row.at,
    teamId: row.teamId,
    userId: row.userId,
    channelId: row.channelId ?? undefined,
    messageTs: row.messageTs ?? undefined,
    threadTs: row.threadTs ?? undefined,
    eventId: row.eventId ?? undefined,
    entityId: row.entityId ?? undefined,
  };
  if (row.kind !== 'refusal') return { kind: row.kind, ...attempt };
  return {
    kind: 'refusal',
    ...attempt,
    reason: row.reason ?? '',
    actionName: row.actionName ?? undefined,
    parameter: row.parameter ?? undefined,
    label: row.actionLabel ?? undefined,
  };
}

/** @throws Error when the row is no action */
export function toRun(row: AuditRow): ActionRun {
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
