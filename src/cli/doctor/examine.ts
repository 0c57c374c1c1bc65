/**
 * Everything that `npm run doctor` examines, side by side: what fails keeps nothing else from being looked at, and what
 * never ends is given up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config, ConfigReading, Usable } from '../../config/config.ts';
import { createDispatcher } from '../../dispatcher.ts';
import { examineBlocks } from './blocks.ts';
import { examineChannels } from './channels.ts';
import { examineDataDirectory } from './data-directory.ts';
import { type Finding, failed, notExamined, note, ok, wrong } from './finding.ts';
import { examineHec, type HecVisit, visitHec } from './hec.ts';
import { examineClock, examineNode } from './machine.ts';
import { examinePolicy } from './policy.ts';
import { examinePort, metricsPort, requestsPort } from './port.ts';
import { examinePostgres } from './postgres.ts';
import { examineSlack } from './slack.ts';
import { type SlackVisit, visitSlack } from './slack-visit.ts';
import { examineTransport } from './transport.ts';

/** In the order in which they are read. Each is there as soon as it is done. */
export interface Section {
  title: string;
  /** Never rejects. */
  findings: Promise<Finding[]>;
}

export interface ExamineOptions {
  now?: () => number;
  /** For one question. */
  limitMs?: number;
  /** For a section, which may ask several one after the other. */
  sectionMs?: number;
}

/** What the examinations share. */
interface Scene {
  reading: ConfigReading;
  parts: Usable;
  slack: SlackVisit | undefined;
  hec: HecVisit | undefined;
  limitMs: number;
}

/** No check can tell this, but the app's administrator should know. */
const goodToKnow = [
  ok('Guests', 'those in a channel can read the events that others show there.'),
  ok('Links', 'if two apps claim the same link domain, Slack sends the links only to the first.'),
];

const sections: [title: string, examine: (scene: Scene) => Promise<Finding[]>][] = [
  ['Configuration', async ({ reading }) => examineConfiguration(reading)],
  ['This machine', examineMachine],
  ['Slack', async ({ slack, parts }) => (slack ? examineSlack(slack) : [unreachable('Slack', parts)])],
  ['How Slack’s requests arrive', examineRequests],
  ['Harmony Email & Collaboration', async ({ hec, parts }) => (hec ? examineHec(hec) : [unreachable('HEC', parts)])],
  ['Database', examineStore],
  ['Who may do what, and where events are shown', examineAccess],
  ['What the app shows', examineMessages],
  ['Good to know', async () => goodToKnow],
];

export function examine(
  reading: ConfigReading,
  { now = Date.now, limitMs = 5_000, sectionMs = 20_000 }: ExamineOptions = {},
): Section[] {
  const parts = reading.kind === 'complete' ? partsOf(reading.config) : reading.usable;
  const proxies = parts.proxy?.proxies;
  const dispatcher = createDispatcher(proxies, { connectMs: limitMs, connections: 10 });
  const asking = { dispatcher, now, limitMs };
  const slack = parts.proxy && parts.slack && visitSlack({ ...parts.slack, ...asking });
  const hec = parts.proxy && parts.hec && visitHec({ config: parts.hec, proxies, ...asking });
  const scene = { reading, parts, slack, hec, limitMs };
  const running = sections.map(([title, work]) => ({ title, findings: inTime(title, () => work(scene), sectionMs) }));
  // What was given up holds connections, and with them the process.
  void Promise.all(running.map(({ findings }) => findings)).then(() => dispatcher.destroy());
  return running;
}

function partsOf(config: Config): Usable {
  const { slack, hec, store } = config;
  return { slack, hec, store, access: config, operation: config, proxy: config };
}

async function inTime(title: string, work: () => Promise<Finding[]>, ms: number): Promise<Finding[]> {
  const done = new AbortController();
  const late = [wrong(title, `not done within ${ms / 1_000} s.`, 'Try again, and see what else is wrong.')];
  const limit = sleep(ms, late, { signal: done.signal }).catch(() => late);
  try {
    return await Promise.race([work(), limit]);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return [wrong(title, `could not be examined${code}: that is a mistake in the doctor.`, 'Please report it.')];
  } finally {
    done.abort();
  }
}

const incomplete = (what: string) => notExamined(what, 'its settings are missing or wrong');

const wrongProxy = 'the proxy’s settings are wrong';

/** Not asked straight either: it would not be the way that was meant. */
function unreachable(what: string, { proxy }: Usable): Finding {
  return proxy === undefined ? notExamined(what, wrongProxy) : incomplete(what);
}

function examineConfiguration(reading: ConfigReading): Finding[] {
  const what = 'Configuration';
  const warnings = reading.warnings.map((warning) => note(what, warning));
  if (reading.kind === 'complete') return [ok(what, 'complete.'), ...warnings];
  return [...reading.problems.map((problem) => wrong(what, problem, undefined)), ...warnings];
}

async function examineMachine({ parts, slack, hec }: Scene): Promise<Finding[]> {
  const asked = [
    ...(slack ? [{ name: 'Slack', reached: slack.reached }] : []),
    ...(hec ? [{ name: 'HEC', reached: hec.reached }] : []),
  ];
  return [examineNode(process.versions.node), await examineClock(asked, parts.slack?.transport.kind === 'http')];
}

async function examineRequests({ parts, slack, limitMs }: Scene): Promise<Finding[]> {
  const [transport, ports] = await Promise.all([
    parts.slack && slack
      ? examineTransport(parts.slack.transport, slack, limitMs)
      : [unreachable('Slack’s requests', parts)],
    parts.operation ? examinePorts(parts.operation) : [incomplete('Ports')],
  ]);
  return [...transport, ...ports];
}

function examinePorts({ port, host, metrics }: NonNullable<Usable['operation']>): Promise<Finding[]> {
  const setBy = { port: 'PORT', host: host?.setBy ?? 'HOST' };
  const requests = examinePort({ ...requestsPort, setBy, port, host: host?.address });
  return Promise.all([requests, ...(metrics ? [examinePort({ ...metricsPort, ...metrics })] : [])]);
}

async function examineStore({ parts: { store }, limitMs }: Scene): Promise<Finding[]> {
  if (store === undefined) return [incomplete('Database')];
  if (store.databaseUrl === undefined) return examineDataDirectory(store.dataDir);
  return examinePostgres(store.databaseUrl, limitMs);
}

async function examineAccess({ parts, slack, limitMs }: Scene): Promise<Finding[]> {
  if (parts.access === undefined) return [incomplete('Policy')];
  const { access } = parts.access;
  const because = parts.proxy === undefined ? wrongProxy : 'Slack’s settings are missing or wrong';
  const signIn = slack ? await slack.signedIn : failed(because);
  const signal = AbortSignal.timeout(limitMs);
  const [policy, channels] = await Promise.all([
    examinePolicy(access, signIn, signal),
    examineChannels(access.channels, signIn),
  ]);
  return [...policy, ...channels];
}

async function examineMessages({ parts, slack }: Scene): Promise<Finding[]> {
  if (parts.slack === undefined || slack === undefined || parts.access === undefined) {
    return [unreachable('Messages and forms', parts)];
  }
  return [await examineBlocks(parts.access.access, parts.slack.botToken, slack)];
}
