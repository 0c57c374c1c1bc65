/** `/hec-event audit <id or portal link>`: who did what about an event, for responders. */
import { describeAction } from '../../../actions/registry.ts';
import { type ActionRun, isEnded } from '../../../actions/run.ts';
import { type EventReference, eventId } from '../../../events/links.ts';
import type { AuditTrail, Refusal } from '../../../services/audit-trail.ts';
import { lookingUp } from '../../cards/notice.ts';
import type { Command } from '../../dispatch/listener.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { requirePermission } from '../../permission.ts';
import { type AuditLine, auditMessage, auditShown } from './audit-message.ts';

export async function showAuditTrail(
  reference: EventReference,
  command: Command,
  reply: EphemeralReply,
  services: Services,
): Promise<void> {
  const typedId = reference.kind === 'typed' ? eventId(reference.id) : undefined;
  const attempted = { channelId: command.channel_id, eventId: typedId };
  await requirePermission('respond', command.user_id, attempted, services);
  const id = typedId ?? (await eventBehind(reference, command, reply, services));
  const { entries, counts } = await services.auditTrail.ofEvent(id, auditShown);
  await reply.send(auditMessage({ eventId: id, lines: entries.flatMap(lineOf), counts }));
}

type Entry = Awaited<ReturnType<AuditTrail['ofEvent']>>['entries'][number];

function lineOf(entry: Entry): AuditLine[] {
  switch (entry.kind) {
    case 'action':
      return [{ ...entry, at: entry.startedAt, reason: whyNotDone(entry) }];
    case 'refusal':
      return [{ ...entry, label: attemptedLabel(entry) }];
    case 'share':
      return [{ ...entry, kind: 'share' }];
    case 'lookup':
    case 'search':
      return [];
  }
}

/** What went wrong on the way counts no more once it is done. */
function whyNotDone(run: ActionRun): string | undefined {
  return isEnded(run) && run.outcome !== 'done' ? run.errorCode : undefined;
}

/** Undefined if something other than an action was refused. The label is recorded only where HEC was asked. */
function attemptedLabel({ label, actionName: name, parameter }: Refusal): string | undefined {
  return label ?? (name === undefined ? undefined : describeAction({ name, parameter }).label);
}

/** Links name what the event is about, not the event. Nobody sees the event here, so no lookup is recorded. */
async function eventBehind(
  reference: EventReference,
  { askedAt }: Command,
  reply: EphemeralReply,
  services: Services,
): Promise<string> {
  reply.noticeAfter(services.settings.noticeAfterMs, lookingUp());
  const { event } = await services.snapshots.read(reference, { askedAt });
  return event.id;
}
