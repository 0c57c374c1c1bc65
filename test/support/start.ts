/** The whole of it for a test: a local HEC, a local Slack and the running app between them, stopped when the test ends. */
import { sql } from 'drizzle-orm';
import { onTestFinished } from 'vitest';
import { type HecSimulator, startHecSimulator } from '../../playground/hec/server.ts';
import { type SlackSimulator, startSlackSimulator } from '../../playground/slack/server.ts';
import { type RunningApp, startApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { scopes } from '../../src/slack/api/scopes.ts';
import type { Store } from '../../src/store/open.ts';
import type { Timeouts } from '../../src/timeouts.ts';
import { locationOfProcess, openAt } from './store.ts';

export interface Started {
  app: RunningApp;
  config: Config;
  hec: HecSimulator;
  slack: SlackSimulator;
  store: Store;
  /** Resolves once the app neither works nor waits: nothing is under way between Slack, the app and HEC. */
  quiet(): Promise<void>;
}

/** Short enough for a test, and in the same order of size as what the app runs with. */
export const testTimeouts: Timeouts = {
  noticeAfterMs: 1_000,
  lookupMs: 4_000,
  offersMs: 400,
  hec: { tryMs: 800, totalMs: 3_000, backoffBaseMs: 5 },
  slack: { tryMs: 800, tries: 3, longestRetryAfterMs: 1_500, backoffMs: 5 },
  lookMs: 800,
  act: { actMs: 2_000, settleAfterSeconds: 3 },
  followForMs: 600_000,
  editEveryMs: 20,
  mostInFlight: 2_000,
  socketPingMs: 200,
};

/** Made once for all test files of a process, because that takes seconds, and emptied for each test. */
let opened: Promise<Store> | undefined;

/** Where the store that all share writes its log at the moment. */
let storeLog: (line: string) => void = () => {};

async function emptyStore(log: (line: string) => void): Promise<Store> {
  storeLog = log;
  const logger = createLogger('debug', { write: (line) => storeLog(line) });
  opened ??= locationOfProcess().then((location) => openAt(location, { logger }));
  const store = await opened;
  // Of a few rows this is far quicker than to truncate, which makes every index anew.
  for (const table of ['audit', 'shown_messages', 'handled_events', 'pgboss.job']) {
    await store.db.execute(sql.raw(`delete from ${table}`));
  }
  return store;
}

export interface StartOptions {
  transport?: 'http' | 'socket';
  env?: Record<string, string>;
  timeouts?: Partial<Timeouts>;
  now?: () => number;
  /** Gets every line of the log, at its most talkative. */
  log?: (line: string) => void;
}

export async function start({
  transport = 'http',
  env = {},
  timeouts = {},
  now = Date.now,
  log,
}: StartOptions = {}): Promise<Started> {
  const clock = () => new Date(now());
  const [hec, slack, store] = await Promise.all([
    startHecSimulator({ now: clock }),
    startSlackSimulator({ now: clock }),
    emptyStore(log ?? (() => {})),
  ]);
  const { installation } = slack;
  installation.grantedScopes = Object.keys(scopes);
  const config = loadConfig({
    SLACK_BOT_TOKEN: installation.botToken,
    ...(transport === 'http'
      ? { SLACK_SIGNING_SECRET: installation.signingSecret }
      : { SLACK_APP_TOKEN: installation.appToken }),
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    HEC_GATEWAY_URL: hec.url,
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
    ...env,
  });
  const logger =
    log === undefined
      ? createLogger(process.env.TEST_LOG === undefined ? 'silent' : 'debug')
      : createLogger('debug', { write: log });
  const app = await startApp(config, logger, { timeouts: { ...testTimeouts, ...timeouts }, now, store });
  if (transport === 'http') slack.connectHttp(`http://127.0.0.1:${app.port}/slack/events`);
  onTestFinished(async () => {
    await Promise.all([slack.close(), hec.close()]);
    await app.stop();
  });
  return {
    app,
    config,
    hec,
    slack,
    store,
    async quiet() {
      let asked: number;
      do {
        asked = hec.requests.length;
        await app.idle();
        await slack.settled();
      } while (hec.requests.length > asked || hec.requests.some(({ handled }) => !handled));
    },
  };
}
