/**
 * `/hec-event <id or portal link>`: shows an event's card in the conversation, or only to the person if they ask for
 * that or the conversation may not see it. `/hec-event audit <id>` shows its audit trail.
 */
import { isEnded } from '../../../actions/run.ts';
import { eventCard } from '../../cards/event-card.ts';
import { lookingUp } from '../../cards/notice.ts';
import type { Command } from '../../dispatch/listener.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { requirePermission } from '../../permission.ts';
import { auditMessage } from '../audit/audit-message.ts';
import { help, unreadableReference } from './help.ts';
import { readCommandText } from './parse-command.ts';
import { showOrHint, showPrivately } from './show-card.ts';

export async function hecEvent(command: Command, reply: EphemeralReply, services: Services): Promise<void> {
  const request = readCommandText(command.text);
  if (request.kind === 'help') return reply.send(help());
  if (request.kind === 'unreadable') return reply.send(unreadableReference());
  if (request.kind === 'audit') return showRecord(request.eventId, command, reply, services);

  reply.announceAfter(services.settings.noticeAfterMs, lookingUp());
  const snapshot = await services.snapshots.read(request.reference, { askedAt: command.askedAt });
  const asked = { userId: command.user_id, channelId: command.channel_id };
  await services.auditTrail.lookedUp(snapshot.event, asked);
  if (request.audience === 'asker') {
    return showPrivately(eventCard(snapshot), snapshot, asked, reply, services);
  }
  return showOrHint(snapshot, { ...asked, shape: 'full' }, reply, services);
}

async function showRecord(eventId: string, command: Command, reply: EphemeralReply, services: Services) {
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

const mostEntries = 200;
