/** HEC answered, but has no such event. */
import { KnownError } from '../errors.ts';
import type { EmailDetails } from './email.ts';

export class EventNotFoundError extends KnownError {
  readonly code = 'event_not_found';
  readonly sentence: string;

  constructor(
    tenantLabel: string,
    options: { sought: 'event' | 'entity'; reference?: string | undefined; cause?: unknown },
  ) {
    super(`no event found in ${tenantLabel}`, options);
    this.sentence =
      options.sought === 'event'
        ? `No event with this id in ${tenantLabel}. Check the id; if the event is new, try again in a minute.`
        : `No event for this item in ${tenantLabel} in the last 180 days. Open the event in the portal and copy its own id.`;
  }
}

/** HEC knows no email with a Message-ID, or with what may be one. */
export class EmailNotFoundError extends KnownError {
  readonly code = 'email_not_found';
  readonly sentence: string;

  constructor(tenantLabel: string, { isAddress }: { isAddress: boolean }) {
    super(`no email found in ${tenantLabel}`);
    const missing = `No email with this Message-ID in ${tenantLabel} in the last 180 days.`;
    this.sentence = isAddress
      ? `${missing} If it’s somebody’s address, search for their emails: /hec-event search in:emails from:…`
      : `${missing} Check that it is whole; if the email has just come, try again in a minute.`;
  }
}

/** HEC knows the email, but no event about it: there is no card. */
export class EmailWithoutEventError extends KnownError {
  readonly code = 'email_without_event';
  readonly sentence: string;
  readonly entityId: string;
  readonly email: EmailDetails;

  constructor(tenantLabel: string, { entityId, email }: { entityId: string; email: EmailDetails }) {
    super(`no event about the email found in ${tenantLabel}`);
    this.sentence = `HEC knows this email, but has no event about it in ${tenantLabel} in the last 180 days, so there is no card to show.`;
    this.entityId = entityId;
    this.email = email;
  }
}
