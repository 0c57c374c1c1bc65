/** Who looked an event up, behind the count in its audit trail: each person once, who looked last first. */
import type { AuditTrail } from '../../../services/audit-trail.ts';
import { type ModalView, plainText } from '../../blocks/block-kit.ts';
import { context, section } from '../../blocks/message.ts';
import { dateTime, joined, type Mrkdwn, md, plain, userMention } from '../../blocks/text.ts';

type PersonLookups = Awaited<ReturnType<AuditTrail['lookupsOf']>>[number];

export const lookupsShown = 200;
/** Always fits in a section. */
const linesInSection = 20;

/** @param people one more than are shown tells that there are more */
export function lookupsView(people: readonly PersonLookups[]): ModalView {
  const lines = people.slice(0, lookupsShown).map(personLine);
  const sections = Array.from({ length: Math.ceil(lines.length / linesInSection) }, (_, index) =>
    section(joined('\n', lines.slice(index * linesInSection, (index + 1) * linesInSection))),
  );
  return {
    type: 'modal',
    title: plainText(plain`Who looked it up`),
    close: plainText(plain`Close`),
    blocks: [
      ...(lines.length === 0 ? section(md`Nobody did, as far as the audit trail goes back.`) : sections.flat()),
      ...context(people.length > lookupsShown ? md`Only the last ${lookupsShown} people are shown.` : ''),
    ],
  };
}

function personLine({ userId, count, lastAt }: PersonLookups): Mrkdwn {
  const times = count === 1 ? '' : md`${count} times, last `;
  return md`• ${userMention(userId)} · ${times}${dateTime(lastAt)}`;
}
