/**
 * The domain's words for what HEC reports: one security event, how severe it is, what can be done and what was done.
 *
 * All text in here came from outside, much of it written by attackers: it is kept as it was, and only `slack/blocks/text.ts`
 * makes it fit to show.
 */

import type { EmailDetails } from './email.ts';

/** 1 is the lowest, 5 is critical. */
export type SeverityLevel = 1 | 2 | 3 | 4 | 5;

/** HEC writes severities as words or as the digits "1" to "5"; what is neither is kept as it was written. */
export type Severity = { kind: 'known'; level: SeverityLevel } | { kind: 'unknown'; text: string };

/** Something that HEC offers to do now. `parameter` is exactly the JSON value that HEC gave, or undefined. */
export interface EventAction {
  name: string;
  parameter: unknown;
}

/** Something that was done on the event, in HEC's words. */
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
  /** Whatever HEC adds: an object, a string, or null when there is nothing. */
  additional: unknown;
  availableActions: EventAction[];
  /** In HEC's order, which is not known. */
  history: HistoryEntry[];
  /** Where the event came from, when HEC says; sometimes only a domain. */
  sender: string | undefined;
  /** A link to the Infinity Portal as HEC wrote it: not yet checked. */
  portalLink: string | undefined;
  /** What could not be read and was left out, in words for the log: never the values themselves. */
  skipped: string[];
}

/** The object that an event is about, as far as finding its events and acting on it needs it. */
export interface Entity {
  id: string;
  saas: string | undefined;
  /** HEC's type of the entity, such as `office365_emails_email`. */
  type: string | undefined;
  createdAt: Date | undefined;
  isEmail: boolean;
  /** Undefined where HEC does not say. */
  isQuarantined: boolean | undefined;
  /** The names of what HEC offers to do with it; often none, though it could be done. */
  availableActions: string[];
  /** Undefined where the entity is no email. */
  email: EmailDetails | undefined;
}
