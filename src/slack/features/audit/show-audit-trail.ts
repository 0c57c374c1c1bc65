/** `/hec-event audit <id>`: who did what about an event, for responders. */
import { isEnded } from '../../../actions/run.ts';
import type { Command } from '../../dispatch/listener.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { requirePermission } from '../../permission.ts';
import { auditMessage } from './audit-message.ts';

const mostEntries = 200;

export async function showAuditTrail(eventId: string, command: Command, reply: EphemeralReply, services: Services) {
  const attempted = { channelId: command.channel_id, eventId };
  await requirePermission('respond', command.user_id, attempted, services);
  const entries = await services.auditTrail.ofEvent(eventId, mostEntries);
  const shown = entries.map((entry) =>
    entry.kind === 'action'
      ? { ...entry, at: entry.startedAt, reason: isEnded(entry) ? entry.errorCode : undefined }
      : entry,
  );
  await reply.send(auditMessage(eventId, shown));
}
