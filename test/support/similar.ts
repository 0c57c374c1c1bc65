/** Similar emails in the simulated HEC: a world of campaigns, and what the app finds in it. */
import { subMilliseconds } from 'date-fns';
import fc from 'fast-check';
import { pino } from 'pino';
import { campaigns } from '../../playground/hec/content/campaigns.ts';
import { copiesAround } from '../../playground/hec/content/copies.ts';
import { type QueryHabits, usualHabits } from '../../playground/hec/query-habits.ts';
import type { HecSimulator, WireEntity } from '../../playground/hec/server.ts';
import { type Criterion, criteriaOf } from '../../src/campaigns/criteria.ts';
import { spanMs, type TimeSpan, timeSpans } from '../../src/campaigns/describe.ts';
import { problemWith } from '../../src/campaigns/suggested.ts';
import { readEntities } from '../../src/hec/wire/entities.ts';
import { findSimilar, type Similar } from '../../src/services/find-similar.ts';
import { startClient } from './hec/hec-server.ts';
import { type SimilarTruth, similarIn } from './similar-truth.ts';

export interface WorldSize {
  seed: number;
  now: Date;
  /** Everyday mail and other campaigns. */
  others: number;
  days: number;
  /** Campaigns, each with copies and near-copies. */
  around: number;
  copies: number;
  nearCopies: number;
}

/** In both mail services. The first of each campaign is the email that people look at. */
export function similarWorld({ seed, now, others, days, around, copies, nearCopies }: WorldSize) {
  const { emails } = campaigns({ seed, now, days, emails: others, events: 0 });
  const originals = emails
    .filter(({ entityPayload: { fromName, attachments } }) => fromName !== '' && Array.isArray(attachments))
    .slice(0, around);
  const made = originals.flatMap((original, index) =>
    copiesAround(original, { seed: seed + 1_000 + index, now, copies, nearCopies, withinHours: 160 }).map(
      ({ email }) => email,
    ),
  );
  return { originals, emails: [...emails, ...made] };
}

export function fill({ world }: HecSimulator, emails: readonly WireEntity[]): void {
  world.events.clear();
  world.entities.clear();
  for (const email of emails) world.entities.set(email.entityInfo.entityId, email);
}

export interface Asked {
  criteria: Criterion[];
  span: TimeSpan;
  habits: Partial<QueryHabits>;
}

/** Of what some email of the world offers, any part that can be looked for. */
function askedIn(emails: readonly WireEntity[]): fc.Arbitrary<Asked> {
  const criteria = fc
    .constantFrom(...emails)
    .chain((email) => {
      const offered = readEntities([email]).items.flatMap((entity) => (entity.email ? criteriaOf(entity.email) : []));
      return fc.subarray(offered, { minLength: 1, maxLength: 4 });
    })
    .filter((chosen) => problemWith(chosen, []) === undefined);
  const habits: fc.Arbitrary<Partial<QueryHabits>> = fc.record({
    order: fc.constantFrom('shuffled', 'oldest first', 'newest first'),
    end: fc.constantFrom('empty page', 'no cursor'),
    totals: fc.constantFrom('both', 'recordsNumber', 'none'),
    letterCase: fc.constantFrom('exact', 'any'),
    singleRow: fc.constantFrom('list', 'object'),
    noRows: fc.constantFrom('list', 'null'),
    ceiling: fc.constantFrom(10_000, 10_000, 9_500),
    unlicensed: fc.constantFrom<string[]>([], ['email']),
  });
  return fc.record({ criteria, span: fc.constantFrom(...timeSpans), habits });
}

export function finder({ url, clientId, accessKey }: HecSimulator, now: Date) {
  const { client } = startClient(url, { clientId, accessKey, now: () => now.getTime() });
  const context = { hec: client, background: client.background, logger: pino({ enabled: false }), asOf: now };
  return async (
    { criteria, span }: Pick<Asked, 'criteria' | 'span'>,
    limit = AbortSignal.timeout(100_000),
  ): Promise<Similar> => {
    const finding = findSimilar(
      { criteria, offered: criteria, span },
      { ...context, signal: new AbortController().signal },
      limit,
    );
    for (;;) {
      const { done, value } = await finding.next();
      if (done === true) return value;
    }
  };
}

/** What the app found, as `similarIn` tells it. */
export function foundOf({ emails, leftOut }: Similar): SimilarTruth {
  return {
    ids: emails.map(({ entityId }) => entityId).toSorted(),
    quarantined: emails.filter(({ isQuarantined }) => isQuarantined).length,
    ...leftOut,
  };
}

/** Each differs from the truth in nothing. Tells in how many cases more than the email itself was found. */
export async function checkMany(
  hec: HecSimulator,
  { originals, emails }: ReturnType<typeof similarWorld>,
  { now, numRuns }: { now: Date; numRuns: number },
  expectSame: (found: SimilarTruth, truth: SimilarTruth, asked: Asked) => void,
): Promise<number> {
  const find = finder(hec, now);
  let telling = 0;
  const property = fc.asyncProperty(askedIn(originals), async (asked) => {
    Object.assign(hec.world.queries, usualHabits(), asked.habits);
    const found = await find(asked);
    const truth = similarIn(emails, asked.criteria, subMilliseconds(now, spanMs[asked.span]));
    expectSame(foundOf(found), truth, asked);
    if (truth.ids.length > 1) telling += 1;
  });
  await fc.assert(property, { numRuns, endOnFailure: true });
  return telling;
}
