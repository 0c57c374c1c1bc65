/** The doctor goes the way that the app goes. */
import { expect, test } from 'vitest';
import { faults, findings, startServices } from '../../support/doctor.ts';
import { freePort } from '../../support/free-port.ts';
import { startProxy } from '../../support/proxy.ts';

test('the doctor asks HEC and Slack through the proxy, opens its socket there, and leaves no tunnel open', async () => {
  const { env, hec, slack } = await startServices();
  const proxy = await startProxy({ credentials: 'app:secret-word' });
  const found = await findings({ ...env, HTTP_PROXY: proxy.url });
  expect(found.filter(({ kind }) => kind === 'wrong')).toEqual([]);
  expect(JSON.stringify(found)).not.toContain('secret-word');
  expect(proxy.inTunnels).toEqual(
    expect.arrayContaining(['POST /api/api.test', 'POST /api/auth.test', 'GET /link', 'POST /auth/external']),
  );
  const ofSlack = proxy.inTunnels.filter((line) => line.includes(' /api/'));
  expect(ofSlack).toHaveLength(slack.calls.length);
  expect(proxy.inTunnels.length - ofSlack.length - 1).toBe(hec.requests.length);
  await expect.poll(() => proxy.tunnels()).toBe(0);
});

test('the doctor tells a proxy that refuses and one that is not there from HEC and Slack, and prints no password', async () => {
  const { env } = await startServices();
  const proxy = await startProxy({ credentials: 'app:another-word' });
  const host = `127.0.0.1:${await freePort()}`;
  expect(await faults({ ...env, HTTP_PROXY: `http://app:secret-word@${proxy.host}` })).toEqual([
    expect.stringMatching(/^Slack: the proxy wants to know who asks \(407\)/),
    expect.stringMatching(/^HEC .*: the proxy wants to know who asks \(407\)/),
  ]);
  const missed = await faults({ ...env, HTTP_PROXY: `http://app:secret-word@${host}` });
  expect(missed).toEqual([
    expect.stringContaining(`Slack: the proxy ${host} can’t be reached (ECONNREFUSED)`),
    expect.stringContaining(`: the proxy ${host} can’t be reached (ECONNREFUSED)`),
  ]);
  expect(missed.join()).not.toContain('secret-word');
});

test('the doctor asks nobody outside while the proxy’s address is wrong, because the app would not either', async () => {
  const { env, hec, slack } = await startServices();
  const found = await findings({ ...env, HTTPS_PROXY: 'socks5://proxy.example' });
  const wrong = found.filter(({ kind }) => kind === 'wrong').map(({ what, says }) => `${what}: ${says}`);
  expect(wrong).toEqual([expect.stringMatching(/^Configuration: HTTPS_PROXY must be a proxy’s address/)]);
  expect(found.find(({ what }) => what === 'HEC')?.says).toBe('not examined, because the proxy’s settings are wrong.');
  expect([...hec.requests, ...slack.calls]).toEqual([]);
});
