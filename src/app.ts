/** Composition: builds each part once, hands it what it needs, and starts the app. */
import { setTimeout as sleep } from 'node:timers/promises';
import { App } from '@slack/bolt';
import type { FetchFunction, WebClientOptions } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import type { Dispatcher } from 'undici';
import { runOutcomes } from './actions/run.ts';
import { serveCommands } from './cli/app-socket.ts';
import { Closing } from './closing.ts';
import { logPolicy } from './config/access.ts';
import type { Config } from './config/config.ts';
import { createDispatcher, hostsOf } from './dispatcher.ts';
import { createHecClient, type Hec, type HecReader } from './hec/client.ts';
import { Bodies } from './http/bodies.ts';
import { healthRoutes } from './http/health.ts';
import { metricsRoute } from './http/metrics.ts';
import { ReadinessMonitor } from './http/readiness.ts';
import { type Route, router } from './http/router.ts';
import { closeServer, listen, portOf } from './http/server.ts';
import { AnnounceOutcome } from './jobs/announce-outcome.ts';
import { createFollow } from './jobs/follow.ts';
import { jobDefinitions, startJobs } from './jobs/jobs.ts';
import { createLook } from './jobs/look.ts';
import { MessageEditor } from './jobs/message-editor.ts';
import { createReadEmail } from './jobs/read-email.ts';
import { RefreshCards } from './jobs/refresh-cards.ts';
import { RefreshOthers } from './jobs/refresh-others.ts';
import { createTidy } from './jobs/retention.ts';
import { createSettle } from './jobs/settle.ts';
import type { Logger } from './log.ts';
import { Metrics } from './metrics.ts';
import { ActionRunner } from './services/act-on-event.ts';
import { AuditTrail } from './services/audit-trail.ts';
import { countedLookup } from './services/counted-lookup.ts';
import { EmailReader } from './services/email-reader.ts';
import { EventSnapshots } from './services/event-snapshot.ts';
import { OtherEvents } from './services/events-about.ts';
import { RunFinisher } from './services/finish-run.ts';
import { TaskFollower } from './services/follow-task.ts';
import { EventLookup, type FoundBeside } from './services/lookup-event.ts';
import { createReadFile } from './services/read-file.ts';
import { RecentActivity } from './services/recent-activity.ts';
import { HecFinder } from './services/search/hec-finder.ts';
import { Searches } from './services/search/searches.ts';
import { SeenEventIndex } from './services/seen-events.ts';
import { RunSweeper } from './services/sweep-runs.ts';
import { SlackBudget } from './slack/api/budget.ts';
import { SlackClient } from './slack/api/client.ts';
import { Directory } from './slack/api/directory.ts';
import { SlackFetch } from './slack/api/fetch.ts';
import { checkToken, createIdentity, type Identity } from './slack/api/identity.ts';
import { slackLogger } from './slack/api/sdk-log.ts';
import { botTokenFailure } from './slack/api/start-failure.ts';
import { createDispatch } from './slack/dispatch/dispatch.ts';
import { createInFlight, type InFlight } from './slack/dispatch/in-flight.ts';
import { createReceiver, type SlackReceiver } from './slack/dispatch/receiver.ts';
import type { Services } from './slack/dispatch/services.ts';
import { createWorkQueue } from './slack/dispatch/work-queue.ts';
import { listeners } from './slack/listeners.ts';
import { openStore, type Store } from './store/open.ts';
import { RateLimits } from './store/rate-limits.ts';
import { defaultTimeouts, type Timeouts } from './timeouts.ts';

/** A run sends within 12 s of its press, and then looks for up to 8 s. */
const stopMs = 20_000;

export interface RunningApp {
  /** Where HTTP is served: Slack's requests and the health checks, or in Socket Mode the health checks alone. */
  port: number;
  /** Resolves once no request from Slack is being handled. */
  idle(): Promise<void>;
  /** Takes no new requests and gives those under way up to 20 s. The next process runs the jobs that remain. */
  stop(): Promise<void>;
}

export interface StartOptions {
  timeouts?: Timeouts;
  now?: () => number;
  /** Already open; the caller closes it. */
  store?: Store;
  /** How often the app looks for jobs in a store that it opens itself. */
  lookForJobsSeconds?: number;
}

