/** "Show HEC event" in a message's menu: shows a single event in its thread, offers several, asks if there is none. */
import { setTimeout as sleep } from 'node:timers/promises';
import { KnownError } from '../../../errors.ts';
import type { EventReference } from '../../../events/links.ts';
import type { AuditTrail } from '../../../services/audit-trail.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { ModalView } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { errorSentence, joined, md } from '../../blocks/text.ts';
import { lookingUp, notice, noticeView } from '../../cards/notice.ts';
import type { Handler } from '../../dispatch/listener.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Shortcut } from '../../payloads/interaction.ts';
import { choiceView, notLookedUp } from './choice-modal.ts';
import { lookupView } from './lookup-modal.ts';
import { referencesInMessage } from './message-references.ts';
import { showOrHint } from './show-card.ts';
import type { Thread } from './thread-codec.ts';

export function showEvent({ message, userId }: Shortcut): Handler<EphemeralReply> {
  if (message === undefined) throw new Error('the shortcut was used on no message');
  const { channelId, messageTs, threadTs } = message;
  const origin = { channelId, messageTs, threadTs };
  const thread = { channelId, threadTs: threadTs ?? messageTs };
  const references = referencesInMessage(message.content);
  const [reference] = references;
  const asking = { permission: 'view', attempted: origin } as const;
  if (reference === undefined || references.length > 1) {
    const asked = { userId, ...origin };
    const fill = (services: Services) => offerAll(references, thread, asked, services);
    const loading = noticeView(notice({ sentence: md`Reading the events from HEC…` }));
    return { ...asking, kind: 'modal', loading, fill };
  }
  return {
    ...asking,
    kind: 'reply',
    async answer(reply, services) {
      reply.noticeAfter(services.settings.noticeAfterMs, lookingUp());
      const record = services.auditTrail.recorder({ userId, ...origin });
      const snapshot = await services.snapshots.read(reference, { record });
      await showOrHint(snapshot, { userId, ...thread, shape: 'compact' }, reply, services);
    },
  };
}

const mostOffered = limits.options.checkboxes;

/** Offers what was found, or asks for an event if there is none. */
async function offerAll(
  references: readonly EventReference[],
  thread: Thread,
  asked: Parameters<AuditTrail['lookedUp']>[1],
  services: Services,
): Promise<ModalView> {
  if (references.length === 0) return lookupView({ thread });
  const offered = references.slice(0, mostOffered);
  const leftOut = references.length - offered.length;
  const { found, unread, failure } = await readAll(offered, services);
  // The form says of each what it is about.
  for (const { event } of found) await services.auditTrail.lookedUp(event, asked);
  if (found.length > 0) return choiceView({ thread, found, unread, leftOut });
  const why = failure === undefined ? '' : errorSentence(failure);
  return lookupView({ thread, error: joined(' ', [why, notLookedUp(leftOut)]) });
}

/**
 * Each event once, though a message may hold both an email's id and its event's. Once one is found, the others get a
 * moment: HEC may hang on unknown ids, such as the hashes of files.
 */
async function readAll(
  references: readonly EventReference[],
  { snapshots, logger, settings }: Services,
): Promise<{ found: EventSnapshot[]; unread: number; failure: KnownError | undefined }> {
  const readings = references.map((reference) => snapshots.read(reference));
  const late = Promise.any(readings).then(
    () => sleep(settings.noticeAfterMs, 'late' as const, { ref: false }),
    () => 'late' as const,
  );
  const found = new Map<string, EventSnapshot>();
  const failures: KnownError[] = [];
  const reasons: string[] = [];
  for (const reading of await Promise.allSettled(readings.map((each) => Promise.race([each, late])))) {
    if (reading.status === 'rejected') {
      if (!(reading.reason instanceof KnownError) || reading.reason.logLevel === 'error') throw reading.reason;
      failures.push(reading.reason);
      reasons.push(reading.reason.code);
    } else if (reading.value === 'late') reasons.push('late');
    else found.set(reading.value.event.id, reading.value);
  }
  if (reasons.length > 0) logger.info({ reasons }, 'ids in a message could not be read');
  return { found: [...found.values()], unread: reasons.length, failure: failures[0] };
}
