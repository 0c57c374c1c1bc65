// Faults of the local HEC, as the client meets them.

import { expect, test } from 'vitest';
import { type Fault, faultSchema } from '../../../playground/hec/server.ts';
import { dataOf, envelopeOf, phishing, startHec } from '../../support/playground/hec-client.ts';

const path = `/event/${phishing}`;

/** The code of the broken connection, as undici names it. */
async function brokenBy(attempt: Promise<unknown>): Promise<unknown> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? cause.code : error;
}

test('a hanging request never gets an answer', async () => {
  const { hec, call } = await startHec();
  hec.faults.set({ kind: 'hang' });
  const leaving = new AbortController();
  hec.onRequest(() => leaving.abort());
  await expect(call(path, { signal: leaving.signal })).rejects.toThrow('aborted');
  expect(hec.requests).toMatchObject([{ status: undefined }]);
});

test.each(['before', 'after-applying'] as const)('a slow answer is the usual answer, only later (%s)', async (when) => {
  const { hec, call } = await startHec();
  hec.faults.set({ kind: 'slow', ms: 60, when });
  const before = performance.now();
  expect(await dataOf(call(path))).toMatchObject({ eventId: phishing });
  expect(performance.now() - before).toBeGreaterThan(50);
});

test.each([401, 403, 408, 429, 500, 502, 503])('status %i comes with its usual body', async (status) => {
  const { hec, call } = await startHec();
  hec.faults.set({ kind: 'status', status });
  const answer = await call(path);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject(
    status === 401 ? { success: false, forceLogout: true } : { responseEnvelope: { responseCode: status } },
  );
});

test('a status can come with a gateway’s JSON, HTML or no body, and with Retry-After', async () => {
  const { hec, call } = await startHec();
  const bodies = {
    gateway: /"success":false/,
    html: /^<!doctype html>/,
    empty: /^$/,
    envelope: /responseCode/,
  } as const;
  for (const body of ['gateway', 'html', 'empty', 'envelope'] as const) {
    hec.faults.clear();
    hec.faults.set({ kind: 'status', status: 429, body, retryAfter: '7' });
    const answer = await call(path);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await answer.text()).toMatch(bodies[body]);
  }
});

test('a cut body breaks off after good headers', async () => {
  const { hec, call } = await startHec();
  hec.faults.set({ kind: 'cut' });
  const answer = await call(path);
  expect(answer.status).toBe(200);
  expect(await brokenBy(answer.text())).toBe('UND_ERR_SOCKET');
  expect(hec.requests).toMatchObject([{ status: undefined }]);
});

test('a reset breaks the connection before any answer', async () => {
  const { hec, call } = await startHec();
  hec.faults.set({ kind: 'reset' });
  expect(await brokenBy(call(path))).toBe('ECONNRESET');
});

test('JSON can be malformed or have a shape that HEC never uses', async () => {
  const { hec, call } = await startHec();
  hec.faults.set({ kind: 'malformed-json', times: 1 });
  hec.faults.set({ kind: 'wrong-shape', times: 1 });
  await expect((await call(path)).json()).rejects.toThrow(SyntaxError);
  expect(await (await call(path)).json()).not.toHaveProperty('responseEnvelope');
});

test('an envelope can report a failure under the status 200', async () => {
  const { hec, call } = await startHec();
  hec.faults.set({ kind: 'envelope-failure' });
  const answer = await call(path);
  expect(answer.status).toBe(200);
  expect((await envelopeOf(answer)).responseEnvelope.responseCode).toBe(500);
});

test('a huge body exceeds 5 MB without announcing it', async () => {
  const { hec, call } = await startHec();
  hec.faults.set({ kind: 'huge' });
  const answer = await call(path);
  expect(answer.headers.get('content-length')).toBeNull();
  expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(5_000_000);
});

test('an expired cursor spoils only the pages after the first', async () => {
  const { hec, post } = await startHec();
  hec.faults.set({ kind: 'expired-cursor' });
  const filters = { startDate: '2026-01-01T00:00:00Z' };
  const { scrollId } = (await envelopeOf(post('/event/query', filters))).responseEnvelope;
  expect((await post('/event/query', { ...filters, scrollId })).status).toBe(500);
});

test('an expired key spoils only signing in', async () => {
  const { hec, call, signIn } = await startHec();
  hec.faults.set({ kind: 'expired-key' });
  expect((await signIn()).status).toBe(401);
  expect((await call(path)).status).toBe(200);
});

const lost: Fault[] = [
  { kind: 'hang', when: 'after-applying' },
  { kind: 'reset', when: 'after-applying' },
  { kind: 'cut', when: 'after-applying' },
  { kind: 'slow', ms: 60_000, when: 'after-applying' },
];

test.each(lost)('an action whose answer is lost ($kind) is still applied', async (fault) => {
  const { hec, call, tick } = await startHec();
  hec.faults.set(fault);
  const body = JSON.stringify({ requestData: { eventIds: [phishing], eventActionName: 'dismiss' } });
  const leaving = new AbortController();
  const answered = call('/action/event', { method: 'POST', body, signal: leaving.signal });
  const lost = expect(answered.then((answer) => answer.text())).rejects.toThrow();
  await expect.poll(() => hec.world.tasks.size).toBe(1);
  if (fault.kind === 'hang' || fault.kind === 'slow') leaving.abort();
  await lost;
  tick(3);
  expect(hec.world.appliedActions).toHaveLength(1);
});

test('an action answered with 500 after it was applied stays applied, and one answered so before is not', async () => {
  const { hec, act, tick } = await startHec();
  hec.faults.set({ kind: 'status', status: 500, when: 'after-applying', times: 1 });
  hec.faults.set({ kind: 'status', status: 500, times: 1 });
  const answer = await act('quarantine');
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('taskId');
  expect((await act('dismiss')).status).toBe(500);
  tick(3);
  expect(hec.world.appliedActions).toMatchObject([{ action: 'quarantine' }]);
});

test('a fault affects only its method, path and number of requests', async () => {
  const { hec, call, post } = await startHec();
  hec.faults.set({ kind: 'status', status: 502, method: 'get', path: '/event/', times: 2 });
  hec.faults.set({ kind: 'status', status: 503, path: /\/task\/\d+$/g });
  const statuses = [];
  for (const attempt of [
    () => call('/scopes'),
    () => post('/event/query', { startDate: '2026-01-01' }),
    () => call(path),
    () => call(path),
    () => call(path),
    () => call('/task/1'),
    () => call('/task/1'),
  ]) {
    statuses.push((await attempt()).status);
  }
  expect(statuses).toEqual([200, 200, 502, 502, 200, 503, 503]);
  hec.faults.clear();
  expect((await call('/task/1')).status).toBe(404);
});

test('a fault’s settings survive JSON, and an unknown fault is refused', () => {
  const fault: Fault = { kind: 'status', status: 429, body: 'html', path: '/event/', times: 2, when: 'after-applying' };
  expect(faultSchema.parse(JSON.parse(JSON.stringify(fault)))).toEqual(fault);
  expect(faultSchema.safeParse({ kind: 'explode' }).success).toBe(false);
});

test('closing the local HEC ends hanging and slow requests at once', async () => {
  const { hec, call } = await startHec();
  hec.faults.set({ kind: 'hang', times: 1 });
  hec.faults.set({ kind: 'slow', ms: 60_000, times: 1 });
  const arrived = new Promise<void>((resolve) => hec.onRequest(() => hec.requests.length === 2 && resolve()));
  const attempts = Promise.allSettled([call(path), call(path)]);
  await arrived;
  await hec.close();
  expect(await attempts).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
});
