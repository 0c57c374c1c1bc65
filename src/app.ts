/** Composition: builds each part once, hands it what it needs, and starts the app. */
import type { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { App } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import { Agent } from 'undici';
import { serveExport } from './cli/audit-export/export-socket.ts';
import type { Config } from './config.ts';
import { createHecClient } from './hec/client.ts';
import type { HecLimits } from './hec/limits.ts';
import { healthListener, healthRoutes } from './http/health.ts';
import { metricsListener } from './http/metrics.ts';
import { listen } from './http/server.ts';
import { AnnounceOutcome } from './jobs/announce-outcome.ts';
import { createFollow } from './jobs/follow.ts';
import { jobDefinitions, startJobs } from './jobs/jobs.ts';
import { RefreshCards } from './jobs/refresh-cards.ts';
import { createTidy } from './jobs/retention.ts';
import { createSettle } from './jobs/settle.ts';
import type { Logger } from './log.ts';
import { Metrics } from './metrics.ts';
import { ActionRunner } from './services/act-on-event.ts';
import { AuditTrail } from './services/audit-trail.ts';
import { countedLookup } from './services/counted-lookup.ts';
import { type ReadEventSnapshot, SnapshotReader } from './services/event-snapshot.ts';
import { RunFinisher } from './services/finish-run.ts';
import { TaskFollower } from './services/follow-task.ts';
import { EventLookup } from './services/lookup-event.ts';
import { SlackClient } from './slack/api/client.ts';
import { Directory } from './slack/api/directory.ts';
import { SlackFetch, type SlackLimits, slackLimits } from './slack/api/fetch.ts';
import { createIdentity } from './slack/api/identity.ts';
import { slackLogger } from './slack/api/sdk-log.ts';
import { createDispatch } from './slack/dispatch/dispatch.ts';
import { createInFlight } from './slack/dispatch/in-flight.ts';
import { createReceiver } from './slack/dispatch/receiver.ts';
import type { Services, Settings } from './slack/dispatch/services.ts';
import { createWorkQueue } from './slack/dispatch/work-queue.ts';
import { listeners } from './slack/listeners.ts';
import { openStore, type Store } from './store/open.ts';

/** Waiting times in milliseconds, and how many may wait; tests make them small, the app runs with the defaults. */
export interface Timeouts {
  noticeAfterMs: number;
  lookupMs: number;
  /** How long a card waits for what can be done with an email itself. */
  offersMs: number;
  hec: Partial<HecLimits>;
  slack: SlackLimits;
  /** How long a look at HEC after an action may take. */
  lookMs: number;
  act: { actMs: number; settleAfterSeconds: number };
  followForMs: number;
  /** Between two edits in one channel. */
  editEveryMs: number;
  /** Requests of Slack's. With more, a command is not worked on: it is told so when it is acknowledged. */
  mostInFlight: number;
  /** How long Socket Mode waits for a pong, and before it connects again. */
  socketPingMs: number;
}

const defaultTimeouts: Timeouts = {
  noticeAfterMs: 2_000,
  lookupMs: 22_000,
  offersMs: 3_000,
  hec: {},
  slack: slackLimits,
  lookMs: 8_000,
  act: { actMs: 12_000, settleAfterSeconds: 15 },
  followForMs: 10 * 60_000,
  editEveryMs: 1_000,
  // More would be answered after minutes.
  mostInFlight: 2_000,
  // Also the pause before a closed socket is opened again, in which Slack can deliver nothing.
  socketPingMs: 2_000,
};

/** A run sends within 12 s of its press, and then looks for up to 8 s. */
const stopMs = 20_000;

export interface RunningApp {
  /** Where HTTP is served: Slack's requests and the health checks, or in Socket Mode the health checks alone. */
  port: number;
  /** Resolves once no request of Slack's is being worked on. */
  idle(): Promise<void>;
  /** Takes nothing new, and lets what is being worked on end, for up to 20 s: jobs that remain are done by whoever starts next. */
  stop(): Promise<void>;
}

export interface StartOptions {
  timeouts?: Timeouts;
  now?: () => number;
  /** One that is open already, and that whoever opened it closes. */
  store?: Store;
}

/** Resolves once the app takes requests. Rejects when the port is taken, or when Slack refuses the token. */
export async function startApp(
  config: Config,
  logger: Logger,
  { timeouts = defaultTimeouts, now = Date.now, store: opened }: StartOptions = {},
): Promise<RunningApp> {
  // What was opened is closed in the reverse order, also when the start fails halfway.
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.toReversed()) {
      // One that fails keeps the others from nothing.
      await Promise.resolve(step()).catch((error: unknown) => logger.error({ err: error }, 'could not be closed'));
    }
  };

  const metrics = new Metrics();
  const agent = new Agent({ connections: 100 });
  closing.push(() => agent.close());
  const { fetch } = new SlackFetch(agent, metrics.askedSlack, timeouts.slack);
  const clientOptions: WebClientOptions = {
    slackApiUrl: config.slack.apiUrl,
    logger: slackLogger(logger),
    fetch,
    // Repeating is the business of our `fetch`, which knows what may be repeated.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  };
  const client = new SlackClient(config.slack.botToken, clientOptions);
  const identity = createIdentity(client);
  const hec = createHecClient({ ...config.hec, logger, now, limits: timeouts.hec, observe: metrics.askedHec });
  metrics.watch(hec);
  closing.push(() => hec.close());
  const store =
    opened ?? (await openStore({ ...config.store, jobs: jobDefinitions, logger, now, observeJob: metrics.jobDone }));
  if (opened === undefined) closing.push(() => store.close());
  const routes = healthRoutes({ database: (s) => store.ping(s), slack: identity, hec: (s) => hec.signIn(s) }, logger);
  const serveHealth = (port: number) => listen(healthListener(routes), { port });
  const { socketPingMs } = timeouts;
  const listening = createReceiver(config, { routes, serveHealth, logger, now, socketPingMs });

  const directory = new Directory({ client, identity, logger, now });
  const events = new EventLookup({ hec, tenantLabel: config.hec.tenantLabel, now, limitMs: timeouts.lookupMs });
  const lookup = countedLookup((...asked) => events.lookUp(...asked), metrics.lookedUp);
  const snapshots = new SnapshotReader({ lookup, hec, store, logger, now, offersMs: timeouts.offersMs });
  const readEventSnapshot: ReadEventSnapshot = (...asked) => snapshots.read(...asked);
  const finishRun = new RunFinisher({ hec, store, logger, now, lookMs: timeouts.lookMs, observe: metrics.runEnded });
  const { access, adminEmailDomains: emailDomains } = config;
  const auditTrail = new AuditTrail({ store, identity, now });
  const actions = new ActionRunner({ auditTrail, hec, store, finishRun, emailDomains, now, ...timeouts.act });

  const app = new App({
    receiver: listening.receiver,
    clientOptions,
    logger: slackLogger(logger),
    convoStore: false,
    // The app listens to nothing that it could say itself, but for a mention, which looks at who wrote it.
    ignoreSelf: false,
    // A copy each time, because Bolt writes into it. Naming our own team keeps other teams' ids out of our calls.
    authorize: async () => ({ botToken: config.slack.botToken, ...(await identity()) }),
  });
  app.error(async (error) => logger.error({ err: error }, 'a request from Slack was not answered'));
  const { mostInFlight } = timeouts;
  const services: Services = {
    access,
    act: (request) => actions.act(request),
    auditTrail,
    client,
    finishRun,
    hec,
    directory,
    identity,
    logger,
    now,
    queue: createWorkQueue(),
    readEventSnapshot,
    settings: settingsOf(config, timeouts),
    store,
  };
  const inFlight = createInFlight();
  app.use(createDispatch(listeners, services, { inFlight, mostInFlight, observe: metrics.acknowledged }));

  try {
    await identity();
    await work();
    if (opened === undefined && config.store.databaseUrl === undefined) {
      const exporting = await serveExport(config.store.dataDir, store, logger);
      closing.push(async () => exporting.close());
    }
    if (config.metrics !== undefined) {
      const server = await listen(metricsListener(metrics, logger), config.metrics);
      closing.push(async () => server.close());
      logger.info({ port: portOf(server) }, 'metrics are served');
    }
    const port = portOf(await listening.start(config.port));
    closing.push(() => Promise.race([inFlight.idle(), sleep(stopMs, undefined, { ref: false })]));
    closing.push(() => listening.stop());
    logger.info({ port, transport: config.slack.transport.kind, hec: config.hec.tenantLabel }, 'started');
    return { port, idle: inFlight.idle, stop: close };
  } catch (error) {
    await close();
    throw error;
  }

  async function work(): Promise<void> {
    const { followForMs, editEveryMs } = timeouts;
    const follower = new TaskFollower({ hec, store, finishRun, logger, now, followForMs });
    const showing = { access, client, directory, fetch, logger, now, readEventSnapshot: readEventSnapshot, store };
    const refresh = new RefreshCards({ ...showing, editEveryMs, workObjects: config.slack.workObjects });
    const announce = new AnnounceOutcome(showing);
    await startJobs(store.jobs, {
      settle: createSettle(follower),
      follow: createFollow(follower),
      refresh: (job) => refresh.run(job),
      announce: (job) => announce.run(job),
      tidy: createTidy(store, config.store.auditRetentionDays, now),
    });
  }
}

function settingsOf(
  { adminEmailDomains, hec, slack, store }: Config,
  { noticeAfterMs }: Pick<Timeouts, 'noticeAfterMs'>,
): Settings {
  return {
    tenantLabel: hec.tenantLabel,
    database: store.databaseUrl === undefined ? 'embedded database' : 'Postgres',
    auditRetentionDays: store.auditRetentionDays,
    emailDomains: adminEmailDomains,
    noticeAfterMs,
    workObjects: slack.workObjects,
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
