/**
 * Which emails are similar, told from HEC's records alone: nothing of the app's own reading, comparing or walking is in it.
 */
import type { WireEntity } from '../../playground/hec/server.ts';
import type { Criterion } from '../../src/campaigns/criteria.ts';

const lower = (value: unknown) =>
  String(value ?? '')
    .trim()
    .toLowerCase();
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const attachments = (value: unknown, field: 'MD5' | 'name') =>
  list(value).map((each) => lower(Reflect.get(Object(each), field)));
const isWithin = (host: string, wanted: string) => host === wanted || host.endsWith(`.${wanted}`);
const hostIn = (link: string) => link.replace(/^https?:\/\//, '').replace(/[/?#].*$/, '');

function patternIn(subject: unknown, recipients: unknown): string {
  const names = list(recipients).flatMap(
    (each) =>
      lower(each)
        .split('@')[0]
        ?.split(/[^a-z]+/) ?? [],
  );
  return lower(subject)
    .replace(/^((re|fwd?): *)+/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/\p{N}/u.test(word) && !(word.length > 2 && names.includes(word)))
    .join(' ');
}

function has({ entityPayload: mail }: WireEntity, { kind, value }: Criterion): boolean {
  const wanted = lower(value);
  switch (kind) {
    case 'sender':
      return lower(mail.fromEmail) === wanted;
    case 'sender_domain':
      return isWithin(lower(mail.fromEmail).split('@').at(-1) ?? '', wanted);
    case 'sender_name':
      return lower(mail.fromName) === wanted;
    case 'reply_to':
      return lower(mail.replyToEmail) === wanted;
    case 'subject':
      return lower(mail.subject) === wanted;
    case 'subject_pattern':
      return patternIn(mail.subject, mail.recipients) === wanted;
    case 'link_host':
      return list(mail.emailLinks).some((link) => isWithin(hostIn(lower(link)), wanted));
    case 'attachment_hash':
      return attachments(mail.attachments, 'MD5').includes(wanted);
    case 'attachment_name':
      return attachments(mail.attachments, 'name').includes(wanted);
    case 'server_ip':
      return mail.senderServerIp === value;
  }
}

export interface SimilarTruth {
  /** Sorted. */
  ids: string[];
  quarantined: number;
  notices: number;
  split: number;
}

export function similarIn(emails: Iterable<WireEntity>, criteria: readonly Criterion[], start: Date): SimilarTruth {
  const kinds = [...new Set(criteria.map(({ kind }) => kind))];
  const similar = [...emails].filter(
    (email) =>
      Date.parse(String(email.entityPayload.received)) >= start.getTime() &&
      kinds.every((kind) => criteria.some((each) => each.kind === kind && has(email, each))),
  );
  const notices = similar.filter(({ entityPayload }) => entityPayload.isQuarantineNotification === true);
  const split = similar.filter((each) => !notices.includes(each) && each.entityPayload.emailSplit === 'split');
  const listed = similar.filter((each) => !notices.includes(each) && !split.includes(each));
  return {
    ids: listed.map(({ entityInfo }) => entityInfo.entityId).toSorted(),
    quarantined: listed.filter(({ entityPayload }) => entityPayload.isQuarantined === true).length,
    notices: notices.length,
    split: split.length,
  };
}
