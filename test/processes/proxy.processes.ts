/** The built app where the only way out is a proxy that looks into TLS, and names of the internet resolve nowhere else. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startHecSimulator } from '../../playground/hec/server.ts';
import { channels, people, startSlackSimulator } from '../../playground/slack/server.ts';
import { scopes } from '../../src/slack/api/scopes.ts';
import { authority } from '../support/certificates.ts';
import { startAppProcess, startInVain } from '../support/processes/app-process.ts';
import { startInspectingProxy } from '../support/processes/inspecting-proxy.ts';
import { newDirectory, newLocation } from '../support/store.ts';

const text = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const ask = { user: people.member, channel: channels.security, command: '/hec-event', text };

async function setUp() {
  const [hec, slack] = await Promise.all([startHecSimulator(), startSlackSimulator()]);
  onTestFinished(async () => {
    await Promise.all([slack.close(), hec.close()]);
  });
  slack.installation.grantedScopes = Object.keys(scopes);
  const proxy = await startInspectingProxy({ hec: hec.url, slack: slack.origin });
  const directory = await newDirectory();
  await writeFile(join(directory, 'authority.pem'), authority);
  const env = {
    HTTPS_PROXY: proxy.url,
    SLACK_API_URL: 'https://slack.example.com/api/',
    SLACK_BOT_TOKEN: slack.installation.botToken,
    SLACK_APP_TOKEN: slack.installation.appToken,
    HEC_GATEWAY_URL: 'https://hec.example.com',
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
    DATA_DIR: (await newLocation()).dataDir,
  };
  return { hec, slack, proxy, env, directory };
}

test('behind a proxy that looks into TLS, the app works with NODE_EXTRA_CA_CERTS, and stops in time with its tunnels open', async () => {
  const { slack, proxy, env, directory } = await setUp();
  const app = await startAppProcess({ ...env, NODE_EXTRA_CA_CERTS: join(directory, 'authority.pem') }, directory);
  onTestFinished(() => app.kill());
  await slack.until(() => slack.socketCount() === 2);
  expect(await slack.command(ask)).toMatchObject({ outcome: 'acknowledged' });
  await slack.until(() => slack.messages(channels.security)[0]);
  expect(proxy.read).toEqual(
    expect.arrayContaining([
      'slack.example.com POST /api/auth.test',
      'slack.example.com POST /api/chat.postMessage',
      'hec.example.com POST /auth/external',
      `hec.example.com GET /app/hec-api/v1.0/event/${text}`,
      'wss.example.com GET /link',
    ]),
  );
  expect(proxy.tunnels()).toBeGreaterThanOrEqual(2);
  const stoppedAt = performance.now();
  expect(await app.terminate()).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(25_000);
  await expect.poll(() => proxy.tunnels()).toBe(0);
  expect(app.errors).toEqual([]);
});

test('without NODE_EXTRA_CA_CERTS, a proxy that looks into TLS gets to read nothing', async () => {
  const { proxy, env, directory } = await setUp();
  const { code, said } = await startInVain(env, directory);
  expect(code).toBe(1);
  expect(said).toMatch(/^The app could not start: .*https:\/\/slack\.example\.com\/api\//);
  expect(proxy.read).toEqual([]);
});
