/**
 * `/hec-event <id or portal link>`: shows an event's card in the conversation, or only to the person if they ask for
 * that or the conversation may not see it. `/hec-event audit <id>` shows its audit trail.
 */
import { eventCard } from '../../cards/event-card.ts';
import { lookingUp } from '../../cards/notice.ts';
import type { Command } from '../../dispatch/listener.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { showAuditTrail } from '../audit/show-audit-trail.ts';
import { help, unreadableReference } from './help.ts';
import { readCommandText } from './parse-command.ts';
import { showOrHint, showPrivately } from './show-card.ts';

export async function hecEvent(command: Command, reply: EphemeralReply, services: Services): Promise<void> {
  const request = readCommandText(command.text);
  if (request.kind === 'help') return reply.send(help());
  if (request.kind === 'unreadable') return reply.send(unreadableReference());
  if (request.kind === 'audit') return showAuditTrail(request.eventId, command, reply, services);

  reply.noticeAfter(services.settings.noticeAfterMs, lookingUp());
  const asked = { userId: command.user_id, channelId: command.channel_id };
  // Slack is asked who reads the conversation while HEC is asked for the event. It is asked again when it matters.
  if (request.audience === 'conversation') void services.directory.conversation(asked.channelId);
  const { askedAt } = command;
  const record = services.auditTrail.recorder(asked);
  const snapshot = await services.snapshots.read(request.reference, { askedAt, record });
  if (request.audience === 'asker') {
    return showPrivately(eventCard(snapshot), reply, services);
  }
  return showOrHint(snapshot, { ...asked, shape: 'full' }, reply, services);
}
