/** The values of fields that know only some: HEC's names, what people call them, and how we say them. */
import { nameKey } from '../events/hec-name.ts';

export interface Choice {
  /** Our canonical spelling, also in a query. */
  name: string;
  words: string;
  /** Other spellings, HEC's and people's. */
  aliases: readonly string[];
  /** What it also finds: whoever asks for phishing wants all that may be phishing. */
  includes?: readonly string[];
}

const choice = (name: string, words: string, aliases: readonly string[] = []): Choice => ({ name, words, aliases });

export const types: readonly Choice[] = [
  {
    name: 'phishing',
    words: 'phishing',
    aliases: ['phish'],
    includes: ['suspicious_phishing', 'user_reported'],
  },
  choice('suspicious_phishing', 'suspicious phishing', ['suspicious']),
  // HEC calls what a user reported an alert.
  choice('user_reported', 'reported by a user', ['reported', 'user_reported_phishing', 'alert']),
  choice('malware', 'malware'),
  choice('suspicious_malware', 'suspicious malware'),
  choice('malicious_url', 'malicious URL'),
  choice('malicious_url_click', 'click on a malicious URL', ['click']),
  choice('dlp', 'DLP', ['leak']),
  choice('anomaly', 'anomaly'),
  choice('shadow_it', 'shadow IT'),
  choice('spam', 'spam'),
  choice('graymail', 'graymail', ['greymail']),
];

export const states: readonly Choice[] = [
  choice('new', 'new'),
  choice('detected', 'detected'),
  choice('pending', 'pending'),
  choice('remediated', 'remediated'),
  choice('dismissed', 'dismissed'),
  choice('exception', 'exception'),
];

export const confidences: readonly Choice[] = [
  choice('malicious', 'malicious'),
  choice('suspicious', 'suspicious'),
  choice('suspicious_phishing', 'suspicious phishing'),
  choice('malicious_url', 'malicious URL'),
  choice('detected', 'detected'),
  choice('alert', 'alert'),
];

export const services: readonly Choice[] = [
  choice('office365_emails', 'Microsoft 365 email', ['office365', 'o365', 'm365', 'outlook', 'exchange']),
  choice('google_mail', 'Gmail', ['gmail', 'google']),
  choice('office365_onedrive', 'OneDrive', ['onedrive', 'o365_onedrive']),
  choice('office365_sharepoint', 'SharePoint', ['sharepoint', 'o365_sharepoint']),
  choice('google_drive', 'Google Drive', ['gdrive']),
  choice('ms_teams', 'Microsoft Teams', ['teams', 'msteams']),
  choice('slack', 'Slack', ['slack2']),
  choice('box2', 'Box', ['box']),
  choice('dropbox2', 'Dropbox', ['dropbox']),
  choice('sharefile', 'ShareFile', ['sharefile2']),
  choice('email', 'other email'),
];

export const kindsOfResult: readonly Choice[] = [
  choice('events', 'events', ['event']),
  choice('emails', 'emails', ['email', 'mail', 'mails']),
];

/** The choice that a spelling stands for, however it is cased and joined. */
export function choiceOf(choices: readonly Choice[], text: string): Choice | undefined {
  const key = nameKey(text);
  return choices.find(({ name, aliases }) => [name, ...aliases].some((spelling) => nameKey(spelling) === key));
}

/** A choice's name with all that it includes. */
export function withIncluded(choices: readonly Choice[], name: string): string[] {
  return [name, ...(choices.find((known) => known.name === name)?.includes ?? [])];
}
