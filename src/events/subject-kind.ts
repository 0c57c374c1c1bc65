/** What an event is about, by the service it comes from. */
import { nameKey } from './hec-name.ts';

export type SubjectKind = 'email' | 'file' | 'message' | 'item';

const services: [SubjectKind, string[]][] = [
  ['email', ['office365_emails', 'google_mail', 'email']],
  ['file', ['office365_onedrive', 'o365_onedrive', 'office365_sharepoint', 'o365_sharepoint', 'google_drive']],
  ['file', ['box2', 'dropbox2', 'sharefile']],
  ['message', ['ms_teams', 'slack', 'slack2']],
];
const kinds = new Map(services.flatMap(([kind, names]) => names.map((name) => [nameKey(name), kind])));

/** `item` for an unknown service. */
export function subjectKind(saas: string | undefined): SubjectKind {
  return kinds.get(nameKey(saas ?? '')) ?? 'item';
}
