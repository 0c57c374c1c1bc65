/**
 * What HEC reports, in the domain's terms: a security event, its severity, what can be done and what was done.
 *
 * All of its text comes from outside, much of it from attackers. It is kept as it came; only `slack/blocks/text.ts`
 * makes it safe to show.
 */

import type { EmailDetails, FileDetails } from './email.ts';

/** 1 is the lowest, 5 is critical. */
export type SeverityLevel = 1 | 2 | 3 | 4 | 5;

/** HEC writes severities as words or as the digits "1" to "5"; anything else is kept as written. */
export type Severity = { kind: 'known'; level: SeverityLevel } | { kind: 'unknown'; text: string };

/** An action that HEC offers now. `parameter` is exactly HEC's JSON value, or undefined. */
export interface EventAction {
  name: string;
  parameter: unknown;
}

export interface HistoryEntry {
  type: string;
  at: Date | undefined;
  /** The security event that triggered it; sometimes the event itself. */
  relatedEventId: string | undefined;
}

export interface SecurityEvent {
  /** As HEC writes it, normally 32 lowercase hex digits. */
  id: string;
  /** The email, file or person that the event is about. A different id space from `id`. */
  entityId: string | undefined;
  /** HEC's type of it, such as `office365_emails_email`, if its text names one. */
  entityType: string | undefined;
  /** What HEC's text calls it: an email's subject, a file's or a person's name. */
  entityName: string | undefined;
  customer: string | undefined;
  /** HEC's name of the service, such as `office365_emails`. */
  saas: string | undefined;
  state: string | undefined;
  type: string | undefined;
  confidence: string | undefined;
  createdAt: Date | undefined;
  severity: Severity;
  /** One sentence, markup resolved. May be empty. */
  description: string;
  /** A longer description, markup resolved; often the same sentence again. May be empty. */
  details: string;
  /** Of the malware's file. */
  attachmentMd5: string | undefined;
  /** Anything else HEC adds: an object, a string or null. Without what a DLP rule found, which is a part of the content. */
  additional: unknown;
  availableActions: EventAction[];
  /** In HEC's order, which follows no known rule. */
  history: HistoryEntry[];
  /** Sometimes only a domain. */
  sender: string | undefined;
  /** HEC's link to the Infinity Portal, not checked yet. */
  portalLink: string | undefined;
  /** Which fields were left out and why, for the log. Never holds their values. */
  skipped: string[];
}

export interface Entity {
  id: string;
  /** HEC's type of the entity, such as `office365_emails_email`. */
  type: string | undefined;
  createdAt: Date | undefined;
  isEmail: boolean;
  isQuarantined: boolean | undefined;
  email: EmailDetails | undefined;
  file: FileDetails | undefined;
}
