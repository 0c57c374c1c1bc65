// Signing in, scopes, and reading events and entities from the local HEC.

import { expect, test } from 'vitest';
import { dataOf, documented, envelopeOf, phishing, start, startHec } from '../../support/playground/hec-client.ts';

test('signing in returns a token with its lifetime in seconds and its end as a date', async () => {
  const { signIn } = await startHec({ tokenLifetimeSeconds: 600 });
  const answer = await signIn();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    success: true,
    data: { token: expect.stringMatching(/^[0-9a-f]{64}$/), expiresIn: 600, expires: 'Mon, 23 Nov 2026 12:10:00 GMT' },
  });
});

test('a wrong key is refused with 401, or with 200 and success false', async () => {
  const { hec, signIn } = await startHec();
  expect((await signIn(hec.clientId, 'wrong')).status).toBe(401);
  expect((await signIn('wrong')).status).toBe(401);
  hec.world.wrongKey = 'success-false';
  const answer = await signIn(hec.clientId, 'wrong');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ success: false });
});

test('signing in without a client id and access key is a bad request', async () => {
  const { hec } = await startHec();
  expect((await fetch(`${hec.url}/auth/external`, { method: 'POST', body: 'no json' })).status).toBe(400);
});

test('data calls with a missing, unknown or expired token get the gateway’s 401', async () => {
  const { call, tick } = await startHec({ tokenLifetimeSeconds: 60 });
  for (const authorization of ['', 'Bearer unknown', 'Basic abc']) {
    const answer = await call('/scopes', { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ success: false, message: 'Authentication required', forceLogout: true });
  }
  tick(59);
  expect((await call('/scopes')).status).toBe(200);
  tick(1);
  expect((await call('/scopes')).status).toBe(401);
});

test('data calls without x-av-req-id are bad requests', async () => {
  const { call } = await startHec();
  expect((await call(`/event/${phishing}`, { headers: { 'x-av-req-id': '' } })).status).toBe(400);
});

test('a key’s scopes are listed, and a key without a tenant finds nothing', async () => {
  const two = await startHec({ scopes: ['mt-prod-3:one', 'mt-prod-3:two'] });
  expect(await dataOf(two.call('/scopes'))).toEqual(['mt-prod-3:one', 'mt-prod-3:two']);
  const none = await startHec({ scopes: [''] });
  expect(await dataOf(none.call('/scopes'))).toEqual(['']);
  expect(await dataOf(none.call(`/event/${phishing}`))).toEqual([]);
});

test('an event is returned as an object or as a list of one', async () => {
  const { hec, call } = await startHec();
  expect(await dataOf(call(`/event/${phishing}`))).toMatchObject({ eventId: phishing, type: 'phishing', state: 'new' });
  const listed = hec.world.addEvent({ type: 'spam' });
  expect(await dataOf(call(`/event/${listed.eventId}`))).toEqual([listed]);
});

test('the documentation’s sample is returned with its misspelling and code 0', async () => {
  const { call } = await startHec();
  const { responseEnvelope, responseData } = await envelopeOf(call(`/event/${documented}`));
  expect(responseEnvelope).toMatchObject({ responseCode: 0, responseTest: 'Success' });
  expect(responseEnvelope).not.toHaveProperty('responseText');
  expect(responseData).toMatchObject({ type: 'dlp', data: '', customerId: 'us:customername' });
  expect(responseData).not.toHaveProperty('actions');
});

test('an unknown id gets 404 or an empty answer, depending on the world’s setting', async () => {
  const { hec, call } = await startHec();
  for (const path of ['/event/ffff', `/search/entity/${phishing}`]) {
    hec.world.unknownId = '404';
    expect((await call(path)).status).toBe(404);
    hec.world.unknownId = 'empty';
    expect(await dataOf(call(path))).toEqual([]);
  }
});

test('a request for an unknown id can hang until the client leaves', async () => {
  const { hec, call } = await startHec();
  hec.world.unknownId = 'hang';
  await expect(call('/event/ffff', { signal: AbortSignal.timeout(100) })).rejects.toThrow('aborted due to timeout');
});

test('an email is returned with its sender, recipients, attachments and verdicts', async () => {
  const { hec, call } = await startHec();
  const entityId = hec.world.events.get(phishing)?.entityId ?? '';
  expect(await dataOf(call(`/search/entity/${entityId}`))).toMatchObject([
    {
      entityInfo: { entityId, saasEntityType: 'office365_emails_email', entityCreated: '2026-11-23T11:48:00.000000Z' },
      entityPayload: {
        fromEmail: 'it-support@harbour-fre1ght.example',
        replyToEmail: 'mailbox-team@quick-reply.example',
        recipients: ['ana.lopes@harbour-freight.example', 'finance@harbour-freight.example'],
        attachments: [],
        SpfResult: 'fail',
        isQuarantined: false,
      },
      entitySecurityResult: { combinedVerdict: { ap: 'phishing' } },
      entityAvailableActions: ['quarantine'],
    },
  ]);
});

test('requests are recorded with what they carried and what they got back', async () => {
  const { hec, call, token } = await startHec();
  const seen: unknown[] = [];
  const stop = hec.onRequest(({ path, status }) => seen.push({ path, status }));
  await call('/event/ffff?scope=a');
  stop();
  await call('/scopes');
  expect(hec.requests).toMatchObject([
    {
      method: 'GET',
      path: '/app/hec-api/v1.0/event/ffff',
      query: { scope: 'a' },
      headers: { authorization: `Bearer ${token}` },
      body: undefined,
      at: start,
      status: 404,
    },
    { path: '/app/hec-api/v1.0/scopes', status: 200 },
  ]);
  expect(seen).toEqual([
    { path: '/app/hec-api/v1.0/event/ffff', status: undefined },
    { path: '/app/hec-api/v1.0/event/ffff', status: 404 },
  ]);
});

test('the local HEC remembers what it answered, until later answers are larger than a memory should hold', async () => {
  const { hec, call } = await startHec();
  const { eventId } = hec.world.addEvent({ description: 'x'.repeat(11_000_000) });
  for (let time = 0; time < 3; time += 1) await (await call(`/event/${eventId}`)).text();
  await expect.poll(() => hec.requests.map(({ response }) => response !== undefined)).toEqual([false, true, true]);
});
