/**
 * A thousand people look up the same event within a second, right after the app has started: every cache is cold, and
 * the app asks Slack about each of them.
 */
import { Agent } from 'undici';
import { eventIdOf } from './support/hec.ts';
import type { Lab } from './support/lab.ts';
import { send, steadily } from './support/load.ts';
import { type Summary, summarize } from './support/measures.ts';
import { newPlace, type Place } from './support/places.ts';
import { startApp } from './support/programs.ts';
import { atMost, type Figure, ms, type Result } from './support/report.ts';
import { channelOf, command, userOf } from './support/requests.ts';
import { quiet, startWorld, type World } from './support/world.ts';

const rounds = 3;
const people = 1_000;
const conversations = 20;

interface Measured {
  reads: number;
  signIns: number;
  acknowledgedMs: Summary;
  failures: number;
  cards: number;
  /** From the first command to the last card. */
  lastCardMs: number;
}

export async function storm(lab: Lab): Promise<Result> {
  const figures: Figure[] = [];
  const raw: Record<string, Measured[]> = {};
  for (const store of lab.stores) {
    const place = await newPlace(lab, store);
    const measured: Measured[] = [];
    for (let round = 0; round < rounds; round++) measured.push(await once(lab, await startWorld(lab), place, round));
    raw[store] = measured;
    figures.push(...figuresOf(store, measured));
  }
  return { figures, raw };
}

async function once(lab: Lab, world: World, place: Place, round: number): Promise<Measured> {
  const { hec, slack } = world;
  hec.answerAfterMs = 50;
  const app = await startApp(lab, world, place);
  const agent = new Agent();
  let cards = 0;
  let lastCardAt = Number.NaN;
  slack.events.on('posted', () => {
    cards += 1;
    lastCardAt = performance.now();
  });
  const startedAt = performance.now();
  const acknowledged = await steadily({ perSecond: people, seconds: 1 }, (index) => {
    const asking = { user: userOf(index), channel: channelOf(index % conversations) };
    return send(agent, app, command(slack, asking, eventIdOf(round)));
  });
  await quiet(world, 1_000, 60_000);
  await agent.destroy();
  await app.stop();
  const measured = {
    reads: hec.reads,
    signIns: hec.signIns,
    acknowledgedMs: summarize(acknowledged.map(({ ms }) => ms)),
    failures: acknowledged.filter(({ status }) => status !== 200).length,
    cards,
    lastCardMs: lastCardAt - startedAt,
  };
  lab.say(`${place.store}: ${measured.reads} reads, slowest ack ${ms(measured.acknowledgedMs.max)}, ${cards} cards`);
  return measured;
}

function figuresOf(store: string, measured: Measured[]): Figure[] {
  const most = (value: (round: Measured) => number) => Math.max(...measured.map(value));
  const [reads, signIns] = [most((round) => round.reads), most((round) => round.signIns)];
  const slowest = most((round) => round.acknowledgedMs.max);
  const failures = most((round) => round.failures);
  const cards = Math.min(...measured.map((round) => round.cards));
  const of = `${people.toLocaleString('en')} people within a second, ${store}, worst of ${rounds} rounds`;
  return [
    { what: `${of}: reads of HEC`, measured: String(reads), target: atMost(1, reads) },
    { what: `${of}: sign-ins, including the one at start`, measured: String(signIns), target: atMost(1, signIns) },
    {
      what: `${of}: slowest acknowledgement`,
      measured: `${ms(slowest)}, ${failures} failures`,
      target: { words: 'at most 500 ms, no failure', met: slowest <= 500 && failures === 0 },
    },
    {
      what: `${of}: cards, and when the last one appeared`,
      measured: `${cards}, ${ms(most((round) => round.lastCardMs))}`,
    },
  ];
}
