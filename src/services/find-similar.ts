/**
 * Finds the emails that have the given things in common, in every mail service of the tenant. HEC is asked for the most
 * telling of these things; each email that it shows is compared here.
 */
import { subMilliseconds } from 'date-fns';
import { type Criteria, has, isSimilar, keyOf } from '../campaigns/criteria.ts';
import { spanMs, type TimeSpan } from '../campaigns/describe.ts';
import { hasCleanVerdict, type SimilarEmail, verdictOf } from '../campaigns/selection.ts';
import type { EmailDetails } from '../events/email.ts';
import type { Entity } from '../events/security-event.ts';
import { emailPages, walk } from '../hec/walk.ts';
import { recordWindow } from '../hec/windows.ts';
import { similarQueries } from '../hec/wire/similar.ts';
import { emailServices } from '../search/email-services.ts';
import { EmailServices } from './search/email-services.ts';
import { firstPageBy, requestsAtOnce, type SearchContext } from './search/search-context.ts';
import { together } from './search/together.ts';

/** More are not one campaign, and nobody could look through them. They are counted all the same. */
const mostSimilar = 10_000;

export interface SimilarRequest {
  /** At least one that HEC has a filter for. */
  criteria: Criteria;
  /** Of which it is counted how many of the emails have it, too. */
  offered: Criteria;
  span: TimeSpan;
}

/** `too_long`: not all of it could be looked through in time. `cut`: HEC has more than it lets anybody walk. */
type FindingEnd = 'whole' | 'too_long' | 'cut';

export interface Similar {
  /** Newest first; of more than `mostSimilar`, only some. */
  emails: SimilarEmail[];
  total: number;
  end: FindingEnd;
  /** Emails that nobody could act on: HEC's own notices about others, and those of which each mailbox has its own copy. */
  leftOut: { notices: number; split: number };
  /** By the key of what is offered, how many of `total` have it. */
  having: Record<string, number>;
}

/**
 * Yields how many were found so far.
 *
 * @param limit ends it with what was found until then
 * @throws the errors in `hec/errors.ts`, or the reason of the context's signal
 */
export async function* findSimilar(
  request: SimilarRequest,
  context: SearchContext,
  limit: AbortSignal,
): AsyncGenerator<number, Similar> {
  const finding = new Finding(request, context.asOf);
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, limit, ended.signal]);
  const services = new EmailServices(emailServices);
  try {
    const readers = readersOf(request, services, { ...context, signal });
    for await (const page of together(readers, requestsAtOnce)) {
      finding.add(page);
      finding.isCut ||= page.isCut;
      yield finding.total;
    }
    services.throwIfNoneIsLeft();
    return finding.result(finding.isCut ? 'cut' : 'whole');
  } catch (error) {
    if (!limit.aborted || context.signal.aborted) throw error;
    return finding.result('too_long');
  } finally {
    // What is still under way has nobody to tell.
    ended.abort(new Error('the search for similar emails has ended'));
  }
}

interface Page {
  saas: string;
  entities: readonly Entity[];
  isCut: boolean;
}

function readersOf(
  { criteria, span }: SimilarRequest,
  services: EmailServices,
  { hec, background, asOf: now, signal }: SearchContext,
): AsyncGenerator<Page>[] {
  const window = recordWindow({ start: subMilliseconds(now, spanMs[span]), end: now }, now);
  const read = async function* (saas: string, asked: ReturnType<typeof similarQueries>[number]): AsyncGenerator<Page> {
    const pages = firstPageBy(
      emailPages(hec, { saas, clauses: asked }),
      emailPages(background, { saas, clauses: asked }),
    );
    const walking = services.ask(saas, walk(pages, window, { now, signal }));
    let page = await walking.next();
    for (; page.done !== true; page = await walking.next()) yield { saas, entities: page.value, isCut: false };
    yield { saas, entities: [], isCut: page.value?.cut !== undefined };
  };
  const queries = similarQueries(criteria);
  return services.names.flatMap((saas) => queries.map((clauses) => read(saas, clauses)));
}

/** What was found so far. HEC may show an email more than once, the later time with what is true of it now. */
class Finding {
  isCut = false;
  readonly #request: SimilarRequest;
  readonly #start: Date;
  readonly #emails = new Map<string, { email: SimilarEmail; has: readonly string[] }>();
  /** Of those that are more than anybody is shown. */
  readonly #beyond = new Set<string>();
  readonly #leftOut = { notices: new Set<string>(), split: new Set<string>() };

  constructor(request: SimilarRequest, asOf: Date) {
    this.#request = request;
    this.#start = subMilliseconds(asOf, spanMs[request.span]);
  }

  get total(): number {
    return this.#emails.size + this.#beyond.size;
  }

  add({ saas, entities }: Page): void {
    for (const entity of entities) this.#addOne(entity, saas);
  }

  result(end: FindingEnd): Similar {
    const found = [...this.#emails.values()];
    const { offered } = this.#request;
    const having = Object.fromEntries(offered.map((each) => [keyOf(each), 0]));
    for (const { has } of found) for (const key of has) having[key] = (having[key] ?? 0) + 1;
    return {
      emails: found
        .map(({ email }) => email)
        .toSorted((one, other) => timeOf(other) - timeOf(one) || (one.entityId < other.entityId ? -1 : 1)),
      total: this.total,
      end,
      leftOut: { notices: this.#leftOut.notices.size, split: this.#leftOut.split.size },
      having,
    };
  }

  #addOne(entity: Entity, saas: string): void {
    const { id, email: details } = entity;
    if (details === undefined || !this.#isInTime(entity) || !isSimilar(details, this.#request.criteria)) return;
    if (details.isHecNotice === true) this.#leftOut.notices.add(id);
    else if (details.isSplit === true) this.#leftOut.split.add(id);
    else if (this.#emails.has(id) || this.#emails.size < mostSimilar) {
      const offered = this.#request.offered.filter((each) => has(details, each)).map(keyOf);
      this.#emails.set(id, { email: similarEmail(entity, details, saas), has: offered });
    } else this.#beyond.add(id);
  }

  /** HEC's records of a time are of emails from before it, too. */
  #isInTime({ createdAt, email }: Entity): boolean {
    const at = email?.receivedAt ?? createdAt;
    return at !== undefined && at >= this.#start;
  }
}

function similarEmail({ id, type, isQuarantined }: Entity, details: EmailDetails, saas: string): SimilarEmail {
  const { subject, fromEmail, recipients, cc, receivedAt, fate } = details;
  return {
    entityId: id,
    // Most answers name it; other clients make it up like this.
    entityType: type ?? `${saas}_email`,
    subject,
    sender: fromEmail,
    mailbox: recipients[0] ?? cc[0],
    receivedAt,
    isRead: fate.isRead,
    verdict: verdictOf(details),
    isClean: hasCleanVerdict(details),
    isQuarantined: isQuarantined === true,
  };
}

function timeOf({ receivedAt }: SimilarEmail): number {
  return receivedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
}
