/**
 * HEC's names of services, types, states and past actions in words that people use. What is not known stays readable.
 *
 * The names are those of the documentation and of recorded answers; HEC writes them in any case, with spaces or
 * underscores. The results may hold text from outside.
 */
import { readableName } from '../../events/readable-name.ts';

type Noun = 'email' | 'file' | 'message' | 'item';

const services = new Map<string, { name: string; noun: Noun }>([
  ['office365_emails', { name: 'Office 365 Mail', noun: 'email' }],
  ['google_mail', { name: 'Gmail', noun: 'email' }],
  ['email', { name: 'Email', noun: 'email' }],
  ['office365_onedrive', { name: 'OneDrive', noun: 'file' }],
  ['o365_onedrive', { name: 'OneDrive', noun: 'file' }],
  ['office365_sharepoint', { name: 'SharePoint', noun: 'file' }],
  ['o365_sharepoint', { name: 'SharePoint', noun: 'file' }],
  ['google_drive', { name: 'Google Drive', noun: 'file' }],
  ['box2', { name: 'Box', noun: 'file' }],
  ['dropbox2', { name: 'Dropbox', noun: 'file' }],
  ['sharefile', { name: 'ShareFile', noun: 'file' }],
  ['ms_teams', { name: 'Microsoft Teams', noun: 'message' }],
  ['slack', { name: 'Slack', noun: 'message' }],
  ['slack2', { name: 'Slack', noun: 'message' }],
]);

/** Types and confidence indicators, which share their words. */
const kinds = new Map([
  ['dlp', 'Data leak (DLP)'],
  ['shadow_it', 'Shadow IT'],
  ['malicious_url', 'Malicious URL'],
  ['malicious_url_click', 'Malicious URL click'],
]);

const pastActions = new Map([
  ['quarantine_email', 'Email quarantined'],
  ['restore_email', 'Email restored'],
  ['move_to_spam', 'Moved to spam'],
  ['add_spam_header', 'Marked as spam'],
  ['google_mail_email_change_subject', 'Subject changed'],
  ['phishing_found_event', 'Phishing found'],
  ['office365_emails_decline_report_phishing', 'Phishing report declined'],
]);

export function serviceName(saas: string): string {
  return services.get(key(saas))?.name ?? readableName(saas);
}

/** What the entity of an event in this service is. */
export function entityNoun(saas: string | undefined): Noun {
  return services.get(key(saas ?? ''))?.noun ?? 'item';
}

export function kindName(kind: string): string {
  return kinds.get(key(kind)) ?? readableName(kind);
}

export function stateName(state: string): string {
  return readableName(state);
}

export function pastActionName(type: string): string {
  return pastActions.get(key(type)) ?? readableName(type);
}

function key(name: string): string {
  return name.length > 100
    ? ''
    : name
        .trim()
        .toLowerCase()
        .replace(/[\s_-]+/g, '_');
}
