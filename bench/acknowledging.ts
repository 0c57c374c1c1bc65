/**
 * How many of Slack's requests are acknowledged per second under full load: by the app with every feature on, by bare
 * Bolt that only acknowledges, and by a bare server that only checks the signature.
 *
 * The app also does the rest of the work, in the same process at the same time. So there are three kinds of request: a
 * press of a link, which needs no more work, `/hec-event help`, and a whole lookup.
 */

import { eventIdOf } from './support/hec.ts';
import type { Lab } from './support/lab.ts';
import { fire, type Volley } from './support/load.ts';
import { median, ratio } from './support/measures.ts';
import { newPlace } from './support/places.ts';
import { startApp, startCompetitor } from './support/programs.ts';
import { atLeast, type Figure, ms, perSecond, type Result, ratioInWords } from './support/report.ts';
import { channelOf, command, press, type SignedRequest, userOf } from './support/requests.ts';
import { type Contender, inRounds } from './support/rounds.ts';
import { processorMsOf } from './support/usage.ts';
import { quiet, startWorld, type World } from './support/world.ts';

const rounds = 3;
const connections = 50;
const drainAtMostMs = 120_000;

/** One request per person, each in their own conversation. */
const kinds: Record<string, (world: World, person: { user: string; channel: string }) => SignedRequest> = {
  'press of a link': ({ slack }, person) =>
    press(slack, person, '1700000000.000001', { action_id: 'open_portal', block_id: 'links', value: '' }),
  '`/hec-event help`': ({ slack }, person) => command(slack, person, 'help'),
  '`/hec-event <id>`': ({ slack }, person) => command(slack, person, eventIdOf(1)),
};

interface Measured extends Volley {
  /** How long the app kept working on what it had acknowledged. */
  leftMs: number;
  /** For one request and everything that it caused. */
  processorMs: number;
}

export async function acknowledging(lab: Lab): Promise<Result> {
  const world = await startWorld(lab);
  world.hec.answerAfterMs = 50;
  const apps: Contender[] = [];
  for (const store of lab.stores) {
    apps.push({ name: `app, ${store}`, program: await startApp(lab, world, await newPlace(lab, store)) });
  }
  const bareHttp = { name: 'bare node:http', program: await startCompetitor(lab, 'bare-http', world.env) };
  const bareBolt = { name: 'bare Bolt', program: await startCompetitor(lab, 'bare-bolt', world.env) };
  const linksEnv = { ...world.env, LISTENS_TO: 'links' };
  const linksBolt = { name: 'bare Bolt', program: await startCompetitor(lab, 'bare-bolt', linksEnv) };

  const figures: Figure[] = [];
  const raw: Record<string, Record<string, Measured[]>> = {};
  for (const [kind, request] of Object.entries(kinds)) {
    const bolt = kind === 'press of a link' ? linksBolt : bareBolt;
    const measured = await inRounds(rounds, [...apps, bolt, bareHttp], (contender) =>
      measure(contender, (person) => request(world, person)),
    );
    raw[kind] = Object.fromEntries(measured);
    figures.push(...figuresOf(kind, measured));
  }
  return { figures, raw };

  async function measure(
    { name, program }: Contender,
    request: (person: { user: string; channel: string }) => SignedRequest,
  ): Promise<Measured> {
    // Signed now, because Slack's signatures last only five minutes.
    const requests = Array.from({ length: connections }, (_, index) =>
      request({ user: userOf(index), channel: channelOf(index) }),
    );
    await fire(program, requests, { connections, seconds: lab.quick ? 1 : 2 });
    await quiet(world, 500, drainAtMostMs);
    const processorBefore = await processorMsOf(program.pid);
    const volley = await fire(program, requests, { connections, seconds: lab.quick ? 1 : 5 });
    const leftMs = await quiet(world, 500, drainAtMostMs);
    const processorMs = ((await processorMsOf(program.pid)) - processorBefore) / volley.answered;
    lab.say(`${name}: ${perSecond(volley.perSecond)}, p99 ${ms(volley.p99Ms)}, ${volley.failures} failures`);
    return { ...volley, leftMs, processorMs };
  }
}

function figuresOf(kind: string, measured: Map<string, Measured[]>): Figure[] {
  const speed = (name: string) => (measured.get(name) ?? []).map(({ perSecond }) => perSecond);
  const rows: Figure[] = [];
  for (const [name, volleys] of measured) {
    const slowest = Math.max(...volleys.map(({ p99Ms }) => p99Ms));
    const processor = median(volleys.map(({ processorMs }) => processorMs));
    const failures = volleys.reduce((sum, volley) => sum + volley.failures, 0);
    rows.push({
      what: `${kind}, ${name}: acknowledged per second, ${connections} at once`,
      measured: `${perSecond(median(speed(name)))}, p99 ${ms(slowest)}, ${failures} failures; CPU ${processor.toFixed(2)} ms each`,
    });
    if (!name.startsWith('app')) continue;
    const toBolt = ratio(speed(name), speed('bare Bolt'));
    rows.push(
      { what: `${kind}, ${name} ÷ bare Bolt`, measured: ratioInWords(toBolt), target: atLeast(0.8, toBolt.ofMedians) },
      {
        what: `${kind}, ${name} ÷ bare node:http`,
        measured: ratioInWords(ratio(speed(name), speed('bare node:http'))),
      },
    );
  }
  return rows;
}
