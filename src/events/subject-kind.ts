/** What an event is about. */
import { type EntityKind, kindOfEntity } from './entity-types.ts';
import { nameKey } from './hec-name.ts';
import { eventId, guid, profileInLink } from './links.ts';
import type { SecurityEvent } from './security-event.ts';

export type SubjectKind = EntityKind | 'item';

type Subject = Pick<SecurityEvent, 'entityId' | 'entityType' | 'portalLink' | 'saas' | 'type'>;

const services: [SubjectKind, string[]][] = [
  ['email', ['office365_emails', 'google_mail', 'email']],
  ['file', ['office365_onedrive', 'o365_onedrive', 'office365_sharepoint', 'o365_sharepoint', 'google_drive']],
  ['file', ['box2', 'dropbox2', 'sharefile']],
  ['message', ['ms_teams', 'slack', 'slack2']],
];
const kinds = new Map(services.flatMap(([kind, names]) => names.map((name) => [nameKey(name), kind])));

/**
 * As HEC says it in its text or its link, else by the id and the service, which names the tenant's source: an anomaly of
 * a mail service is about a person or a sign-in. `item` for what nobody knows.
 */
export function subjectKind(event: Subject): SubjectKind {
  const said = kindOfEntity(event.entityType ?? '') ?? kindInLink(event);
  // Its entity is an email by which HEC noticed the app.
  const isShadowIt = nameKey(event.type ?? '') === 'shadowit';
  if (isShadowIt && (said === undefined || said === 'email')) return 'app';
  return said ?? kindByService(event);
}

function kindByService({ entityId = '', saas = '', type = '' }: Subject): SubjectKind {
  const byService = kinds.get(nameKey(saas)) ?? 'item';
  const isAnomaly = nameKey(type) === 'anomaly';
  if (guid(entityId) !== undefined) return isAnomaly || byService === 'email' ? 'person' : byService;
  if (byService !== 'email') return byService;
  if (isGoogleUser(entityId)) return 'person';
  if (isAttachment(entityId)) return 'file';
  return isAnomaly ? 'item' : 'email';
}

const isGoogleUser = (id: string) => /^\d{21}$/.test(id);
const isAttachment = (id: string) => /^[0-9a-f]{40}$/i.test(id);

/** The id that HEC can be asked about an email by; undefined if the event is about none. */
export function emailIdOf(event: Subject): string | undefined {
  const kind = subjectKind(event);
  return kind === 'email' || kind === 'item' ? eventId(event.entityId ?? '') : undefined;
}

/** The id that HEC can be asked about a file by. Most files have ids of another shape, which HEC doesn't take. */
export function fileIdOf(event: Subject): string | undefined {
  return subjectKind(event) === 'file' ? eventId(event.entityId ?? '') : undefined;
}

function kindInLink(event: Pick<Subject, 'entityId' | 'portalLink'>): EntityKind | undefined {
  return kindOfEntity(typeInLink(event) ?? '');
}

/** HEC's type of what the event is about, as its link names it: sometimes nothing else does. */
export function typeInLink({
  entityId,
  portalLink = '',
}: Pick<Subject, 'entityId' | 'portalLink'>): string | undefined {
  const profile = profileInLink(portalLink);
  return profile === undefined || profile.id !== entityId ? undefined : profile.type;
}