/** Resolves once the app takes requests. Rejects if a port is taken, or if Slack refuses the token. */
export async function startApp(
  config: Config,
  logger: Logger,
  { timeouts = defaultTimeouts, now = Date.now, ...opening }: StartOptions = {},
): Promise<RunningApp> {
  const closing = new Closing(logger);
  const setup = { config, logger, timeouts, now, metrics: new Metrics(runOutcomes), closing };
  try {
    const outside = await connect(setup, opening);
    const services = createServices(setup, outside);
    const inFlight = createInFlight();
    const receiver = createSlackApp(setup, outside, services, inFlight);
    // Slack refuses a bad token here rather than at the first request.
    await outside.identity().catch((error: unknown) => {
      throw botTokenFailure(error, config.slack.apiUrl);
    });
    await work(setup, outside);
    await serveOperators(setup, outside.store, opening.store === undefined);
    const monitor = monitorReadiness(setup, outside, receiver);
    closing.add(() => Promise.race([inFlight.idle(), sleep(stopMs, undefined, { ref: false })]));
    const port = await serve(setup, [...receiver.routes, ...healthRoutes(monitor)]);
    closing.add(() => receiver.stop());
    await receiver.start();
    logPolicy(config, logger);
    logger.info({ port, transport: config.slack.transport.kind, hec: config.hec.tenantLabel }, 'started');
    return { port, idle: inFlight.idle, stop: () => closing.run() };
  } catch (error) {
    await closing.run();
    throw error;
  }
}

interface Setup {
  config: Config;
  logger: Logger;
  timeouts: Timeouts;
  now: () => number;
  metrics: Metrics;
  closing: Closing;
}

interface Outside {
  clientOptions: WebClientOptions;
  budget: SlackBudget;
  client: SlackClient;
  /** For a `response_url`, which isn't a Web API method. */
  fetch: FetchFunction;
  identity: () => Promise<Identity>;
  directory: Directory;
  hec: Hec;
  emails: EmailReader;
  /** What HEC has told people and jobs. */
  seen: SeenEventIndex;
  /** For people and jobs, as both draw cards. */
  beside: LRUCache<string, FoundBeside>;
  store: Store;
}

type Opening = Omit<StartOptions, 'timeouts' | 'now'>;

async function connect(setup: Setup, { store: opened, ...looking }: Opening): Promise<Outside> {
  const { config, logger, timeouts, now, metrics, closing } = setup;
  const { proxies } = config;
  if (proxies !== undefined) logger.info(hostsOf(proxies), 'HEC and Slack are reached through a proxy');
  const dispatcher = createDispatcher(proxies, { connections: 100, connectMs: timeouts.slack.connectMs });
  closing.add(() => dispatcher.close());
  const hec = createHecClient({ ...config.hec, proxies, logger, now, limits: timeouts.hec, observe: metrics.askedHec });
  metrics.watch(hec);
  closing.add(() => hec.close());
  const store = opened ?? (await openOwnStore(setup, looking));
  const seen = new SeenEventIndex({ store, logger, now });
  closing.add(() => seen.flush());
  const beside = new LRUCache<string, FoundBeside>({ max: 10_000 });
  const emails = new EmailReader({ logger, now });
  return { ...connectSlack(setup, dispatcher, store), hec, emails, seen, beside, store };
}

async function openOwnStore(
  { config, logger, now, metrics, closing }: Setup,
  looking: Omit<Opening, 'store'>,
): Promise<Store> {
  const observeJob = metrics.jobDone;
  const store = await openStore({ ...config.store, ...looking, jobs: jobDefinitions, logger, now, observeJob });
  closing.add(() => store.close());
  return store;
}

