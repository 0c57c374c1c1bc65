// What HEC does with a query over emails that nobody expects; each says where the fact is from.

import { subDays } from 'date-fns';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { dataOf, envelopeOf, start, startHec } from '../../support/playground/hec-client.ts';

const entityFilter = { saas: 'office365_emails', startDate: subDays(start, 365).toISOString() };
const rows = z.array(z.looseObject({ entityInfo: z.looseObject({ entityId: z.string() }) }));

interface Clause {
  saasAttrName?: string;
  saasAttrOp?: string;
  saasAttrValue?: unknown;
}

/** A local HEC with one email in it, and what asks it for that by a clause. */
async function startSmallHec() {
  const started = await startHec();
  const { world } = started.hec;
  world.brokenRows.length = 0;
  world.entities.clear();
  const { entityInfo, entityPayload } = world.addEntity();
  const ask = (clause: Clause | undefined, others: object = {}) =>
    started.post('/search/query', { entityFilter, ...(clause && { entityExtendedFilter: [clause] }), ...others });
  const countOf = async (attribute: string, saasAttrOp: string, saasAttrValue: unknown = 'x') =>
    rows.parse(await dataOf(ask({ saasAttrName: `entityPayload.${attribute}`, saasAttrOp, saasAttrValue }))).length;
  return { ...started, world, ask, countOf, id: entityInfo.entityId, payload: entityPayload };
}

test('a clause that lacks a key, has a value that is no text, or is written as a field gets a 422', async () => {
  // Check Point's own client says so of the keys and of the field; that a boolean is refused is inferred from its
  // "always a string".
  const { ask, post } = await startSmallHec();
  for (const clause of [
    { saasAttrName: 'entityPayload.subject', saasAttrOp: 'is' },
    { saasAttrName: 'entityPayload.cc', saasAttrOp: 'isEmpty' },
    { saasAttrName: 'entityPayload.isQuarantined', saasAttrOp: 'is', saasAttrValue: true },
    { 'entityPayload.isQuarantined': true },
  ]) {
    expect((await ask(clause)).status, JSON.stringify(clause)).toBe(422);
  }
  const asField = { entityFilter, entityExtendedFilter: { 'entityPayload.isQuarantined': true } };
  expect((await post('/search/query', asField)).status).toBe(422);
});

test('a field that there isn’t is ignored, and the answer is as if it had not been sent', async () => {
  // Inferred: filters are not validated, says Check Point's own client.
  const { ask, post } = await startSmallHec();
  expect(await dataOf(ask(undefined, { subject: 'no such subject' }))).toHaveLength(1);
  const misplaced = { entityFilter: { ...entityFilter, fromEmail: 'nobody@no.example' } };
  expect(await dataOf(post('/search/query', misplaced))).toHaveLength(1);
});

test.each([
  // No source has these.
  ['subjekt', 'is'],
  ['fromDomain.x', 'is'],
  // Check Point's own client sends them; the guide, as it is quoted, lists none of them.
  ['subject', 'doesNotContain'],
  ['subject', 'in'],
  ['subject', 'notIn'],
  // Seen live: it can be asked for, and can't be ruled out.
  ['saasSpamVerdict', 'isNot'],
  // Inferred: what has no order, and what is true or false.
  ['subject', 'greaterThan'],
  ['isQuarantined', 'contains'],
])(
  'a clause that HEC doesn’t know (%s %s) finds nothing, is ignored or is refused, depending on the tenant',
  async (...clause) => {
    // Uncertain which: that an unknown value finds nothing is all that Check Point's own client says.
    const { world, ask, countOf } = await startSmallHec();
    expect(await countOf(...clause)).toBe(0);
    world.queries.unknownClause = 'is ignored';
    expect(await countOf(...clause)).toBe(1);
    world.queries.unknownClause = 'is refused';
    const [name, saasAttrOp] = clause;
    expect((await ask({ saasAttrName: `entityPayload.${name}`, saasAttrOp, saasAttrValue: 'x' })).status).toBe(422);
  },
);

test('an attribute without the name of its part, and a value that nothing has, find nothing', async () => {
  // Clients always send the part; unknown values find nothing, says Check Point's own client.
  const { ask, countOf, payload } = await startSmallHec();
  const clause = { saasAttrName: 'subject', saasAttrOp: 'is', saasAttrValue: payload.subject };
  expect(await dataOf(ask(clause))).toEqual([]);
  expect(await countOf('isQuarantined', 'is', 'perhaps')).toBe(0);
});

