/**
 * Whether a click takes longer the more the store holds: the same app on stores with 10, 1,000 and 100,000 messages and
 * runs of other events. Each click is on a new card, posted a moment before.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { type Asker, createAsker } from './support/jobs.ts';
import type { Lab, StoreKind } from './support/lab.ts';
import { send } from './support/load.ts';
import { type Summary, summarize } from './support/measures.ts';
import { newPlace } from './support/places.ts';
import { preload } from './support/preload.ts';
import { type Program, startApp } from './support/programs.ts';
import { type Figure, ms, type Result } from './support/report.ts';
import { buttonIn, press } from './support/requests.ts';
import { responder, startWorld, type World } from './support/world.ts';

const hecMs = 5;
const warmUps = 10;
/** Slower than this is not flat. */
const flatWithin = 1.25;

interface Click {
  acknowledgedMs: number;
  /** From the press until HEC got the action, including two answers from HEC. */
  sentMs: number;
}

interface Measured {
  acknowledgedMs: Summary;
  sentMs: Summary;
  clicks: Click[];
}

export async function growth(lab: Lab): Promise<Result> {
  const figures: Figure[] = [];
  const raw: Record<string, Record<string, Measured>> = {};
  for (const store of lab.stores) {
    const measured = await measure(lab, store);
    raw[store] = Object.fromEntries(measured);
    figures.push(...figuresOf(store, measured));
  }
  return { figures, raw };
}

/** By store size. The apps take turns click by click. */
async function measure(lab: Lab, store: StoreKind): Promise<Map<number, Measured>> {
  const world = await startWorld(lab);
  world.hec.answerAfterMs = hecMs;
  const asker = createAsker(lab, world);
  const agent = new Agent();
  lab.onEnd(() => agent.destroy());
  const apps: { size: number; app: Program; clicks: Click[] }[] = [];
  for (const size of lab.quick ? [10, 1_000, 10_000] : [10, 1_000, 100_000]) {
    const place = await newPlace(lab, store);
    await preload(place, size);
    lab.say(`${store}: ${size.toLocaleString('en')} messages and runs are there`);
    apps.push({ size, app: await startApp(lab, world, place), clicks: [] });
  }
  let index = 0;
  for (let turn = 0; turn < (lab.quick ? 10 : 60) + warmUps; turn++) {
    for (const { app, clicks } of apps) {
      const click = await clickOnce(world, asker, agent, app, index++);
      if (turn >= warmUps) clicks.push(click);
    }
  }
  for (const { app } of apps) await app.stop();
  return new Map(
    apps.map(({ size, clicks }) => [
      size,
      {
        acknowledgedMs: summarize(clicks.map(({ acknowledgedMs }) => acknowledgedMs)),
        sentMs: summarize(clicks.map(({ sentMs }) => sentMs)),
        clicks,
      },
    ]),
  );
}

async function clickOnce(
  { hec, slack }: World,
  asker: Asker,
  agent: Agent,
  app: Program,
  index: number,
): Promise<Click> {
  const { posted } = await asker.lookUp(app, index, index);
  const button = posted && buttonIn(posted, '"quarantine"');
  if (posted === undefined || button === undefined) throw new Error('There is no card with a button to press.');
  // Until the app has stored where the card is.
  await sleep(100);
  const startedAt = performance.now();
  const reached = new Promise<number>((resolve, reject) => {
    hec.onAction = () => resolve(performance.now());
    setTimeout(() => reject(new Error('The action did not reach HEC.')), 10_000).unref();
  });
  const told = new Promise<void>((resolve) => {
    const heard = ({ channel, threadTs }: { channel: string; threadTs: string | undefined }) => {
      if (channel !== posted.channel || threadTs === undefined) return;
      slack.events.off('posted', heard);
      resolve();
    };
    slack.events.on('posted', heard);
  });
  const pressed = press(slack, { user: responder, channel: posted.channel }, posted.ts, button);
  const [{ ms: acknowledgedMs }, sentAt] = await Promise.all([send(agent, app, pressed), reached]);
  // One click's jobs must not delay the next click.
  await Promise.race([told, sleep(5_000)]);
  await sleep(100);
  return { acknowledgedMs, sentMs: sentAt - startedAt };
}

function figuresOf(store: string, measured: Map<number, Measured>): Figure[] {
  const all = [...measured.values()];
  const inWords = (of: (measured: Measured) => Summary) =>
    all.map((one) => `${ms(of(one).median)} (p99 ${ms(of(one).p99)})`).join(', ');
  const slowdown = (of: (measured: Measured) => Summary) => {
    const [smallest, largest] = [all[0], all.at(-1)];
    return smallest && largest ? of(largest).median / of(smallest).median : Number.NaN;
  };
  const sizes = [...measured.keys()].map((size) => size.toLocaleString('en')).join(', ');
  return [
    { what: 'press to acknowledgement', of: ({ acknowledgedMs }: Measured) => acknowledgedMs },
    { what: 'press to the action at HEC', of: ({ sentMs }: Measured) => sentMs },
  ].map(({ what, of }) => ({
    what: `${store}, with ${sizes} messages and runs: ${what}, median`,
    measured: `${inWords(of)}: × ${slowdown(of).toFixed(2)}`,
    target: { words: `flat: the last at most ${flatWithin} × the first`, met: slowdown(of) <= flatWithin },
  }));
}