function connectSlack(
  { config, logger, timeouts, now, metrics }: Setup,
  dispatcher: Dispatcher,
  { db }: Store,
): Omit<Outside, 'hec' | 'emails' | 'seen' | 'beside' | 'store'> {
  const { limits, reserve, personMs } = timeouts.budget;
  const budget = new SlackBudget({ limits: new RateLimits(db, limits), logger, reserve });
  const { fetch } = new SlackFetch(dispatcher, metrics.askedSlack, timeouts.slack, budget.pause);
  const clientOptions: WebClientOptions = {
    slackApiUrl: config.slack.apiUrl,
    logger: slackLogger(logger),
    fetch,
    // Our `fetch` does the repeating: it knows what may be repeated.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  };
  const client = new SlackClient(config.slack.botToken, clientOptions, budget.spender(personMs));
  const identity = createIdentity(client);
  return {
    budget,
    clientOptions,
    client,
    fetch,
    identity,
    directory: new Directory({ client, identity, logger, now }),
  };
}

interface Readers {
  finishRun: RunFinisher;
  snapshots: EventSnapshots;
}

/** @param hec for people, or for jobs */
function createReaders(
  { config, logger, timeouts, now, metrics }: Setup,
  { emails, seen, beside, store }: Outside,
  hec: HecReader,
): Readers {
  const { tenantLabel } = config.hec;
  const telling = seen.through(hec);
  const forLookup = { ...telling, readEntity: emails.sharing(telling) };
  const events = new EventLookup({ hec: forLookup, seen, tenantLabel, beside, now, limitMs: timeouts.lookupMs });
  const lookup = countedLookup((...asked) => events.lookUp(...asked), metrics.lookedUp);
  const { lookMs, looks, emailMs } = timeouts;
  return {
    finishRun: new RunFinisher({ hec, store, logger, now, lookMs, looks, observe: metrics.runEnded }),
    snapshots: new EventSnapshots({ lookup, hec: telling, emails, store, now, emailMs }),
  };
}

function createServices(setup: Setup, outside: Outside): Services {
  const { client, identity, directory, fetch, hec, seen, store } = outside;
  const { config, logger, timeouts, now } = setup;
  const { access, adminEmailDomains: emailDomains } = config;
  const { tenantLabel } = config.hec;
  const { finishRun, snapshots } = createReaders(setup, outside, hec);
  const auditTrail = new AuditTrail({ store, identity, now });
  const actions = new ActionRunner({ auditTrail, hec, store, finishRun, emailDomains, now, ...timeouts.act });
  return {
    access,
    actions,
    auditTrail,
    client,
    directory,
    fetch,
    finishRun,
    identity,
    logger,
    memory: store,
    now,
    queue: createWorkQueue(),
    readFile: createReadFile(hec),
    recentActivity: new RecentActivity(store),
    settings: {
      tenantLabel,
      database: config.store.databaseUrl === undefined ? 'embedded database' : 'Postgres',
      auditRetentionDays: config.store.auditRetentionDays,
      emailDomains,
      noticeAfterMs: timeouts.noticeAfterMs,
      workObjects: config.slack.workObjects,
    },
    otherEvents: new OtherEvents({ hec: seen.through(hec), now, limitMs: timeouts.lookupMs }),
    snapshots,
    searches: createSearches(setup, { hec, seen, snapshots, auditTrail }),
  };
}

function createSearches(
  { logger, timeouts, now }: Setup,
  { hec, seen, snapshots, auditTrail }: Pick<Outside, 'hec' | 'seen'> & Pick<Services, 'snapshots' | 'auditTrail'>,
): Searches {
  return new Searches({
    auditTrail,
    finder: new HecFinder({
      hec: seen.through(hec),
      background: seen.through(hec.background),
      logger,
    }),
    seen,
    readEmail: (entityId) =>
      snapshots.readEmail(entityId).catch((error: unknown) => {
        logger.info({ err: error }, 'the email of an event that was found could not be read');
        return undefined;
      }),
    times: timeouts.search,
    logger,
    now,
  });
}

function createSlackApp(
  { config, logger, timeouts, now, metrics }: Setup,
  { clientOptions, identity }: Outside,
  services: Services,
  inFlight: InFlight,
): SlackReceiver {
  const receiver = createReceiver(config.slack.transport, {
    readBody: new Bodies(logger).read,
    clientOptions,
    logger,
    now,
    proxies: config.proxies,
    socket: timeouts.socket,
    mustBeAlone: config.store.databaseUrl === undefined,
  });
  const app = new App({
    receiver: receiver.receiver,
    clientOptions,
    logger: slackLogger(logger),
    convoStore: false,
    // Only the mention listener could hear the app itself, and it checks who wrote the message.
    ignoreSelf: false,
    // A copy each time, because Bolt writes into it. Naming our own team keeps other teams' ids out of our calls.
    authorize: async () => ({ botToken: config.slack.botToken, ...(await identity()) }),
  });
  app.error(async (error) => logger.error({ err: error }, 'a request from Slack was not answered'));
  const { mostInFlight } = timeouts;
  app.use(createDispatch(listeners, services, { inFlight, mostInFlight, observe: metrics.acknowledged }));
  return receiver;
}

async function work(setup: Setup, outside: Outside): Promise<void> {
  const { config, logger, timeouts, now } = setup;
  const { budget, clientOptions, directory, fetch, store } = outside;
  const { access } = config;
  const hec = outside.hec.background;
  const { finishRun, snapshots } = createReaders(setup, outside, hec);
  const { followForMs, looks, act } = timeouts;
  const { outcomeMs, editMs } = timeouts.budget;
  const { settleAfterSeconds, firstPauseSeconds } = act;
  const follower = new TaskFollower({ hec, store, finishRun, logger, now, followForMs, firstPauseSeconds });
  const sweeper = new RunSweeper({ store, logger, looks, settleAfterSeconds, firstPauseSeconds });
  const client = new SlackClient(config.slack.botToken, clientOptions, budget.spender(outcomeMs));
  const showing = { access, client, directory, fetch, logger, now, snapshots, store };
  // The editor waits for its turn before it draws, so its client doesn't.
  const editing = { client: new SlackClient(config.slack.botToken, clientOptions), spend: budget.spender(editMs) };
  const editor = new MessageEditor({ ...showing, ...editing, workObjects: config.slack.workObjects });
  const refresh = new RefreshCards({ ...showing, editor });
  const others = new RefreshOthers({ ...showing, budget, editor });
  const announce = new AnnounceOutcome(showing);
  await startJobs(store.jobs, {
    settle: createSettle(follower),
    follow: createFollow(follower),
    look: createLook(finishRun),
    refresh: (job, signal) => refresh.run(job, signal),
    refresh_others: (job, signal) => others.run(job, signal),
    read_email: createReadEmail(snapshots),
    announce: (job) => announce.run(job),
    tidy: createTidy(store, config.store, now),
    sweep: () => sweeper.sweep(),
  });
}

/** @param isOurs only this process has the embedded database open, so commands must ask it */
async function serveOperators({ config, logger, metrics, closing }: Setup, store: Store, isOurs: boolean) {
  if (isOurs && config.store.databaseUrl === undefined) {
    const exporting = await serveCommands(config.store.dataDir, store, logger);
    closing.add(async () => exporting.close());
  }
  if (config.metrics !== undefined) {
    metrics.watchProcess();
    const setBy = { port: 'METRICS_PORT', host: 'METRICS_HOST' };
    const server = await listen(router([metricsRoute(metrics)], logger), config.metrics, { logger, setBy });
    closing.add(async () => server.close());
    logger.info({ port: portOf(server) }, 'metrics are served');
  }
}

function monitorReadiness(
  { logger, timeouts, metrics, closing }: Setup,
  { client, hec, store }: Outside,
  { isConnected }: SlackReceiver,
): ReadinessMonitor {
  const checks = {
    database: (signal: AbortSignal) => store.ping(signal),
    slack: () => checkToken(client),
    hec: (signal: AbortSignal) => hec.signIn(signal),
    isConnected,
  };
  const monitor = new ReadinessMonitor(checks, timeouts.readiness, logger);
  metrics.watchHealth(() => monitor.look());
  closing.add(async () => monitor.stop());
  monitor.start();
  return monitor;
}

/** Resolves to the port: Slack's requests and the health checks, or in Socket Mode the health checks alone. */
async function serve({ config, logger, closing }: Setup, routes: Route[]): Promise<number> {
  const { port, host } = config;
  const setBy = { port: 'PORT', host: host?.setBy ?? 'HOST' };
  const server = await listen(router(routes, logger), { port, host: host?.address }, { logger, setBy });
  closing.add(() => closeServer(server));
  return portOf(server);
}
