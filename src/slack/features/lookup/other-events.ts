/** "2 more events on this email": a private list of all of them, each with its details. */

import type { SecurityEvent } from '../../../events/security-event.ts';
import { subjectKind } from '../../../events/subject-kind.ts';
import type { EventsAbout } from '../../../services/events-about.ts';
import { type KnownBlock, type ModalView, plainText } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { context, section } from '../../blocks/message.ts';
import { dateTime, joined, type Mrkdwn, md, outsideText, plain } from '../../blocks/text.ts';
import { detailsButton } from '../../cards/action-buttons.ts';
import { markedSummary } from '../../cards/event-summary.ts';
import { whereOf } from '../../cards/origin-codec.ts';
import type { ModalHandler } from '../../dispatch/listener.ts';
import type { Click } from '../../payloads/interaction.ts';
import { rememberClicked } from '../../remember-card.ts';

/** The view has room for a block above and two below. */
const mostListed = limits.modal.blocks - 3;

export function otherEvents(eventId: string, click: Click): ModalHandler {
  const asked = { userId: click.userId, ...whereOf(click.origin) };
  return {
    kind: 'modal',
    permission: 'view',
    attempted: { ...whereOf(click.origin), eventId },
    loading: view(section(md`Looking for the other events in HEC…`)),
    async fill(services) {
      const snapshot = await services.snapshots.read({ kind: 'typed', id: eventId }, { email: 'last_chance' });
      await rememberClicked(click, eventId, services);
      const found = await services.otherEvents.about(snapshot.event, snapshot.email);
      // The list says of each what it is about.
      const shown = [snapshot.event, ...found.events.slice(0, mostListed)];
      await Promise.all(shown.map((event) => services.auditTrail.lookedUp(event, asked)));
      return listView(snapshot.event, found);
    },
  };
}

export function listView(event: SecurityEvent, { events, isComplete }: EventsAbout): ModalView {
  const left = events.length - mostListed;
  return view([
    ...section(howMany(event, events.length)),
    ...events.slice(0, mostListed).flatMap(listed),
    ...context(left > 0 ? md`and ${left} more, available only in the portal` : ''),
    ...context(isComplete ? '' : md`⚠️ HEC was too slow to tell of all. There may be more.`),
  ]);
}

function howMany(event: SecurityEvent, count: number): Mrkdwn {
  const item = md`this ${outsideText(subjectKind(event), 20)}`;
  if (count === 0) return md`No other events on ${item} in the last 180 days.`;
  return count === 1 ? md`One more event on ${item}:` : md`${count} more events on ${item}, newest first:`;
}

function listed(event: SecurityEvent): KnownBlock[] {
  const created = event.createdAt === undefined ? '' : dateTime(event.createdAt);
  const [accessory] = detailsButton(event, plain`Details`);
  return section(joined('\n', [markedSummary(event), outsideText(event.description, 150), created])).map((block) => ({
    ...block,
    ...(accessory !== undefined && { accessory }),
  }));
}

function view(blocks: KnownBlock[]): ModalView {
  return { type: 'modal', title: plainText(plain`Other events`), close: plainText(plain`Close`), blocks };
}
