/**
 * The app of now where a version was before: on its database, before people who have its messages and modals on their
 * screens, and in front of a HEC that has gone on meanwhile.
 */
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import { type HecSimulator, startHecSimulator } from '../../../playground/hec/server.ts';
import { channels, people, type SlackSimulator, startSlackSimulator } from '../../../playground/slack/server.ts';
import { type RunningApp, startApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { createLogger } from '../../../src/log.ts';
import { scopes } from '../../../src/slack/api/scopes.ts';
import { freePort } from '../free-port.ts';
import { eventShownBy } from '../modals.ts';
import { buttonsOf, textOf } from '../read.ts';
import { testTimeouts } from '../start.ts';
import { type CardAddresses, database, loadDatabase, moveResponseUrls, moveTimes } from './database.ts';
import { type Recording, readRecording } from './fixture.ts';
import { idOf, setting } from './setting.ts';

/** Nothing fails here, so nothing need be given up early: a busy machine is no reason. */
const timeouts = {
  ...testTimeouts,
  lookupMs: 20_000,
  hec: {},
  slack: { ...testTimeouts.slack, tryMs: 5_000 },
  lookMs: 8_000,
  // Metrics tell of a check once it was made.
  readiness: { ...testTimeouts.readiness, firstHecMs: 0 },
  act: { actMs: 12_000, settleAfterSeconds: 15, firstPauseSeconds: 1 },
};

/** More than any recording takes, so that no id comes twice. */
const idsBefore = 1_000_000;

export interface Deployed {
  app: RunningApp;
  hec: HecSimulator;
  slack: SlackSimulator;
  recording: Recording;
  /** Every line of the log, as an object. */
  log: readonly Record<string, unknown>[];
  /** What the app and the simulators take for now. */
  now(): Date;
  /** From now on it is so much later. */
  later(ms: number): void;
  /** What `GET /metrics` says. */
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

/** One for all tests of the file: they keep to events of their own. `finished` are tasks that HEC has done meanwhile. */
export function deployedOfFile(version: string, { finished = [] }: { finished?: string[] } = {}): () => Deployed {
  let deployed: Deployed | undefined;
  beforeAll(async () => {
    deployed = await deploy(version, finished);
  }, 60_000);
  afterAll(() => deployed?.stop(), 30_000);
  return () => {
    if (deployed === undefined) throw new Error('The app runs during tests only.');
    return deployed;
  };
}

async function deploy(version: string, finished: readonly string[]): Promise<Deployed> {
  const recording = await readRecording(version, database);
  let aheadMs = 0;
  let past: Date | undefined;
  const now = () => Date.now() + aheadMs;
  const clock = () => past ?? new Date(now());
  const [hec, slack] = await Promise.all([
    startHecSimulator({ now: clock }),
    startSlackSimulator({ now: clock, idsBefore }),
  ]);
  restoreHec(hec, recording, (moment) => {
    past = moment;
  });
  for (const name of finished) finishTask({ hec, now: clock }, name);
  const responseUrls = restoreSlack(slack, recording);
  const { databaseUrl = '', dataDir } = await loadDatabase(version, async (ask) => {
    await moveTimes(ask, recording.endedAt);
    await moveResponseUrls(ask, responseUrls);
  });

  const { installation } = slack;
  installation.grantedScopes = Object.keys(scopes);
  const metricsPort = await freePort();
  const config = loadConfig({
    ...setting,
    SLACK_BOT_TOKEN: installation.botToken,
    SLACK_SIGNING_SECRET: installation.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    HEC_GATEWAY_URL: hec.url,
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    METRICS_PORT: String(metricsPort),
  });
  const log: Record<string, unknown>[] = [];
  const logger = createLogger('debug', { write: (line) => void log.push(logLine.parse(JSON.parse(line))) });
  const app = await startApp(config, logger, { timeouts, now, lookForJobsSeconds: 1 });
  slack.connectHttp(`http://127.0.0.1:${app.port}/slack/events`);
  return {
    app,
    hec,
    slack,
    recording,
    log,
    now: () => new Date(now()),
    later(ms) {
      aheadMs += ms;
    },
    metrics: async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
    async stop() {
      await Promise.all([slack.close(), hec.close()]);
      await app.stop();
    },
  };
}

const logLine = z.record(z.string(), z.unknown());

function restoreHec({ world }: HecSimulator, { hec }: Recording, setPast: (moment?: Date) => void): void {
  for (const event of hec.events) Object.assign(world.addEvent({ eventId: event.eventId }), event);
  for (const entity of hec.entities) {
    const { entityId } = entity.entityInfo;
    Object.assign(world.addEntity({ entityInfo: { entityId } }), entity);
  }
  // None ends by itself, however old the recording is.
  world.taskSeconds = 1e9;
  for (const { id, ...task } of hec.tasks.toSorted((one, other) => one.id - other.id)) {
    // The simulator makes a task's id from the moment when it is made.
    setPast(new Date(Math.floor(id / 1_000)));
    if (world.accept(task).id !== id) throw new Error(`HEC gave the task ${id} another id.`);
  }
  setPast();
  // From now on an action is done when HEC answers, so that nobody waits for the next look.
  world.taskId = 'none';
}

/** Resolves with the addresses of each private card, by its event. */
function restoreSlack({ put }: SlackSimulator, { slack }: Recording): Map<string, CardAddresses> {
  for (const message of slack.messages) put.message(message);
  for (const ephemeral of slack.ephemerals) put.ephemeral(ephemeral);
  for (const { user, content } of slack.homes) put.home(user, content);
  for (const { user, url, entity } of slack.details) put.details({ user, url, shown: { entity } });
  return new Map(
    slack.ephemerals.flatMap((ephemeral): [string, CardAddresses][] => {
      const eventId = eventShownBy(ephemeral);
      const { channel, user, ts } = ephemeral;
      if (eventId === undefined) return [];
      const ofCommand = put.responseUrl({ channel, user, original: { kind: 'none' } });
      const ofClick = put.responseUrl({ channel, user, original: { kind: 'ephemeral', ts } });
      return [[eventId, { ofCommand, ofClick }]];
    }),
  );
}

/** HEC is done with what was asked for on this event. */
export function finishTask({ hec, now }: Pick<Deployed, 'hec' | 'now'>, name: string): void {
  const task = [...hec.world.tasks.values()].find(({ targets }) => targets.includes(idOf(name)));
  if (task === undefined) throw new Error(`HEC has no task on ${name}`);
  task.finishes = now();
}

/** Waits for what Slack shows, as long as a busy machine may take. */
export function untilIn(deployed: () => Deployed) {
  return <T>(predicate: () => T | undefined | false) => deployed().slack.until(predicate, { timeoutMs: 15_000 });
}

/** What was recorded of one event, for people to use. */
export function recordedEvent({ hec, slack }: Deployed, name: string) {
  const eventId = idOf(name);
  const { security } = channels;
  const isCard = ({ blocks }: { blocks: readonly unknown[] }) => JSON.stringify(blocks).includes(eventId);
  const card = slack.messages(security).find((message) => message.threadTs === undefined && isCard(message));
  const current = () => the(slack.message(security, the(card).ts));
  return {
    eventId,
    card: current,
    text: () => textOf(current().blocks),
    buttons: () => buttonsOf(current().blocks),
    /** What stands in the thread of the card, without the card. */
    replies: () => slack.thread(security, the(card).ts).slice(1),
    press(label: string, user: string = people.responder) {
      const { action_id: actionId } = the(buttonsOf(current().blocks).find(({ text }) => text.text === label));
      return slack.click({ user, message: current(), actionId });
    },
    /** The bodies of what reached HEC's actions about this event since the upgrade. */
    sent: () =>
      hec.requests
        .filter(({ path, body }) => path.includes('/action/') && JSON.stringify(body).includes(eventId))
        .map(({ body }) => body),
  };
}

/** Puts a modal that was open before the upgrade onto its person's screen. */
export function openRecorded({ recording, slack }: Deployed, name: string): string {
  const { user, content } = the(recording.slack.modals.find((modal) => modal.name === name));
  return slack.put.modal(user, content).id;
}

export function the<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The test expected something that is not there.');
  return value;
}
