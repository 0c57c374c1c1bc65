/** The whole of it for a test: a local HEC, a local Slack and the running app between them, stopped when the test ends. */
import { sql } from 'drizzle-orm';
import { onTestFinished } from 'vitest';
import { type Patience, type RunningApp, startApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { createLogger, type Logger } from '../../src/log.ts';
import { type HecSimulator, startHecSimulator } from '../../src/playground/hec/server.ts';
import { type SlackSimulator, startSlackSimulator } from '../../src/playground/slack/server.ts';
import { scopes } from '../../src/slack/scopes.ts';
import type { Store } from '../../src/store/open.ts';
import { locationOfProcess, newLocation, openAt } from '../store/support.ts';

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
const testPatience: Patience = {
  noticeAfterMs: 1_000,
  lookupMs: 4_000,
  hec: { tryMs: 800, totalMs: 3_000, backoffBaseMs: 5 },
  slack: { tryMs: 800, tries: 3, longestRetryAfterMs: 1_500, backoffMs: 5 },
  lookMs: 800,
  act: { actMs: 2_000, settleAfterSeconds: 3 },
  followForMs: 600_000,
  editEveryMs: 20,
  socketPingMs: 200,
};

/** Made once for all test files of a process, because that takes seconds, and emptied for each test. */
let opened: Promise<Store> | undefined;

async function emptyStore(): Promise<Store> {
  opened ??= locationOfProcess().then((location) => openAt(location));
  const store = await opened;
  await store.db.execute(sql`truncate audit, shown_messages, handled_events`);
  await store.db.execute(sql`delete from pgboss.job`);
  return store;
}

export interface StartOptions {
  transport?: 'http' | 'socket';
  env?: Record<string, string>;
  patience?: Partial<Patience>;
  now?: () => number;
  /** Gets every line, those of a store of its own included. */
  logger?: Logger;
}

export async function start({
  transport = 'http',
  env = {},
  patience = {},
  now = Date.now,
  logger: given,
}: StartOptions = {}): Promise<Started> {
  const clock = () => new Date(now());
  const [hec, slack, store] = await Promise.all([
    startHecSimulator({ now: clock }),
    startSlackSimulator({ now: clock }),
    given === undefined ? emptyStore() : newLocation().then((location) => openAt(location, { logger: given })),
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
  const logger = given ?? createLogger(process.env.TEST_LOG === undefined ? 'silent' : 'debug');
  const app = await startApp(config, logger, { patience: { ...testPatience, ...patience }, now, store });
  if (transport === 'http') slack.connectHttp(`http://127.0.0.1:${app.port}/slack/events`);
  onTestFinished(async () => {
    await Promise.all([slack.close(), hec.close()]);
    await app.stop();
    if (given !== undefined) await store.close();
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
