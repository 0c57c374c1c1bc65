/** "Details" on a card, "More…" on a compact one. The email comes last: HEC may hang on items it doesn't know. */

import { KnownError } from '../../../errors.ts';
import type { EmailDetails, FileDetails } from '../../../events/email.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import { emailIdOf, fileIdOf } from '../../../events/subject-kind.ts';
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
  const metadata = writeOrigin(origin);
  const view = (shown: EventSnapshot, reading: EmailReading) => detailsView({ ...shown, metadata, reading });
  if (snapshot.email.kind === 'read') return view(snapshot, snapshot.email);
  const read = readerOf(snapshot.event, services);
  if (read === undefined) return view(snapshot, { kind: 'none' });
  await show(view(snapshot, { kind: 'loading' }));
  const reading = await orFailed(read(), services);
  // With it, HEC has said what can be done with the email.
  return view(await services.snapshots.waitForEmail(snapshot), reading);
}

/** Undefined if HEC can't be asked about what the event is about. */
function readerOf(event: SecurityEvent, { snapshots, readFile }: Services): (() => Promise<EmailReading>) | undefined {
  const emailId = emailIdOf(event);
  const fileId = fileIdOf(event);
  if (emailId !== undefined) return async () => emailReading(await snapshots.readEmail(emailId));
  return fileId === undefined ? undefined : async () => fileReading(await readFile(fileId));
}

function emailReading(details: EmailDetails | undefined): EmailReading {
  return details === undefined ? { kind: 'none' } : { kind: 'read', details };
}

function fileReading(file: FileDetails | undefined): EmailReading {
  return file === undefined ? { kind: 'none' } : { kind: 'file', file };
}

async function orFailed(read: Promise<EmailReading>, { logger }: Services): Promise<EmailReading> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    logger.info({ err: error, reference: error.reference }, 'what an event is about could not be read');
    return { kind: 'failed', sentence: errorSentence(error) };
  }
}
