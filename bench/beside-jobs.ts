/**
 * What a lookup takes while jobs have as much of HEC as they may: they follow twenty actions, and refresh their cards, and
 * HEC answers nothing about these. What people look up, it answers in 50 ms.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { type Asker, createAsker, failuresIn, type Job } from './support/jobs.ts';
import type { Lab, StoreKind } from './support/lab.ts';
import { send } from './support/load.ts';
import { type Summary, summarize } from './support/measures.ts';
import { newPlace } from './support/places.ts';
import { type Program, startApp } from './support/programs.ts';
import { atMost, type Figure, ms, onEachStore, type Result } from './support/report.ts';
import { buttonIn, press } from './support/requests.ts';
import { responder, startWorld, type World } from './support/world.ts';

const actions = 20;
/** So few that Slack is asked about them once, and so many that none gets more than a message a second. */
const conversations = 12;
const pauseMs = 100;

interface Measured {
  idleMs: Summary;
  besideMs: Summary;
  failures: number;
  /** The jobs' requests that HEC left unanswered, before each lookup beside them. */
  stuck: number[];
}

export function besideJobs(lab: Lab): Promise<Result> {
  return onEachStore(
    lab,
    (store) => measure(lab, store),
    (store, measured) => [figureOf(store, measured)],
  );
}

async function measure(lab: Lab, store: StoreKind): Promise<Measured> {
  const world = await startWorld(lab);
  const { hec } = world;
  hec.answerAfterMs = 50;
  const asker = createAsker(lab, world);
  const app = await startApp(lab, world, await newPlace(lab, store));
  const lookups = lab.quick ? 12 : 120;
  const stuck: number[] = [];
  let index = actions;
  const lookUp = async () => {
    await sleep(pauseMs);
    stuck.push(hec.stuck);
    index += 1;
    return asker.lookUp(app, index % conversations, index);
  };
  await inTurn(conversations, lookUp);
  const idle = await inTurn(lookups, lookUp);
  await makeBusy(lab, world, asker, app);
  stuck.length = 0;
  const beside = await inTurn(lookups, lookUp);
  await app.stop();
  return {
    idleMs: summarize(idle.map((job) => job.ms)),
    besideMs: summarize(beside.map((job) => job.ms)),
    failures: failuresIn([...idle, ...beside]),
    stuck,
  };
}

async function inTurn(times: number, lookUp: () => Promise<Job>): Promise<Job[]> {
  const jobs: Job[] = [];
  for (let done = 0; done < times; done++) jobs.push(await lookUp());
  return jobs;
}

/** Acts on the first events. From then on HEC tells nothing about them. */
async function makeBusy(lab: Lab, { hec, slack }: World, asker: Asker, app: Program): Promise<void> {
  const agent = new Agent();
  lab.onEnd(() => agent.destroy());
  hec.hasTasks = true;
  const acted = new Set<string>();
  hec.onAction = (eventId) => acted.add(`/event/${eventId}`);
  hec.isStuck = (path) => path.startsWith('/task/') || acted.has(path);
  for (let event = 0; event < actions; event++) {
    await sleep(pauseMs);
    const { posted } = await asker.lookUp(app, event % conversations, event);
    const button = posted && buttonIn(posted, '"quarantine"');
    if (posted === undefined || button === undefined) throw new Error('There is no card with a button to press.');
    await send(agent, app, press(slack, { user: responder, channel: posted.channel }, posted.ts, button));
  }
  const until = performance.now() + 20_000;
  while (hec.stuck < 8 && performance.now() < until) await sleep(50);
  lab.say(`HEC leaves ${hec.stuck} requests of jobs unanswered, and knows of ${acted.size} actions`);
}

function figureOf(store: string, { idleMs, besideMs, failures, stuck }: Measured): Figure {
  const ratio = besideMs.median / idleMs.median;
  const inWords = ({ median, p99 }: Summary) => `${ms(median)} (p99 ${ms(p99)})`;
  const [fewest, most] = [Math.min(...stuck), Math.max(...stuck)];
  return {
    what: `${store}: command to card beside jobs that have ${fewest} to ${most} requests at HEC ÷ idle, median`,
    measured: `${ratio.toFixed(2)}: ${inWords(besideMs)} and ${inWords(idleMs)}; ${failures} failures`,
    target: atMost(2, ratio),
  };
}
