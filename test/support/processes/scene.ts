/**
 * A local Slack, a local HEC, and the built app between them: one process with a database of its own, or two that share
 * a Postgres. Everything ends with the test.
 */
import { randomUUID } from 'node:crypto';
import { type TestContext, vi } from 'vitest';
import { type HecSimulator, type RecordedRequest, startHecSimulator } from '../../../playground/hec/server.ts';
import { people, type SlackSimulator, startSlackSimulator } from '../../../playground/slack/server.ts';
import { scopes } from '../../../src/slack/api/scopes.ts';
import { asAdmin, type Location, newDirectory, newLocation } from '../store.ts';
import { type AppProcess, startAppProcess } from './app-process.ts';

export const deployments = ['one process with the embedded database', 'two processes on one Postgres'] as const;
export type Deployment = (typeof deployments)[number];

export interface Scene {
  hec: HecSimulator;
  slack: SlackSimulator;
  processes: AppProcess[];
  /** From now on Slack sends everything to this process. Over HTTP only. */
  deliverTo(process: AppProcess): void;
  /** The process that sent this to HEC. */
  senderOf(request: RecordedRequest): AppProcess;
  /**
   * The app without a process that has ended: started again, or with the other process alone, which Slack now delivers
   * to. Resolves with the time when it could go on.
   */
  goOnWithout(ended: AppProcess): Promise<number>;
  /** Whose files nobody may have open, if it is embedded. */
  location: Location;
}

export interface SceneOptions {
  responders?: readonly string[];
  transport?: 'http' | 'socket';
  /** How far the clock of the last process is ahead. */
  lastAheadSeconds?: number;
}

export async function startScene(
  deployment: Deployment,
  { onTestFinished, onTestFailed }: TestContext,
  { responders = [people.responder], transport = 'http', lastAheadSeconds = 0 }: SceneOptions = {},
): Promise<Scene> {
  const [hec, slack] = await Promise.all([startHecSimulator(), startSlackSimulator()]);
  onTestFinished(async () => {
    await Promise.all([slack.close(), hec.close()]);
  });
  const { installation } = slack;
  installation.grantedScopes = Object.keys(scopes);
  const isEmbedded = deployment === 'one process with the embedded database';
  const location: Location = isEmbedded
    ? await newLocation()
    : { databaseUrl: await newDatabase(onTestFinished), dataDir: '/nowhere' };
  const env = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: installation.botToken,
    ...(transport === 'http'
      ? { SLACK_SIGNING_SECRET: installation.signingSecret }
      : { SLACK_APP_TOKEN: installation.appToken }),
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
    HEC_RESPONDERS: responders.join(),
    ...(location.databaseUrl === undefined ? { DATA_DIR: location.dataDir } : { DATABASE_URL: location.databaseUrl }),
  };
  // Each process asks HEC under a host name of its own, so that the requests tell which of them sent them.
  const { port } = new URL(hec.url);
  const hosts = isEmbedded ? ['127.0.0.1'] : ['127.0.0.1', 'localhost'];
  const start = async (host: string): Promise<AppProcess> => {
    const ahead = host === hosts.at(-1) && lastAheadSeconds !== 0 ? clockAhead(lastAheadSeconds) : {};
    const own = { ...env, ...ahead, HEC_GATEWAY_URL: `http://${host}:${port}` };
    const started = await startAppProcess(own, await newDirectory());
    onTestFinished(() => started.kill());
    onTestFailed(() => void process.stderr.write(started.errors.map((line) => `${host}: ${line}\n`).join('')));
    return started;
  };
  const processes = await Promise.all(hosts.map(start));

  const deliverTo = (process: AppProcess): void => {
    if (transport === 'http') slack.connectHttp(`http://127.0.0.1:${process.port}/slack/events`);
  };
  deliverTo(the(processes[0]));
  return {
    hec,
    slack,
    processes,
    deliverTo,
    location,
    senderOf: ({ headers }) => the(processes[hosts.findIndex((host) => headers.host === `${host}:${port}`)]),
    async goOnWithout(ended) {
      const index = processes.indexOf(ended);
      const other = processes.find((process) => process.isRunning());
      if (other === undefined) processes[index] = await start(the(hosts[index]));
      deliverTo(other ?? the(processes[index]));
      return Date.now();
    },
  };
}

/** Loaded before anything else of the process. */
function clockAhead(seconds: number): Record<string, string> {
  const code = `
    const now = Date.now;
    Date.now = () => now() + ${seconds * 1_000};
    globalThis.Date = new Proxy(Date, {
      construct: (target, given, proxy) => Reflect.construct(target, given.length > 0 ? given : [target.now()], proxy),
    });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

/** Resolves with the first request of this path that HEC keeps waiting, once there is one. */
export function unanswered({ requests }: HecSimulator, path: string): Promise<RecordedRequest> {
  const isWaiting = (request: RecordedRequest) => request.path.includes(path) && request.status === undefined;
  return vi.waitUntil(() => requests.find(isWaiting), { timeout: 10_000, interval: 10 });
}

async function newDatabase(onTestFinished: TestContext['onTestFinished']): Promise<string> {
  const server = the(process.env.DATABASE_URL);
  const name = `hec_slack_test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(server, `create database ${name}`);
  onTestFinished(() => asAdmin(server, `drop database ${name} with (force)`));
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** For what a test knows to be there. */
export function the<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The test expected something that is not there.');
  return value;
}
