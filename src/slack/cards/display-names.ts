/**
 * HEC's names for services, types, states and past actions, in words that people use. Unknown names stay readable. The
 * names come from the documentation and from recorded answers. Results may hold outside text.
 */
import { nameKey } from '../../events/hec-name.ts';
import { readableName } from '../../events/readable-name.ts';

const services = named({
  office365_emails: 'Office 365 Mail',
  google_mail: 'Gmail',
  email: 'Email',
  office365_onedrive: 'OneDrive',
  o365_onedrive: 'OneDrive',
  office365_sharepoint: 'SharePoint',
  o365_sharepoint: 'SharePoint',
  google_drive: 'Google Drive',
  box2: 'Box',
  dropbox2: 'Dropbox',
  sharefile: 'ShareFile',
  ms_teams: 'Microsoft Teams',
  slack: 'Slack',
  slack2: 'Slack',
});

/** Types and confidence indicators, which share their words. */
const kinds = named({
  dlp: 'Data leak (DLP)',
  shadow_it: 'Shadow IT',
  malicious_url: 'Malicious URL',
  malicious_url_click: 'Malicious URL click',
});

const pastActions = named({
  quarantine_email: 'Email quarantined',
  restore_email: 'Email restored',
  move_to_spam: 'Moved to spam',
  add_spam_header: 'Marked as spam',
  google_mail_email_change_subject: 'Subject changed',
  phishing_found_event: 'Phishing found',
  office365_emails_decline_report_phishing: 'Phishing report declined',
});

export function serviceName(saas: string): string {
  return services.get(nameKey(saas)) ?? readableName(saas);
}

export function kindName(kind: string): string {
  return kinds.get(nameKey(kind)) ?? readableName(kind);
}

export function stateName(state: string): string {
  return readableName(state);
}

export function pastActionName(type: string): string {
  return pastActions.get(nameKey(type)) ?? readableName(type);
}

function named(words: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(words).map(([name, shown]) => [nameKey(name), shown]));
}
