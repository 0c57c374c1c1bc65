/**
 * What became of an email, as short facts: where it is, whether it reached anybody, what people did with it. What HEC
 * doesn't say is not among them.
 */
import type { EmailDetails } from './email.ts';
import { nameKey } from './hec-name.ts';
import type { SecurityEvent } from './security-event.ts';

export type FateFact =
  | { kind: EmailPlace }
  | { kind: 'reached_mailbox' | 'never_reached_mailbox' | 'read' | 'link_clicked' | 'click_blocked' | 'reported' }
  | { kind: 'restored' | 'links_replaced' | 'hec_notice' }
  | { kind: 'restore_requested'; at: Date | undefined; words: string | undefined }
  | { kind: 'request_declined'; reason: string | undefined };

type EmailPlace = 'in_quarantine' | 'in_mailbox' | 'in_junk' | 'deleted' | 'not_in_quarantine';

/** In the order in which people ask: where it is, whom it reached, what people did and what was done. */
export function fateFacts(email: EmailDetails, event: Pick<SecurityEvent, 'confidence' | 'type'>): FateFact[] {
  const { fate } = email;
  const place = placeOf(email);
  const known = (isTrue: boolean, kind: Exclude<FateFact['kind'], FateFactWithWords>): FateFact[] =>
    isTrue ? [{ kind }] : [];
  return [
    ...(place === undefined ? [] : [{ kind: place }]),
    ...known(fate.isExposed === true && place !== 'in_mailbox', 'reached_mailbox'),
    ...known(fate.isExposed === false && place !== 'in_junk', 'never_reached_mailbox'),
    ...known(fate.isRead === true, 'read'),
    ...known(email.clicks.length > 0, areClicksBlocked(email) ? 'click_blocked' : 'link_clicked'),
    ...known(isReportedByUser(event), 'reported'),
    ...known(fate.isRestored === true && fate.isQuarantined !== true, 'restored'),
    ...requestFacts(email),
    ...known(fate.areLinksReplaced === true, 'links_replaced'),
    ...known(email.isHecNotice === true, 'hec_notice'),
  ];
}

/** Whether somebody followed a link, and HEC says of every time that it blocked that. */
export function areClicksBlocked({ clicks }: Pick<EmailDetails, 'clicks'>): boolean {
  return clicks.length > 0 && clicks.every(({ isBlocked }) => isBlocked === true);
}

type FateFactWithWords = 'restore_requested' | 'request_declined';

/** Events made of a person's report, which HEC marks by their confidence. */
export function isReportedByUser({ confidence = '', type = '' }: Pick<SecurityEvent, 'confidence' | 'type'>): boolean {
  return nameKey(confidence) === 'alert' && ['alert', 'phishing'].includes(nameKey(type));
}

function placeOf({ fate, direction, spamVerdict }: EmailDetails): EmailPlace | undefined {
  if (fate.isQuarantined === true) return 'in_quarantine';
  if (fate.isQuarantined === undefined) return undefined;
  if (fate.isDeleted === true) return 'deleted';
  if (fate.isJunk === true) return 'in_junk';
  if (fate.isExposed === true || fate.isRead === true) return 'in_mailbox';
  // Its service may hold it, and whether it does, HEC doesn't say.
  if (isHeldByService(spamVerdict)) return undefined;
  const isDelivered = fate.isDeleted === false && fate.isExposed === undefined && direction !== 'outgoing';
  return isDelivered ? 'in_mailbox' : 'not_in_quarantine';
}

/** From this spam level on, Microsoft usually quarantines an email itself. */
const heldFrom = 7;

function isHeldByService(spamVerdict = ''): boolean {
  return /^\d$/.test(spamVerdict) && Number(spamVerdict) >= heldFrom;
}

function requestFacts({ fate: { restoreRequest: request } }: EmailDetails): FateFact[] {
  switch (request.kind) {
    case 'none':
      return [];
    case 'pending':
      return [{ kind: 'restore_requested', at: request.at, words: request.words }];
    case 'declined':
      return [{ kind: 'request_declined', reason: request.reason }];
  }
}
