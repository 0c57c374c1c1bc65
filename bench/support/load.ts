/** Ways to load a program: as fast as it answers, at a steady rate, or one request after another from many people. */
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { type Agent, request } from 'undici';
import type { Program } from './programs.ts';
import { path, type SignedRequest } from './requests.ts';

export interface Volley {
  /** With status 200. */
  answered: number;
  perSecond: number;
  medianMs: number;
  p99Ms: number;
  maxMs: number;
  /** Other answers, and requests without one. */
  failures: number;
}

/** Sends the requests over and over, each connection as fast as it gets answers. */
export async function fire(
  { origin }: Program,
  requests: SignedRequest[],
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Volley> {
  const result = await autocannon({
    url: origin,
    connections,
    duration: seconds,
    requests: requests.map(({ headers, body }) => ({ method: 'POST', path, headers, body })),
  });
  const { '200': good = { count: 0 }, ...others } = result.statusCodeStats ?? {};
  const bad = Object.values(others).reduce((sum, { count = 0 }) => sum + count, 0);
  const { p50: medianMs, p99: p99Ms, max: maxMs } = result.latency;
  const answered = good.count ?? 0;
  return { answered, perSecond: answered / result.duration, medianMs, p99Ms, maxMs, failures: bad + result.errors };
}

export interface Acknowledged {
  /** 0 if no answer came. */
  status: number;
  ms: number;
}

export async function send(agent: Agent, { origin }: Program, signed: SignedRequest): Promise<Acknowledged> {
  const startedAt = performance.now();
  try {
    const { statusCode, body } = await request(`${origin}${path}`, { method: 'POST', dispatcher: agent, ...signed });
    await body.dump();
    return { status: statusCode, ms: performance.now() - startedAt };
  } catch {
    return { status: 0, ms: performance.now() - startedAt };
  }
}

/** Calls `each` at a steady rate without waiting for earlier calls, and resolves once all have ended. */
export async function steadily<Result>(
  { perSecond, seconds }: { perSecond: number; seconds: number },
  each: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const startedAt = performance.now();
  const calls: Promise<Result>[] = [];
  for (const total = perSecond * seconds; calls.length < total; await sleep(5)) {
    const due = Math.min(total, ((performance.now() - startedAt) / 1_000) * perSecond);
    while (calls.length < due) calls.push(each(calls.length));
  }
  return Promise.all(calls);
}

/** Each person starts again as soon as they are done, until `goesOn` returns false. */
export async function inTurns(people: number, goesOn: () => boolean, each: (person: number) => Promise<void>) {
  const turns = async (person: number) => {
    while (goesOn()) await each(person);
  };
  await Promise.all(Array.from({ length: people }, (_, person) => turns(person)));
}
