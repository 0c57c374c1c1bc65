/** Looks through HEC's events from the newest on, and keeps what matches. Emails can't be searched yet. */
import { subHours } from 'date-fns';
import { KnownError } from '../../errors.ts';
import type { KnownEmail } from '../../events/email.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { emailIdOf } from '../../events/subject-kind.ts';
import type { HecClient } from '../../hec/client.ts';
import { walkEvents } from '../../hec/walk.ts';
import { match } from '../../search/match.ts';
import { type Query, windowOf } from '../../search/query.ts';
import type { Finder, FindOptions, FoundEvent, FoundStep } from './found.ts';

export class EmailsUnsearchableError extends KnownError {
  readonly code = 'emails_unsearchable';
  readonly sentence = 'This app can’t search emails yet. Leave in:emails and filters about emails out.';
}

/** Of the whole time, how far back each step looks. */
const stepHours = [1, 6, 24];

export class EventFinder implements Finder {
  readonly #hec: Pick<HecClient, 'queryEvents'>;

  constructor(hec: Pick<HecClient, 'queryEvents'>) {
    this.#hec = hec;
  }

  async *find(query: Query, { asOf, signal }: FindOptions): AsyncGenerator<FoundStep> {
    if (query.about === 'emails') throw new EmailsUnsearchableError('emails can’t be searched yet');
    const { start, end } = windowOf(query.time, asOf);
    let until = end;
    for (const from of [...stepHours.map((hours) => subHours(end, hours)).filter((from) => from > start), start]) {
      const found = new Map<string, FoundEvent>();
      const visit = (event: SecurityEvent) => {
        const email: KnownEmail = emailIdOf(event) === undefined ? { kind: 'none' } : { kind: 'unread' };
        if (match({ event, email }, query, asOf).kind !== 'miss')
          found.set(event.id, { kind: 'event', id: event.id, at: event.createdAt, event, email });
      };
      await walkEvents(this.#hec, { start: from, end: until }, visit, signal);
      yield { found: [...found.values()], missed: [], wholeFrom: from, isCut: false };
      until = from;
    }
  }
}
