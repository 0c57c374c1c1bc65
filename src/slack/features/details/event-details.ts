/**
 * "Details" on a card, and "More…" on a compact one: the whole event in a modal, with all that can be done. It opens at
 * once; the email comes last, because HEC is known to hang on items that it does not know.
 */
import type { ModalView } from '@slack/types';
import { KnownError } from '../../../errors.ts';
import { eventId } from '../../../events/links.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { ActionListener, Services, ShowView } from '../../dispatch/listener.ts';
import { eventOf } from '../../payloads/clicked-event.ts';
import { type PressPlace, placeOf, writePlace } from '../act/press.ts';
import { rememberClicked } from '../lookup/show-card.ts';
import { type DetailsInput, detailsLoadingView, detailsView } from './details-modal.ts';

export const eventDetails: ActionListener = {
  kind: 'modal',
  permission: 'view',
  loading: detailsLoadingView(),
  async fill(click, services, show) {
    const place = placeOf(click);
    const snapshot = await services.readEventSnapshot(eventOf(click));
    await rememberClicked(click, snapshot.event.id, services);
    await services.auditTrail.lookedUp(snapshot.event, { userId: click.userId, ...place });
    return fillDetails(snapshot, place, services, show);
  },
};

/** @param place of the card that the modal belongs to, where the outcome of what is done in it is told */
export async function fillDetails(
  snapshot: EventSnapshot,
  place: PressPlace | undefined,
  services: Services,
  show: ShowView,
): Promise<ModalView> {
  // The ids of files, people and messages have other shapes, and HEC can be asked for an email only.
  const entityId = eventId(snapshot.event.entityId ?? '');
  const metadata = writePlace(place);
  const view = (email: DetailsInput['email']) => detailsView({ ...snapshot, metadata, email });
  if (entityId === undefined) return view({ kind: 'none' });
  await show(view({ kind: 'loading' }));
  return view(await readEmail(entityId, services));
}

async function readEmail(entityId: string, { readEntity, logger }: Services): Promise<DetailsInput['email']> {
  try {
    const { email } = await readEntity(entityId);
    return email === undefined ? { kind: 'none' } : { kind: 'read', details: email };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    logger.info({ err: error, reference: error.reference }, 'the email of an event could not be read');
    return { kind: 'failed', sentence: error.sentence };
  }
}
