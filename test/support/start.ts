/** The whole of it for a test: a local HEC, a local Slack and the running app between them, stopped when the test ends. */
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { type Fault, type HecSimulator, startHecSimulator } from '../../playground/hec/server.ts';
import { type SlackSimulator, startSlackSimulator } from '../../playground/slack/server.ts';
import { type RunningApp, startApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
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
  /** Resolves once nothing is under way between Slack, the app and HEC, and no job is due. */
  quiet(): Promise<void>;
}

/** More than any step takes on the busiest machine. */
const longMs = 60_000;

/** Only tests about budgets have them. */
const plenty = { calls: 1_000_000_000, withinMs: 1_000 };

/**
 * Nothing runs out of time, however busy the machine is. A test about running out of time, or about a notice that
 * something takes long, hands in the one limit that it is about.
 */
export const testTimeouts: Timeouts = {
  noticeAfterMs: longMs,
  lookupMs: longMs,
  emailMs: { card: longMs, last_chance: longMs, redraw: longMs, action: longMs },
  hec: {
    tryMs: longMs,
    connectMs: longMs,
    totalMs: longMs,
    actionMs: longMs,
    signInMs: longMs,
    probeMs: longMs,
    backoffBaseMs: 5,
  },
  slack: { tryMs: longMs, connectMs: longMs, tries: 3, longestRetryAfterMs: 1_500, backoffMs: 5 },
  lookMs: longMs,
  looks: { beforeSeconds: [], afterSeconds: [] },
  act: { actMs: longMs, settleAfterSeconds: (2 * longMs) / 1_000, firstPauseSeconds: 0.05 },
  followForMs: 600_000,
  search: { fullMs: 50, firstMs: 200, changeMs: 20, wholeMs: 30_000 },
  budget: {
    limits: { post: plenty, edit: plenty, method: plenty, background: plenty },
    reserve: 4,
    personMs: longMs,
    outcomeMs: longMs,
    editMs: 5_000,
  },
  mostInFlight: 2_000,
  readiness: { databaseMs: 0, outsideMs: longMs, firstHecMs: longMs },
  socket: { pingMs: longMs, openMs: longMs, retryMs: 20, longestRetryMs: 100, leaveMs: longMs },
};

/** An answer of HEC's that comes when the test clears HEC's faults. */
export const untilCleared = { kind: 'slow', ms: 2 * longMs } satisfies Fault;

/**
 * From now on the app's limits run by a clock that keeps step with the real one. What is returned waits until HEC has the
 * next request, and lets the time for that run out at once.
 */
export function waitingForHec({ requests }: HecSimulator): () => Promise<void> {
  const before = requests.length;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  onTestFinished(() => void vi.useRealTimers());
  return async () => {
    await expect.poll(() => requests.length).toBeGreaterThan(before);
    vi.advanceTimersByTime(longMs);
    vi.useRealTimers();
  };
}

/** For requests that HEC never answers: what it does answer is there in a small part of this. */
export const impatientWithHec = { ...testTimeouts.hec, tryMs: 1_000 };

/** The same for requests that Slack never answers. */
export const impatientWithSlack = { ...testTimeouts.slack, tryMs: 1_000 };

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
  await store.db.execute(sql`
    with a as (delete from audit), b as (delete from shown_messages), c as (delete from handled_events),
    d as (delete from rate_limits), e as (delete from seen_events) delete from pgboss.job`);
  return store;
}

const dueJobs = sql`
  select 1 from pgboss.job
  where name in ('refresh', 'refresh_others', 'read_email', 'announce', 'follow', 'look', 'settle')
    and state in ('created', 'retry', 'active')
    and (start_after <= now() or name like 'refresh%' and state = 'created')`;

async function isJobDue({ db }: Store): Promise<boolean> {
  return z.object({ rows: z.array(z.unknown()) }).parse(await db.execute(dueJobs)).rows.length > 0;
}

type Env = Record<string, string>;

export interface StartOptions {
  transport?: 'http' | 'socket';
  env?: Env | ((between: { hec: HecSimulator; slack: SlackSimulator }) => Env);
  timeouts?: Partial<Timeouts>;
  now?: () => number;
  /** Runs before the app starts. */
  prepare?: (slack: SlackSimulator) => void | Promise<void>;
  /** Gets every line of the log, at its most talkative. */
  log?: (line: string) => void;
}

export async function start({
  transport = 'http',
  env = {},
  timeouts = {},
  now = Date.now,
  prepare = () => {},
  log,
}: StartOptions = {}): Promise<Started> {
  const clock = () => new Date(now());
  const [hec, slack, store] = await Promise.all([
    startHecSimulator({ now: clock }),
    startSlackSimulator({ now: clock, ackWithinMs: longMs, triggersLastMs: longMs }),
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
    ...(typeof env === 'function' ? env({ hec, slack }) : env),
  });
  const logger =
    log === undefined
      ? createLogger(process.env.TEST_LOG === undefined ? 'silent' : 'debug')
      : createLogger('debug', { write: log });
  let started: RunningApp | undefined;
  onTestFinished(async () => {
    await Promise.all([slack.close(), hec.close()]);
    await started?.stop();
  });
  await prepare(slack);
  const app = await startApp(config, logger, { timeouts: { ...testTimeouts, ...timeouts }, now, store });
  started = app;
  if (transport === 'http') slack.connectHttp(`http://127.0.0.1:${app.port}/slack/events`);
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
      } while (hec.requests.length > asked || hec.requests.some(({ handled }) => !handled) || (await isJobDue(store)));
    },
  };
}
