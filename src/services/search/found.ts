/** What a search finds, one row an item, and how it is looked for. */
import type { EmailDetails, KnownEmail } from '../../events/email.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import type { Cut } from '../../hec/walk.ts';
import type { Query } from '../../search/query.ts';

export type Found = FoundEvent | FoundEmail;

export interface FoundEvent {
  kind: 'event';
  /** The event's. */
  id: string;
  /** When HEC made the event; undefined if it doesn't say. */
  at: Date | undefined;
  event: SecurityEvent;
  email: KnownEmail;
}

export interface FoundEmail {
  kind: 'email';
  /** The entity's. */
  id: string;
  /** When it was received; undefined if HEC doesn't say. */
  at: Date | undefined;
  /** HEC's type of it, such as `office365_emails_email`. */
  entityType: string | undefined;
  details: EmailDetails;
  /** The newest event about it, if there is one and it is known yet. */
  event: SecurityEvent | undefined;
}

/** One step of a walk: what matches, and what proves not to match although it was taken to. */
export interface FoundStep {
  /** Each may come again with more known of it. */
  found: Found[];
  /** Ids of items that HEC has shown and that don't match. */
  missed: string[];
  /** Everything from here until the search's end is looked through; undefined while the newest slice isn't. */
  wholeFrom: Date | undefined;
  /** Why HEC may have more than could be read, so that the count is a lower bound. */
  cut: Cut | undefined;
}

export interface FindOptions {
  /** The search's "now". */
  asOf: Date;
  signal: AbortSignal;
}

/** Looks through HEC. Each step is known whole; the end of the steps is the end of the search. */
export interface Finder {
  /** @throws the errors in `hec/errors.ts`, or the signal's reason */
  find(query: Query, options: FindOptions): AsyncGenerator<FoundStep>;
}

export interface SeenBefore {
  found: FoundEvent[];
  /** When HEC last told of any event at all. */
  asOf: Date | undefined;
  /** If there is more of that time than a search may look at: from when on all of it was looked at. */
  lookedBackTo?: Date | undefined;
}

/** What the app has seen before. */
export interface SeenEvents {
  /** Newest first, at most `limit`. */
  search(query: Query, asOf: Date, limit: number): Promise<SeenBefore>;
}
