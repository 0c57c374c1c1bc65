/** The built app where it can't start: it says why on standard error, ends with exit code 1, and leaves no process behind. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startHecSimulator } from '../../playground/hec/server.ts';
import { type SlackSimulator, startSlackSimulator } from '../../playground/slack/server.ts';
import { freePort } from '../support/free-port.ts';
import { startInVain, stopDuringStart } from '../support/processes/app-process.ts';
import { newDirectory, newLocation } from '../support/store.ts';

interface Case {
  env?: (slack: SlackSimulator) => Record<string, string>;
  fault?: { method: string; error: string };
  says: RegExp;
}

const onSocket = ({ installation }: SlackSimulator) => ({ SLACK_APP_TOKEN: installation.appToken });

async function takenPort(): Promise<string> {
  const port = await freePort();
  const server = createServer().listen(port);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return String(port);
}

const cases: Record<string, Case> = {
  'a refused bot token': {
    fault: { method: 'auth.test', error: 'token_revoked' },
    says: /^The app could not start: Slack refused SLACK_BOT_TOKEN \(token_revoked\)\./,
  },
  'a refused app token': {
    env: () => ({ SLACK_APP_TOKEN: 'xapp-of-another-app' }),
    says: /^The app could not start: Slack refused SLACK_APP_TOKEN \(invalid_auth\)\./,
  },
  'an app token that was revoked': {
    env: onSocket,
    fault: { method: 'apps.connections.open', error: 'token_revoked' },
    says: /^The app could not start: Slack refused SLACK_APP_TOKEN \(token_revoked\)\./,
  },
  'a DATA_DIR that is too long': {
    env: () => ({ DATA_DIR: `/tmp/${'long'.repeat(30)}` }),
    says: /^The configuration has a problem:\n {2}- DATA_DIR is \d+ bytes too long for a socket in it: choose a shorter path\.$/,
  },
};

async function environmentFor({ env, fault }: Pick<Case, 'env' | 'fault'>, port: string) {
  const [hec, slack] = await Promise.all([startHecSimulator(), startSlackSimulator()]);
  onTestFinished(async () => void (await Promise.all([slack.close(), hec.close()])));
  if (fault !== undefined) slack.faults.add({ ...fault, kind: 'error' });
  const { dataDir } = await newLocation();
  return {
    DATA_DIR: dataDir,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.installation.botToken,
    SLACK_SIGNING_SECRET: slack.installation.signingSecret,
    HEC_GATEWAY_URL: hec.url,
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
    PORT: port,
    ...env?.(slack),
  };
}

async function startWith(given: Pick<Case, 'env' | 'fault'>, port: string) {
  return startInVain(await environmentFor(given, port), await newDirectory());
}

test.each(Object.entries(cases))(
  '%s ends the process with a sentence and exit code 1',
  async (_, { says, ...given }) => {
    const { code, said } = await startWith(given, '0');
    expect(said).toMatch(says);
    expect(code).toBe(1);
  },
);

test.each(['over HTTP', 'in Socket Mode'])(
  '%s, a taken port ends the process with a sentence and exit code 1',
  async (how) => {
    const port = await takenPort();
    const { code, said } = await startWith(how === 'over HTTP' ? {} : { env: onSocket }, port);
    expect(said).toBe(
      `The app could not start: Port ${port} is in use by another program. Stop that program, or set PORT to another port.`,
    );
    expect(code).toBe(1);
  },
);

test('an app that waits for Slack to open a socket ends by itself on SIGTERM, as the first process of a container must', async () => {
  const fault = { method: 'apps.connections.open', error: 'internal_error' };
  const env = await environmentFor({ env: onSocket, fault }, '0');
  const code = await stopDuringStart(env, await newDirectory(), { once: 'a socket to Slack could not be opened' });
  expect(code).toBe(0);
});
