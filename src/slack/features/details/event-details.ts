/** "Details" on a card, "More…" on a compact one. The email comes last: HEC may hang on items it doesn't know. */

import { KnownError } from '../../../errors.ts';
import { emailIdOf } from '../../../events/subject-kind.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { ModalView } from '../../blocks/block-kit.ts';
import { errorSentence } from '../../blocks/text.ts';
import { type CardOrigin, readOrigin, whereOf, writeOrigin } from '../../cards/origin-codec.ts';
import type { ModalHandler, ShowView } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click } from '../../payloads/interaction.ts';
import { rememberClicked } from '../../remember-card.ts';
import { detailsLoadingView, detailsView, type EmailReading } from './details-modal.ts';

export function eventDetails(eventId: string, click: Click): ModalHandler {
  const origin = readOrigin(click);
  return {
    kind: 'modal',
    permission: 'view',
    attempted: { ...whereOf(origin), eventId },
    loading: detailsLoadingView(),
    async fill(services, show) {
      const snapshot = await services.snapshots.read({ kind: 'typed', id: eventId });
      await rememberClicked(click, snapshot.event.id, services);
      await services.auditTrail.lookedUp(snapshot.event, { userId: click.userId, ...whereOf(origin) });
      return fillDetails(snapshot, origin, services, show);
    },
  };
}

/** @param origin the modal's card, where the outcome of its actions is announced */
export async function fillDetails(
  snapshot: EventSnapshot,
  origin: CardOrigin | undefined,
  services: Services,
  show: ShowView,
): Promise<ModalView> {
  const entityId = emailIdOf(snapshot.event);
  const metadata = writeOrigin(origin);
  const view = (reading: EmailReading) => detailsView({ ...snapshot, metadata, reading });
  if (entityId === undefined) return view({ kind: 'none' });
  await show(view({ kind: 'loading' }));
  return view(await readEmail(entityId, services));
}

async function readEmail(entityId: string, { logger, snapshots }: Services): Promise<EmailReading> {
  try {
    const email = await snapshots.readEmail(entityId);
    return email === undefined ? { kind: 'none' } : { kind: 'read', details: email };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    logger.info({ err: error, reference: error.reference }, 'the email of an event could not be read');
    return { kind: 'failed', sentence: errorSentence(error) };
  }
}
