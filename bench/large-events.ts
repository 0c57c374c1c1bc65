/**
 * What 150 events of 1 MB leave in memory: at once, and once the app has been left alone for longer than its caches
 * keep anything.
 */
import { createAsker, failuresIn, type Job } from './support/jobs.ts';
import type { Lab, StoreKind } from './support/lab.ts';
import { inTurns } from './support/load.ts';
import { newPlace } from './support/places.ts';
import { startApp } from './support/programs.ts';
import { type Figure, megabytes, onEachStore, type Result } from './support/report.ts';
import { type MemoryUse, memoryAtRest } from './support/usage.ts';
import { startWorld } from './support/world.ts';

const events = 150;
/** An answer of 1 MB. */
const historyEntries = 7_900;
const people = 5;
const keptForMs = 60_000;
/** What the largest of them need while they are read and shown. */
const mostGrowth = 250;
/** Enough for the garbage of the large events to be collected. */
const smallEvents = 300;

interface Measured {
  before: MemoryUse;
  after: MemoryUse;
  later: MemoryUse;
  failures: number;
}

export function largeEvents(lab: Lab): Promise<Result> {
  return onEachStore(lab, (store) => measure(lab, store), figuresOf);
}

async function measure(lab: Lab, store: StoreKind): Promise<Measured> {
  const world = await startWorld(lab);
  const app = await startApp(lab, world, await newPlace(lab, store));
  const asker = createAsker(lab, world);
  const jobs: Job[] = [];
  let asked = 0;
  const lookUp = async (count: number, entries: number) => {
    const until = asked + count;
    world.hec.historyEntries = entries;
    const isOpen = () => asked < until;
    await inTurns(people, isOpen, async (person) => void jobs.push(await asker.lookUp(app, person, asked++)));
  };
  const pauseMs = lab.quick ? 1_000 : 5_000;
  await lookUp(smallEvents, 0);
  const before = await memoryAtRest(app.pid, pauseMs);
  await lookUp(lab.quick ? 15 : events, historyEntries);
  const after = await memoryAtRest(app.pid, pauseMs);
  lab.say(`${store}: ${megabytes(before.now)} before, ${megabytes(after.now)} after`);
  await memoryAtRest(app.pid, lab.quick ? 1_000 : keptForMs + pauseMs);
  await lookUp(smallEvents, 0);
  const later = await memoryAtRest(app.pid, pauseMs);
  await app.stop();
  return { before, after, later, failures: failuresIn(jobs) };
}

function figuresOf(store: StoreKind, { before, after, later, failures }: Measured): Figure[] {
  const grown = after.now - before.now;
  const uses = [before.now, after.now, after.peak, later.now].map(megabytes).join(', ');
  return [
    {
      what: `${store}: resident before and after ${events} events of 1 MB, highest, and 65 s later`,
      measured: `${uses}; ${failures} failures`,
      target: {
        words: `at most ${mostGrowth} MB more, and later at most × 1.15`,
        met: grown <= mostGrowth && later.now <= before.now * 1.15 && failures === 0,
      },
    },
  ];
}
