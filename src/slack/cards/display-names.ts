/**
 * HEC's names for services, types, states, engines, verdicts and past actions, in words that people use. Unknown names stay
 * readable. The names come from the documentation and from recorded answers. Results may hold outside text.
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

const engines = named({
  ap: 'Anti-phishing',
  avanan_ap: 'Anti-phishing',
  av: 'Anti-malware',
  checkpoint2: 'Anti-malware',
  dlp: 'Data leak (DLP)',
  avanan_dlp: 'Data leak (DLP)',
  clicktime_protection: 'Click-time protection',
  shadow_it: 'Shadow IT',
  ms_defender: 'Microsoft Defender',
});

/** To stand behind an engine. Microsoft's are the categories of its anti-spam header. */
const verdicts = named({
  hphsh: 'high-confidence phishing',
  hphish: 'high-confidence phishing',
  phsh: 'phishing',
  hspm: 'high-confidence spam',
  spm: 'spam',
  ospm: 'outgoing spam',
  bimp: 'impersonation of a brand',
  dimp: 'impersonation of a domain',
  gimp: 'impersonation of a contact',
  uimp: 'impersonation of a person',
  intos: 'phishing from inside',
  malw: 'malware',
  amp: 'malware',
  sap: 'dangerous attachment',
  ftbp: 'forbidden file type',
  malicious_url: 'malicious URL',
  leak: 'data leak',
});

const pastActions = named({
  quarantine_email: 'Email quarantined',
  quarantine: 'Email quarantined',
  restore_email: 'Email restored',
  restore: 'Email restored',
  decline_restore_request: 'Restore request declined',
  links_replace: 'Links replaced',
  body_change: 'Email text changed',
  severity_change: 'Severity changed',
  dismiss: 'Dismissed',
  send_email_to_owner_im_files_dlp: 'Email sent to the file’s owner',
  send_email_to_admin_im_files_dlp: 'Email sent to an administrator',
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

export function engineName(engine: string): string {
  return engines.get(nameKey(engine)) ?? readableName(engine);
}

/** Begins with a small letter, unless the word is an abbreviation. */
export function verdictName(verdict: string): string {
  const known = verdicts.get(nameKey(verdict));
  if (known !== undefined) return known;
  const name = readableName(verdict);
  return /^\p{Lu}\p{Ll}/u.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name;
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
