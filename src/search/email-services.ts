/** Which services hold emails. The others keep files and chats. */
import type { Query, ValueFilter } from './query.ts';

export const emailServices = ['office365_emails', 'google_mail', 'email'];

/** Which of them a query asks for; none if no email can match it. */
export function emailServicesOf({ filters }: Pick<Query, 'filters'>): string[] {
  const ofService = filters.filter((filter): filter is ValueFilter => filter.field === 'saas');
  return emailServices.filter((service) =>
    ofService.every(({ values, negated }) => values.includes(service) !== negated),
  );
}
