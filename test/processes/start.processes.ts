/** The built app where it can't start: it says why on standard error, ends with exit code 1, and leaves no process behind. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startHecSimulator } from '../../playground/hec/server.ts';
import { type SlackSimulator, startSlackSimulator } from '../../playground/slack/server.ts';
import { freePort } from '../support/free-port.ts';
import { startInVain, stopDuringStart } from '../support/processes/app-process.ts';
import { newDirectory, newLocation } from '../support/store.ts';

interface Case {
  env?: (slack: SlackSimulator) => Record<string, string>;
  fault?: { method: string; error: string };
  /** What `.env` holds in the directory where the app is started. */
  file?: string;
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
  'a DATA_DIR in which no directory can be made': {
    env: () => ({ DATA_DIR: '/proc/hec-slack' }),
    says: /^The app could not start: DATA_DIR can’t be used \(\/proc\/hec-slack\): its file system takes no directories\./,
  },
  'a database that refuses connections': {
    env: () => ({ DATABASE_URL: 'postgres://hec:secret@127.0.0.1:1/hec' }),
    says: /^The app could not start: The database that DATABASE_URL names can’t be used: nothing takes connections at its host and port \(ECONNREFUSED\)\./,
  },
  'a restriction that a comment sign swallows, next to a misspelt one,': {
    file: 'HEC_CHANNELS=#security\nHEC_VIEWER=U1AAA\n',
    says: /^The configuration has 2 problems:\n {2}- HEC_CHANNELS on line 1 of \.env is empty, because # begins a comment: .*\n {2}- HEC_VIEWER is not a setting: probably HEC_VIEWERS is meant\.$/,
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

async function startWith({ file, ...given }: Omit<Case, 'says'>, port: string) {
  const directory = await newDirectory();
  if (file !== undefined) await writeFile(join(directory, '.env'), file);
  return startInVain(await environmentFor(given, port), directory);
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
