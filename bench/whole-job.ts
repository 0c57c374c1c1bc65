/**
 * The whole job, from the command to the card in Slack, with HEC taking 50 ms for each answer: by the app with every
 * feature on, and by a plain app without a cache, checks or a store.
 */
import { type Asker, createAsker, failuresIn, type Job } from './support/jobs.ts';
import type { Lab } from './support/lab.ts';
import { inTurns } from './support/load.ts';
import { median, type Ratio, ratio, type Summary, summarize } from './support/measures.ts';
import { newPlace } from './support/places.ts';
import { startApp, startCompetitor } from './support/programs.ts';
import { atLeast, atMost, type Figure, ms, perSecond, type Result, ratioInWords } from './support/report.ts';
import { type Contender, inRounds } from './support/rounds.ts';
import { processorMsOf } from './support/usage.ts';
import { quiet, startWorld } from './support/world.ts';

const rounds = 3;
const hecMs = 50;
/** In an incident, people look up what others just looked up. */
const sharedEvents = 10;

interface Mode {
  name: string;
  people: number;
  /** All jobs are about the same few events, instead of one each. */
  shared: boolean;
}

const modes: readonly Mode[] = [
  { name: 'different events, 50 at once', people: 50, shared: false },
  { name: `the same ${sharedEvents} events, 50 at once`, people: 50, shared: true },
  { name: 'different events, 1 at once', people: 1, shared: false },
];

interface Measured {
  perSecond: number;
  wholeMs: Summary;
  /** Beyond the time that HEC took. Undefined if jobs share events. */
  addedMs: Summary | undefined;
  processorMs: number;
  failures: number;
}

export async function wholeJob(lab: Lab): Promise<Result> {
  const world = await startWorld(lab);
  world.hec.answerAfterMs = hecMs;
  const asker = createAsker(lab, world);
  const contenders: Contender[] = [];
  for (const store of lab.stores) {
    contenders.push({ name: `app, ${store}`, program: await startApp(lab, world, await newPlace(lab, store)) });
  }
  contenders.push({ name: 'plain app', program: await startCompetitor(lab, 'plain-app', world.env) });

  let events = sharedEvents;
  const figures: Figure[] = [];
  const raw: Record<string, Record<string, Measured[]>> = {};
  for (const mode of modes) {
    const measured = await inRounds(rounds, contenders, async (contender) => {
      const nextEvent = () => (mode.shared ? events++ % sharedEvents : events++);
      await run(asker, contender, mode, lab.quick ? 0.5 : 4, nextEvent);
      const result = await run(asker, contender, mode, lab.quick ? 1 : 6, nextEvent);
      await quiet(world, 500, 60_000);
      lab.say(`${mode.name}, ${contender.name}: ${perSecond(result.perSecond)}, ${result.failures} failures`);
      return result;
    });
    raw[mode.name] = Object.fromEntries(measured);
    figures.push(...figuresOf(mode, measured));
  }
  return { figures, raw };
}

async function run(
  asker: Asker,
  { program }: Contender,
  { people, shared }: Mode,
  seconds: number,
  nextEvent: () => number,
): Promise<Measured> {
  const jobs: Job[] = [];
  const endsAt = performance.now() + seconds * 1_000;
  const isOpen = () => performance.now() < endsAt;
  let delivered = 0;
  const processorBefore = await processorMsOf(program.pid);
  await inTurns(people, isOpen, async (person) => {
    const job = await asker.lookUp(program, person, nextEvent());
    jobs.push(job);
    if (isOpen() && job.end === 'card') delivered += 1;
  });
  const done = jobs.filter(({ end }) => end === 'card');
  return {
    perSecond: delivered / seconds,
    wholeMs: summarize(done.map(({ ms }) => ms)),
    addedMs: shared ? undefined : summarize(done.map(({ ms, hecMs }) => ms - hecMs)),
    processorMs: ((await processorMsOf(program.pid)) - processorBefore) / jobs.length,
    failures: failuresIn(jobs),
  };
}

function figuresOf({ name: mode, people }: Mode, measured: Map<string, Measured[]>): Figure[] {
  const plain = measured.get('plain app') ?? [];
  return [...measured].flatMap(([name, results]) => {
    const of = (value: (result: Measured) => number) => ({
      median: median(results.map(value)),
      ratio: ratio(results.map(value), plain.map(value)),
    });
    const jobs = of((result) => result.perSecond);
    const [middle, worst] = [of((result) => timesOf(result).median), of((result) => timesOf(result).p99)];
    const failures = results.reduce((sum, result) => sum + result.failures, 0);
    const processor = of((result) => result.processorMs).median;
    const isAdded = results[0]?.addedMs !== undefined;
    const times = isAdded ? 'time added to HEC’s own' : 'from command to card';
    const rows: Figure[] = [
      {
        what: `${mode}, ${name}: jobs per second; ${times}`,
        measured: `${perSecond(jobs.median)}; median ${ms(middle.median)}, p99 ${ms(worst.median)}; ${failures} failures; CPU ${processor.toFixed(1)} ms per job`,
      },
    ];
    if (name === 'plain app') return rows;
    const added = (what: string, value: Ratio): Figure => ({
      what: `${mode}, ${name} ÷ plain app: ${times}, ${what}`,
      measured: ratioInWords(value),
    });
    const isAlone = people === 1;
    const target = isAlone ? {} : { target: atLeast(0.75, jobs.ratio.ofMedians) };
    return [
      ...rows,
      {
        what: `${mode}, ${name}: processor time per job`,
        measured: ms(processor),
        ...(!isAlone && { target: atMost(1.6, processor, ' ms') }),
      },
      { what: `${mode}, ${name} ÷ plain app: jobs per second`, measured: ratioInWords(jobs.ratio), ...target },
      { ...added('median', middle.ratio), ...(isAlone && { target: atMost(1.5, middle.ratio.ofMedians) }) },
      added('p99', worst.ratio),
    ];
  });
}

function timesOf({ addedMs, wholeMs }: Measured): Summary {
  return addedMs ?? wholeMs;
}
