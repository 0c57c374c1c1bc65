/**
 * How long the app takes to start, how much memory it needs at rest after its first start and after a later one, and
 * whether it needs more after many lookups of different events than after a few.
 */
import { createAsker, failuresIn, type Job } from './support/jobs.ts';
import type { Lab, StoreKind } from './support/lab.ts';
import { inTurns } from './support/load.ts';
import { newPlace, type Place } from './support/places.ts';
import { type Program, startApp } from './support/programs.ts';
import { atMost, type Figure, megabytes, ms, type Result } from './support/report.ts';
import { type MemoryUse, memoryAtRest, watchMemory } from './support/usage.ts';
import { startWorld, type World } from './support/world.ts';

const people = 25;
const mostAtRest: Record<StoreKind, number> = { embedded: 400, Postgres: 180 };

interface Started {
  startMs: number;
  atRest: MemoryUse;
  /** Including its child processes, until it was at rest. */
  mostOfFamily: number;
}

interface Measured {
  firstStart: Started;
  laterStart: Started;
  few: MemoryUse;
  many: MemoryUse;
  failures: number;
  seconds: number;
}

export async function memory(lab: Lab): Promise<Result> {
  const [few, many] = lab.quick ? [1_000, 10_000] : [10_000, 100_000];
  const figures: Figure[] = [];
  const raw: Record<string, Measured> = {};
  for (const store of lab.stores) {
    const world = await startWorld(lab);
    const place = await newPlace(lab, store);
    const first = await start(lab, world, place);
    await first.app.stop();
    const later = await start(lab, world, place);
    const asked = await lookUpMany(lab, world, later.app, few, many);
    await later.app.stop();
    const measured = { firstStart: first.started, laterStart: later.started, ...asked };
    raw[store] = measured;
    figures.push(...figuresOf(store, measured, few, many));
  }
  return { figures, raw };
}

function pauseMs({ quick }: Lab): number {
  return quick ? 2_000 : 15_000;
}

async function start(lab: Lab, world: World, place: Place): Promise<{ app: Program; started: Started }> {
  let watch: ReturnType<typeof watchMemory> | undefined;
  const app = await startApp(lab, world, place, (pid) => {
    watch = watchMemory(pid, 25);
  });
  const atRest = await memoryAtRest(app.pid, pauseMs(lab));
  watch?.stop();
  const mostOfFamily = Math.max(...(watch?.seen ?? []).map(({ megabytes }) => megabytes));
  lab.say(`${place.store}: ready after ${ms(app.startMs)}, at rest ${megabytes(atRest.now)}`);
  return { app, started: { startMs: app.startMs, atRest, mostOfFamily } };
}

async function lookUpMany(lab: Lab, world: World, app: Program, few: number, many: number) {
  const asker = createAsker(lab, world);
  const startedAt = performance.now();
  let asked = 0;
  let ended = 0;
  let failures = 0;
  const until = async (count: number) => {
    await inTurns(
      people,
      () => asked < count,
      async (person) => {
        const job: Job = await asker.lookUp(app, person, asked++);
        failures += failuresIn([job]);
        ended += 1;
        if (ended % 10_000 === 0) lab.say(`${ended.toLocaleString('en')} lookups`);
      },
    );
    return memoryAtRest(app.pid, pauseMs(lab));
  };
  const uses = { few: await until(few), many: await until(many) };
  return { ...uses, failures, seconds: (performance.now() - startedAt) / 1_000 };
}

function figuresOf(store: StoreKind, measured: Measured, few: number, many: number): Figure[] {
  const { firstStart, laterStart, failures, seconds } = measured;
  const started = (which: string, { startMs, atRest, mostOfFamily }: Started): Figure[] => [
    { what: `${store}, ${which}: until ready`, measured: ms(startMs) },
    {
      what: `${store}, ${which}: resident at rest`,
      measured: `${megabytes(atRest.now)}, at most ${megabytes(atRest.peak)} so far, ${megabytes(mostOfFamily)} with its child processes`,
      target: atMost(mostAtRest[store], atRest.now, ' MB'),
    },
  ];
  const growth = measured.many.now / measured.few.now;
  const [fewer, more] = [few, many].map((count) => count.toLocaleString('en'));
  return [
    ...started('first start', firstStart),
    ...started('later start', laterStart),
    {
      what: `${store}: resident after ${fewer} and after ${more} lookups of different events`,
      measured: `${megabytes(measured.few.now)}, ${megabytes(measured.many.now)} (× ${growth.toFixed(2)}); ${failures} failures in ${Math.round(seconds)} s`,
      target: { words: 'at most × 1.10', met: growth <= 1.1 },
    },
  ];
}
