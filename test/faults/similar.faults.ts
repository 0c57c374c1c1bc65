/** Similar emails in a HEC with months of mail, and of a campaign that is larger than HEC lets anybody walk. */
import { expect, test } from 'vitest';
import { copiesAround } from '../../playground/hec/content/copies.ts';
import { criteriaOf } from '../../src/campaigns/criteria.ts';
import { suggested } from '../../src/campaigns/suggested.ts';
import { readEntities } from '../../src/hec/wire/entities.ts';
import { start, startHec } from '../support/playground/hec-client.ts';
import { checkMany, fill, finder, foundOf, similarWorld } from '../support/similar.ts';

test('of 60 sets of criteria among 50,000 emails, each finds what is true of HEC’s records', async () => {
  const { hec } = await startHec();
  const world = similarWorld({
    ...{ seed: 16, now: start, others: 50_000, days: 40 },
    ...{ around: 40, copies: 30, nearCopies: 5 },
  });
  fill(hec, world.emails);
  const telling = await checkMany(hec, world, { now: start, numRuns: 60 }, (found, truth, asked) =>
    expect(found, JSON.stringify(asked)).toEqual(truth),
  );
  expect(telling).toBeGreaterThan(20);
});

test('a campaign of more emails than one query lists is found whole; of more than anybody may act on, the number is', async () => {
  const { hec } = await startHec();
  const { originals } = similarWorld({
    ...{ seed: 5, now: start, others: 300, days: 5 },
    ...{ around: 1, copies: 0, nearCopies: 0 },
  });
  const [original] = originals;
  const [entity] = readEntities(originals).items;
  if (original === undefined || entity?.email === undefined) throw new Error('the world has no campaign');
  const criteria = suggested(criteriaOf(entity.email), []);
  const find = finder(hec, start);
  for (const copies of [9_990, 12_000]) {
    const made = copiesAround(original, { seed: 9, now: start, copies, withinHours: 160 }).map(({ email }) => email);
    fill(hec, made);
    Object.assign(hec.world.queries, { totals: 'none' });
    const found = await find({ criteria, span: '7d' });
    expect({ total: found.total, end: found.end }).toEqual({ total: copies, end: 'whole' });
    const ids = made.map(({ entityInfo }) => entityInfo.entityId).toSorted();
    if (copies <= 10_000) expect(foundOf(found).ids).toEqual(ids);
    else expect(found.emails).toHaveLength(10_000);
  }
});
