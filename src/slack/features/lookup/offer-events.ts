/** Offers several events to choose from in a modal, or asks for one if none of them can be read. */
import { setTimeout as sleep } from 'node:timers/promises';
import { KnownError } from '../../../errors.ts';
import type { EventReference } from '../../../events/links.ts';
import type { AuditTrail } from '../../../services/audit-trail.ts';
import type { EventSnapshot, LookupRecord } from '../../../services/event-snapshot.ts';
import type { ModalView } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { joined, type Mrkdwn, md } from '../../blocks/text.ts';
import { failureSentence } from '../../cards/failure-sentence.ts';
import { notice, noticeView } from '../../cards/notice.ts';
import type { ModalHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { AttemptDetails } from '../../permission.ts';
import type { ChoiceTarget } from './choice-codec.ts';
import { choiceView, notLookedUp } from './choice-modal.ts';

export interface Offer {
  references: readonly EventReference[];
  target: ChoiceTarget;
  asked: Parameters<AuditTrail['lookedUp']>[1];
  attempted: AttemptDetails;
  /** The form that asks for an event. */
  ask: (why: Mrkdwn) => ModalView;
}

export function offerEvents(offer: Offer): ModalHandler {
  return {
    kind: 'modal',
    permission: 'view',
    attempted: offer.attempted,
    loading: noticeView(notice({ sentence: md`Reading the events from HEC…` })),
    fill: (services) => offerAll(offer, services),
  };
}

const mostOffered = limits.options.checkboxes;

async function offerAll({ references, target, asked, ask }: Offer, services: Services): Promise<ModalView> {
  const offered = references.slice(0, mostOffered);
  const leftOut = references.length - offered.length;
  const { found, unread, failure } = await readAll(offered, services.auditTrail.recorder(asked), services);
  // The form says of each what it is about.
  await Promise.all(found.map(({ event }) => services.auditTrail.lookedUp(event, asked)));
  if (found.length > 0) return choiceView({ target, found, unread, leftOut });
  const why = failure === undefined ? '' : failureSentence(failure);
  return ask(joined(' ', [why, notLookedUp(leftOut)]));
}

/**
 * Each event once, though a message may hold both an email's id and its event's. Once one is found, the others get a
 * moment: HEC may hang on unknown ids, such as the hashes of files.
 */
async function readAll(
  references: readonly EventReference[],
  { emailAlone }: Required<LookupRecord>,
  { snapshots, logger, settings }: Services,
): Promise<{ found: EventSnapshot[]; unread: number; failure: KnownError | undefined }> {
  const readings = references.map((reference) => snapshots.read(reference, { email: 'none', record: { emailAlone } }));
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
