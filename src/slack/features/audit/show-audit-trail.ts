/** `/hec-event audit <id>`: who did what about an event, for responders. */
import { describeAction } from '../../../actions/registry.ts';
import { isEnded } from '../../../actions/run.ts';
import type { AuditTrail, Refusal } from '../../../services/audit-trail.ts';
import type { Command } from '../../dispatch/listener.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { requirePermission } from '../../permission.ts';
import { type AuditLine, auditMessage, auditShown } from './audit-message.ts';

export async function showAuditTrail(eventId: string, command: Command, reply: EphemeralReply, services: Services) {
  const attempted = { channelId: command.channel_id, eventId };
  await requirePermission('respond', command.user_id, attempted, services);
  const { entries, counts } = await services.auditTrail.ofEvent(eventId, auditShown);
  await reply.send(auditMessage({ eventId, lines: entries.flatMap(lineOf), counts }));
}

type Entry = Awaited<ReturnType<AuditTrail['ofEvent']>>['entries'][number];

function lineOf(entry: Entry): AuditLine[] {
  switch (entry.kind) {
    case 'action':
      return [{ ...entry, at: entry.startedAt, reason: isEnded(entry) ? entry.errorCode : undefined }];
    case 'refusal':
      return [{ ...entry, label: attemptedLabel(entry) }];
    case 'share':
      return [{ ...entry, kind: 'share' }];
    case 'lookup':
      return [];
  }
}

/** Undefined if something other than an action was refused. The label is recorded only where HEC was asked. */
function attemptedLabel({ label, actionName: name, parameter }: Refusal): string | undefined {
  return label ?? (name === undefined ? undefined : describeAction({ name, parameter }).label);
}
