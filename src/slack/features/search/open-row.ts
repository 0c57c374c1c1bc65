/** "Open" on a row: the event with all that can be done about it, or what is known of an email that no event is about. */
import type { EmailDetails } from '../../../events/email.ts';
import { fateFacts } from '../../../events/email-fate.ts';
import { type ModalView, plainText } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { header, section } from '../../blocks/message.ts';
import { asPlain, md, plain, quoted } from '../../blocks/text.ts';
import { waysOn } from '../../cards/action-buttons.ts';
import { emailDetails } from '../../cards/email-details.ts';
import { fateLine } from '../../cards/email-fate.ts';
import { warningLines } from '../../cards/email-why.ts';
import { type CarriedRow, type SearchOrigin, writeShownHere } from '../../cards/search-codec.ts';
import type { Filled, ModalHandler, ShowView } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click } from '../../payloads/interaction.ts';
import { requirePermission } from '../../permission.ts';
import { isDirectMessage } from '../../where-shown.ts';
import { detailsLoadingView } from '../details/details-modal.ts';
import { fillDetails } from '../details/event-details.ts';

export function openRow(row: CarriedRow, click: Click): ModalHandler {
  const asked = { channelId: row.asked?.channelId, threadTs: row.asked?.threadTs };
  const base = { kind: 'modal', permission: 'search' } as const;
  if (row.kind === 'email') {
    const attempted = { ...asked, entityId: row.entityId };
    return {
      ...base,
      attempted,
      loading: emailModal(section(md`Reading the email from HEC…`)),
      async fill(services) {
        await requirePermission('view', click.userId, attempted, services);
        return fillEmail(row, { userId: click.userId, ...asked }, services);
      },
    };
  }
  const attempted = { ...asked, eventId: row.eventId };
  return {
    ...base,
    attempted,
    loading: detailsLoadingView(),
    async fill(services, show) {
      await requirePermission('view', click.userId, attempted, services);
      return fillEvent(row, { userId: click.userId, ...asked }, services, show);
    },
  };
}

interface Opening {
  userId: string;
  channelId: string | undefined;
  threadTs: string | undefined;
}

async function fillEmail(
  { entityId }: Extract<CarriedRow, { kind: 'email' }>,
  by: Opening,
  { snapshots, auditTrail }: Services,
): Promise<ModalView> {
  const details = await snapshots.readEmail(entityId);
  await auditTrail.emailLookedUp(entityId, by);
  return emailView(details);
}

async function fillEvent(
  { eventId, asked }: Extract<CarriedRow, { kind: 'event' }>,
  by: Opening,
  services: Services,
  show: ShowView,
): Promise<Filled> {
  const record = services.auditTrail.recorder(by);
  const snapshot = await services.snapshots.read({ kind: 'typed', id: eventId }, { record });
  const whole = (view: ModalView) => withShowHere(view, eventId, asked);
  return whole(await fillDetails(snapshot, undefined, services, (view) => show(whole(view))));
}

/** Below the heading, which says which event it is. In a direct message only they would read the card. */
function withShowHere(view: ModalView, eventId: string, asked: SearchOrigin | undefined): ModalView {
  if (asked === undefined || isDirectMessage(asked.channelId)) return view;
  const where = asked.threadTs === undefined ? plain`Show here` : plain`Show in the thread`;
  const button = {
    type: 'button',
    action_id: 'search:show',
    text: plainText(where),
    value: writeShownHere({ eventId, asked }),
    accessibility_label: plain`${where}: this event, to everyone where you searched`,
  } as const;
  const [heading, ...others] = view.blocks;
  return { ...view, blocks: [...(heading === undefined ? [] : [heading]), ...waysOn([button]), ...others] };
}

function emailView(details: EmailDetails | undefined): ModalView {
  if (details === undefined) return emailModal(section(md`HEC has no details about this email any more.`));
  return emailModal([
    ...header(quoted(details.subject ?? '', limits.header.text, asPlain)),
    ...section(warningLines(details)),
    ...section(fateLine(fateFacts(details, { confidence: undefined, type: undefined }))),
    ...emailDetails(details),
    ...section(md`No event is about this email.`),
  ]);
}

function emailModal(blocks: ModalView['blocks']): ModalView {
  return { type: 'modal', title: plainText(plain`Email`), close: plainText(plain`Close`), blocks };
}
