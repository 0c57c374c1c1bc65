/**
 * A hundred commands per second, each about a different event, while HEC takes every request and answers none for 30
 * seconds. Then HEC answers new requests again; the earlier ones stay unanswered.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { eventIdIn, eventIdOf } from './support/hec.ts';
import type { Lab, StoreKind } from './support/lab.ts';
import { type Acknowledged, send, steadily } from './support/load.ts';
import { type Summary, summarize } from './support/measures.ts';
import { newPlace } from './support/places.ts';
import { startApp } from './support/programs.ts';
import { atMost, type Figure, megabytes, ms, onEachStore, type Result } from './support/report.ts';
import { channelOf, command, userOf } from './support/requests.ts';
import { type MemoryWatch, watchMemory } from './support/usage.ts';
import { quiet, startWorld } from './support/world.ts';

const perSecond = 100;
const people = 200;
const conversations = 20;

interface Measured {
  acknowledgedMs: Summary;
  failures: number;
  /** Before the outage, halfway through it, at its end, and the highest seen. */
  megabytes: { before: number; halfway: number; end: number; most: number };
  /** From HEC's return to the first card of an event requested since. */
  recoveredMs: number;
  /** The results of each second's commands: cards, and private sentences. */
  seconds: { sent: number; cards: number; told: number }[];
}

export function hungHec(lab: Lab): Promise<Result> {
  return onEachStore(lab, (store) => measure(lab, store), figuresOf);
}

async function measure(lab: Lab, store: StoreKind): Promise<Measured> {
  const world = await startWorld(lab);
  const { hec, slack } = world;
  hec.answerAfterMs = 50;
  const app = await startApp(lab, world, await newPlace(lab, store));
  const agent = new Agent();
  lab.onEnd(() => agent.destroy());
  const memory = watchMemory(app.pid, 250);
  lab.onEnd(async () => memory.stop());

  const [hungFrom, hungUntil, seconds] = lab.quick ? [2, 12, 20] : [5, 35, 55];
  const bySecond = Array.from({ length: seconds }, () => ({ sent: 0, cards: 0, told: 0 }));
  let returnedAt = Number.POSITIVE_INFINITY;
  let recoveredMs = Number.NaN;
  const readSince = new Set<string | undefined>();
  hec.onRead = (eventId) => {
    if (performance.now() >= returnedAt) readSince.add(eventId);
  };
  slack.events.on('posted', ({ body }) => {
    const second = secondOf(body);
    if (second !== undefined) second.cards += 1;
    if (readSince.has(eventIdIn(body)) && Number.isNaN(recoveredMs)) recoveredMs = performance.now() - returnedAt;
  });
  // The response URL carries the command's event id instead of a channel.
  slack.events.on('told', (id) => {
    const second = secondOf(id);
    if (second !== undefined) second.told += 1;
  });
  const hanging = (async () => {
    await sleep(hungFrom * 1_000);
    hec.isHung = true;
    await sleep((hungUntil - hungFrom) * 1_000);
    hec.isHung = false;
    returnedAt = performance.now();
  })();
  const acknowledged = await steadily<Acknowledged>({ perSecond, seconds }, (index) => {
    const second = bySecond[Math.floor(index / perSecond)];
    if (second !== undefined) second.sent += 1;
    const asking = { user: userOf(index % people), channel: channelOf(index % conversations) };
    const id = eventIdOf(index);
    return send(agent, app, command({ ...slack, responseUrl: () => slack.responseUrl(id) }, asking, id));
  });
  await hanging;
  await quiet(world, 1_000, 30_000);
  memory.stop();
  await app.stop();

  const measured: Measured = {
    acknowledgedMs: summarize(acknowledged.map(({ ms }) => ms)),
    failures: acknowledged.filter(({ status }) => status !== 200).length,
    megabytes: {
      before: megabytesAt(memory, hungFrom),
      halfway: megabytesAt(memory, (hungFrom + hungUntil) / 2),
      end: megabytesAt(memory, hungUntil),
      most: Math.max(...memory.seen.map(({ megabytes }) => megabytes)),
    },
    recoveredMs,
    seconds: bySecond,
  };
  lab.say(`${store}: slowest ack ${ms(measured.acknowledgedMs.max)}, back after ${ms(recoveredMs)}`);
  return measured;

  function secondOf(text: string) {
    const id = eventIdIn(text);
    return id === undefined ? undefined : bySecond[Math.floor(Number.parseInt(id.slice(8), 16) / perSecond)];
  }
}

function megabytesAt({ seen }: MemoryWatch, second: number): number {
  return seen.findLast(({ at }) => at <= second * 1_000)?.megabytes ?? Number.NaN;
}

function figuresOf(
  store: string,
  { acknowledgedMs, failures, megabytes: use, recoveredMs, seconds }: Measured,
): Figure[] {
  const slowest = acknowledgedMs.max;
  const unanswered = seconds.reduce((sum, { sent, cards, told }) => sum + Math.max(0, sent - cards - told), 0);
  return [
    {
      what: `${store}: slowest acknowledgement`,
      measured: `${ms(slowest)}, ${failures} failures`,
      target: { words: 'at most 1,000 ms, no failure', met: slowest <= 1_000 && failures === 0 },
    },
    {
      what: `${store}: memory before, halfway through and at the end of the outage; highest`,
      measured: [use.before, use.halfway, use.end, use.most].map(megabytes).join(', '),
      target: { words: 'at the end at most 1.25 × halfway', met: use.end <= use.halfway * 1.25 },
    },
    {
      what: `${store}: from HEC’s return to the first card`,
      measured: ms(recoveredMs),
      target: atMost(5_000, recoveredMs, ' ms'),
    },
    {
      what: `${store}: commands that got neither a card nor a sentence`,
      measured: String(unanswered),
    },
  ];
}
