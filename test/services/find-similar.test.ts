/** The emails that have something in common, in a HEC with campaigns and what is nearly one. */
import { describe, expect, test } from 'vitest';
import type { HecSimulator } from '../../playground/hec/server.ts';
import type { Criterion } from '../../src/campaigns/criteria.ts';
import { start, startHec } from '../support/playground/hec-client.ts';
import { checkMany, fill, finder, similarWorld } from '../support/similar.ts';

const size = { seed: 16, now: start, others: 60, days: 5, around: 4, copies: 4, nearCopies: 1 };

test('what is found is what is true of HEC’s records, whatever is ticked and however HEC answers', async () => {
  const { hec } = await startHec();
  const world = similarWorld(size);
  fill(hec, world.emails);
  const numRuns = 25;
  const telling = await checkMany(hec, world, { now: start, numRuns }, (found, truth, asked) =>
    expect(found, JSON.stringify(asked)).toEqual(truth),
  );
  expect(telling).toBeGreaterThan(numRuns / 3);
});

const sender: Criterion = { kind: 'sender', value: 'dispatch@parcel-point.example' };

function addMail({ world }: HecSimulator, payload: Record<string, unknown> = {}, entityInfo = {}) {
  const entityPayload = { fromEmail: sender.value, received: start.toISOString(), ...payload };
  return world.addEntity({ entityPayload, entityInfo }).entityInfo.entityId;
}

async function startWithout() {
  const { hec } = await startHec();
  fill(hec, []);
  return { hec, find: finder(hec, start) };
}

describe('an email that was found', () => {
  test('is told with what the list shows of it, the newest first', async () => {
    const { hec, find } = await startWithout();
    const older = addMail(hec, {
      received: '2026-11-23T10:00:00Z',
      isRead: true,
      subject: 'Hi',
      recipients: ['bo@x.example'],
    });
    const newest = addMail(hec, { isQuarantined: true, recipients: [], to: [], cc: ['cc@x.example'] });
    const { emails, total, end } = await find({ criteria: [sender], span: '24h' });
    expect({ total, end }).toEqual({ total: 2, end: 'whole' });
    expect(emails).toMatchObject([
      { entityId: newest, mailbox: 'cc@x.example', isQuarantined: true, isRead: undefined },
      {
        entityId: older,
        entityType: 'office365_emails_email',
        mailbox: 'bo@x.example',
        subject: 'Hi',
        sender: sender.value,
        isRead: true,
        isQuarantined: false,
        verdict: 'phishing',
        isClean: false,
      },
    ]);
  });

  test('is counted for each thing on offer that it has', async () => {
    const { hec, find } = await startWithout();
    addMail(hec, { subject: 'One' });
    addMail(hec, { subject: 'Two' });
    const { having } = await find({ criteria: [sender], span: '7d' });
    expect(Object.values(having)).toEqual([2]);
  });
});

test('a service for which the tenant has no licence is left out, but if none is left that is told', async () => {
  const { hec, find } = await startWithout();
  const found = addMail(hec, {}, { saas: 'google_mail', saasEntityType: 'google_mail_email' });
  hec.world.queries.unlicensed = ['office365_emails', 'email'];
  expect((await find({ criteria: [sender], span: '7d' })).emails).toMatchObject([
    { entityId: found, entityType: 'google_mail_email' },
  ]);
  hec.world.queries.unlicensed.push('google_mail');
  await expect(find({ criteria: [sender], span: '7d' })).rejects.toMatchObject({ code: 'hec_forbidden' });
});

test('what could not be looked through in time is said, with what was found until then', async () => {
  const { hec, find } = await startWithout();
  hec.world.pageSize = 1;
  addMail(hec);
  addMail(hec);
  const limit = new AbortController();
  hec.onRequest(({ path, handled }) => {
    const { length } = hec.requests.filter((each) => each.path.endsWith('/search/query') && each.handled);
    if (path.endsWith('/search/query') && handled && length === 5) limit.abort(new Error('the time is up'));
  });
  const { total, end } = await find({ criteria: [sender], span: '7d' }, limit.signal);
  expect(end).toBe('too_long');
  expect(total).toBeLessThanOrEqual(2);
});

test('a failure of HEC’s is told, and not taken for an end', async () => {
  const { hec, find } = await startWithout();
  addMail(hec);
  hec.faults.set({ kind: 'status', path: '/search/query', status: 500 });
  await expect(find({ criteria: [sender], span: '7d' })).rejects.toMatchObject({ code: 'hec_failure' });
});
