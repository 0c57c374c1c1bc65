import { describe, expect, test } from 'vitest';
import { findingAbout, findings, startServices } from '../../support/doctor.ts';

describe('the doctor about HEC', () => {
  test('the doctor names a key that HEC refuses, without its value', async () => {
    const { env } = await startServices();
    const found = await findingAbout(`HEC (${new URL(env.HEC_GATEWAY_URL).host})`, {
      ...env,
      HEC_ACCESS_KEY: 'a-wrong-secret',
    });
    expect(found).toMatchObject({ kind: 'wrong', fix: expect.stringMatching(/HEC_CLIENT_ID and HEC_ACCESS_KEY/) });
    expect(JSON.stringify(found)).not.toContain('a-wrong-secret');
  });

  test('the doctor says of a key that looks like one of the legacy Smart API which key is needed, without its value', async () => {
    const { env } = await startServices();
    const found = await findingAbout(`HEC (${new URL(env.HEC_GATEWAY_URL).host})`, {
      ...env,
      HEC_CLIENT_ID: 'us:my-application',
    });
    expect(found.fix).toMatch(/looks like a key of the legacy Smart API.*account API key.*Infinity Portal/);
    expect(JSON.stringify(found)).not.toContain('my-application');
  });

  test('the doctor lists the tenants if the configured one is not among them, or if several are reached', async () => {
    const { env } = await startServices({ scopes: ['mt-prod-3:one', 'mt-prod-3:two'] });
    expect(await findingAbout('HEC tenants', env)).toMatchObject({
      kind: 'wrong',
      fix: 'Set HEC_SCOPE to one of: mt-prod-3:one, mt-prod-3:two',
    });
    const other = await findingAbout('HEC tenants', { ...env, HEC_SCOPE: 'mt-prod-3:other' });
    expect(other.fix).toBe('Set it to one of: mt-prod-3:one, mt-prod-3:two');
  });

  test('one small query shows whether the key may read events, and nothing else is asked of HEC', async () => {
    const { env, hec } = await startServices();
    await findings(env);
    expect(hec.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /',
      'POST /auth/external',
      expect.stringMatching(/^GET .*\/scopes$|^POST .*\/event\/query$/),
      expect.stringMatching(/^GET .*\/scopes$|^POST .*\/event\/query$/),
    ]);
    hec.faults.set({ kind: 'status', path: '/event/query', status: 403 });
    expect(await findingAbout('HEC events', env)).toMatchObject({
      kind: 'wrong',
      says: 'HEC answered 403.',
      fix: expect.stringMatching(/a role that may read events/),
    });
  });
});
