/**
 * How late an acknowledgement can be while a store of 900,000 rows is maintained and what is past its time is removed:
 * steady commands in the first minutes after a start, when everything is due.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { eventIdOf } from './support/hec.ts';
import type { Lab, StoreKind } from './support/lab.ts';
import { send, steadily } from './support/load.ts';
import { type Summary, summarize } from './support/measures.ts';
import { newPlace, type Place } from './support/places.ts';
import { startApp } from './support/programs.ts';
import { atMost, type Figure, ms, onEachStore, type Result } from './support/report.ts';
import { channelOf, command, userOf } from './support/requests.ts';
import { startWorld } from './support/world.ts';
import { fillWithYears } from './support/years.ts';

const perSecond = 10;
const conversations = 50;
const lagEveryMs = 1_000;

interface Measured {
  acknowledgedMs: Summary;
  failures: number;
  /** Of the event loop, in each second. */
  lagsMs: number[];
  /** How long each lookup took until its card was in Slack. */
  cardMs: Summary;
}

export function years(lab: Lab): Promise<Result> {
  const rows = lab.quick ? 90_000 : 900_000;
  return onEachStore(
    lab,
    (store) => measure(lab, store, rows),
    (store, measured) => figuresOf(store, rows, measured),
  );
}

async function measure(lab: Lab, store: StoreKind, rows: number): Promise<Measured> {
  const world = await startWorld(lab);
  const { hec, slack } = world;
  hec.answerAfterMs = 50;
  const place = await newPlace(lab, store);
  await fillWithYears(place, rows);
  lab.say(`${store}: ${rows.toLocaleString('en')} rows are there`);
  const app = await startApp(lab, world, place);
  const agent = new Agent();
  lab.onEnd(() => agent.destroy());
  const lags = await watchLag(place, agent);
  const askedAt = new Map<string, number>();
  const cardsMs: number[] = [];
  slack.events.on('posted', ({ channel }) => {
    const at = askedAt.get(channel);
    askedAt.delete(channel);
    if (at !== undefined) cardsMs.push(performance.now() - at);
  });
  const acknowledged = await steadily({ perSecond, seconds: lab.quick ? 75 : 200 }, (index) => {
    const channel = channelOf(index % conversations);
    if (!askedAt.has(channel)) askedAt.set(channel, performance.now());
    return send(agent, app, command(slack, { user: userOf(index % 50), channel }, eventIdOf(index)));
  });
  lags.stop();
  await app.stop();
  const acknowledgedMs = summarize(acknowledged.map(({ ms }) => ms));
  lab.say(`${store}: slowest acknowledgement ${ms(acknowledgedMs.max)}, lag ${ms(Math.max(...lags.seen))}`);
  const failures = acknowledged.filter(({ status }) => status !== 200).length;
  return { acknowledgedMs, failures, lagsMs: lags.seen, cardMs: summarize(cardsMs) };
}

/** The app's own measure of how long its event loop was held up, which it forgets each time it tells. */
async function watchLag({ directory }: Place, agent: Agent): Promise<{ seen: number[]; stop(): void }> {
  const log = await readFile(join(directory, 'log'), 'utf8');
  const port = /"port":(\d+),"msg":"metrics are served"/.exec(log)?.[1] ?? '';
  const seen: number[] = [];
  const look = async () => {
    const { body } = await request(`http://127.0.0.1:${port}/metrics`, { dispatcher: agent });
    seen.push(Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(await body.text())?.[1]) * 1_000);
  };
  await look();
  seen.length = 0;
  const timer = setInterval(() => void look().catch(() => undefined), lagEveryMs);
  return { seen, stop: () => clearInterval(timer) };
}

function figuresOf(store: StoreKind, rows: number, { acknowledgedMs, failures, lagsMs, cardMs }: Measured): Figure[] {
  const of = `${rows.toLocaleString('en')} rows, ${store}`;
  return [
    {
      what: `${of}: slowest acknowledgement while the store is maintained`,
      measured: `${ms(acknowledgedMs.max)} (p99 ${ms(acknowledgedMs.p99)}), ${failures} failures`,
      target: { words: 'at most 500 ms, no failure', met: acknowledgedMs.max <= 500 && failures === 0 },
    },
    {
      what: `${of}: longest delay of the event loop`,
      measured: ms(Math.max(...lagsMs)),
      target: atMost(500, Math.max(...lagsMs), ' ms'),
    },
    {
      what: `${of}: from command to card, median and slowest`,
      measured: `${ms(cardMs.median)}, ${ms(cardMs.max)}`,
    },
  ];
}