test('booleans are asked for in the words of Python, in any letter case', async () => {
  // Check Point's own client says that HEC runs `strtobool` on them.
  const { countOf } = await startSmallHec();
  for (const no of ['false', 'False', '0', 'no']) expect(await countOf('isQuarantined', 'is', no)).toBe(1);
  for (const yes of ['true', 'TRUE', '1', 'yes']) expect(await countOf('isQuarantined', 'is', yes)).toBe(0);
});

test('recipients are a list, and only “contains” finds one of them, or “is” does too', async () => {
  // Uncertain: one client sends `is`, another says that only `contains` works.
  const { world, countOf } = await startSmallHec();
  const recipient = 'ana.lopes@harbour-freight.example';
  expect(await countOf('recipients', 'contains', recipient)).toBe(1);
  expect(await countOf('recipients', 'is', recipient)).toBe(0);
  world.queries.isOnRecipients = true;
  expect(await countOf('recipients', 'is', recipient)).toBe(1);
});

test('a Message-ID is found with its angle brackets only, as it is stored', async () => {
  // Recorded with them; a client that finds nothing tries `contains`.
  const { countOf, payload } = await startSmallHec();
  const stored = String(payload.internetMessageId);
  expect(await countOf('internetMessageId', 'is', stored)).toBe(1);
  expect(await countOf('internetMessageId', 'is', stored.slice(1, -1))).toBe(0);
});

test('texts are compared with their letter case, or without', async () => {
  // Uncertain.
  const { world, countOf } = await startSmallHec();
  expect(await countOf('fromEmail', 'is', 'Billing@invoice-desk.example')).toBe(0);
  world.queries.letterCase = 'any';
  expect(await countOf('fromEmail', 'is', 'Billing@invoice-desk.example')).toBe(1);
});

test('the mailbox that holds an email can be asked for, though no answer tells it', async () => {
  // Seen live; in no recording of an answer.
  const { ask, countOf } = await startSmallHec();
  expect(await countOf('origRecipient', 'is', 'ana.lopes@harbour-freight.example')).toBe(1);
  expect(JSON.stringify(await dataOf(ask(undefined)))).not.toContain('origRecipient');
});

test('an explicit null instead of clauses, a tenant that the key doesn’t reach and a window that ends before it starts find nothing', async () => {
  // Check Point's own client says that null is not the same as absent, and the others were seen by third parties.
  const { ask, post } = await startSmallHec();
  expect(await dataOf(ask(undefined, { entityExtendedFilter: null }))).toEqual([]);
  expect(await dataOf(ask(undefined, { scopes: ['mt-prod-3:somebody-else'] }))).toEqual([]);
  const turned = { ...entityFilter, startDate: start.toISOString(), endDate: entityFilter.startDate };
  expect(await dataOf(post('/search/query', { entityFilter: turned }))).toEqual([]);
});

test('a filter by what HEC’s engines found is refused by this simulator, which does not have it', async () => {
  // Not a fact about HEC: whoever sends it must not believe that it was applied.
  const { ask } = await startSmallHec();
  const filter = { cpDetection: ['cp_phishing'] };
  expect((await ask(undefined, { entityDetectionResolutionFilter: filter })).status).toBe(422);
});

test('emails come in pages under a cursor, at most 10,000 of them, as events do', async () => {
  // Recorded: a count of exactly 10,000 means at least so many, and a walk is cut without a word.
  const { world, ask, tick } = await startSmallHec();
  world.queries.ceiling = 150;
  for (let count = 0; count < 200; count += 1) world.addEntity();
  const first = await envelopeOf(ask(undefined, { scrollId: '' }));
  const { scrollId, recordsNumber } = first.responseEnvelope;
  expect([rows.parse(first.responseData).length, recordsNumber]).toEqual([100, 150]);
  expect(await dataOf(ask(undefined, { scrollId }))).toHaveLength(50);
  expect(await dataOf(ask(undefined, { scrollId }))).toHaveLength(0);
  tick(300);
  const answer = await ask(undefined, { scrollId });
  expect([answer.status, await answer.text()]).toEqual([500, '']);
});

test('emails’ rows have broken elements among them, unless the query names an id', async () => {
  // Inferred: nothing keeps HEC from it.
  const { world, ask, id } = await startSmallHec();
  world.brokenRows.push(null);
  expect(await dataOf(ask(undefined))).toContain(null);
  expect(await dataOf(ask({ saasAttrName: 'entityInfo.entityId', saasAttrOp: 'is', saasAttrValue: id }))).toHaveLength(
    1,
  );
});
