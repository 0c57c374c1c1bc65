/** Can the app open its ports? One that is taken may be the running app's. */
import { createServer } from 'node:net';
import { request } from 'undici';
import { z } from 'zod';
import { type Finding, note, ok, wrong } from './finding.ts';

export interface PortExamined {
  port: number;
  /** Undefined: all of this machine's addresses. */
  host: string | undefined;
  /** The variables that say where. */
  setBy: { port: string; host: string };
  purpose: string;
  /** What the running app answers there. */
  alive: { path: string; isOurs: (text: string) => boolean };
}

const healthy = z.object({ status: z.literal('ok') });

export const requestsPort = {
  purpose: 'health checks, and Slack’s requests over HTTP',
  alive: { path: '/healthz', isOurs: (text: string) => healthy.safeParse(jsonIn(text)).success },
};

export const metricsPort = {
  setBy: { port: 'METRICS_PORT', host: 'METRICS_HOST' },
  purpose: 'metrics',
  alive: { path: '/metrics', isOurs: (text: string) => text.includes('hec_slack_') },
};

const answersWithinMs = 3_000;

export async function examinePort({ port, host, setBy, purpose, alive }: PortExamined): Promise<Finding> {
  const what = `Port ${port}`;
  const code = await whyNotOpen(port, host);
  switch (code) {
    case undefined:
      return ok(what, `free, for ${purpose}.`);
    case 'EACCES':
      return wrong(what, 'this user may not open it.', `Set ${setBy.port} to a port above 1023.`);
    case 'EADDRINUSE':
      if (await isRunning(port, host, alive)) return ok(what, 'the running app answers there.');
      return wrong(what, 'in use by another program.', `Stop that program, or set ${setBy.port} to another port.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return wrong(what, `${setBy.host} is not an address of this machine.`, `Set ${setBy.host} to one that is.`);
    default:
      return note(what, `could not be opened (${code}).`);
  }
}

/** Undefined if it can be opened. */
function whyNotOpen(port: number, host: string | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : 'unknown error'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

async function isRunning(
  port: number,
  host: string | undefined,
  { path, isOurs }: PortExamined['alive'],
): Promise<boolean> {
  const name = host === undefined || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  try {
    const signal = AbortSignal.timeout(answersWithinMs);
    const { body } = await request(`http://${name.includes(':') ? `[${name}]` : name}:${port}${path}`, { signal });
    return isOurs(await body.text());
  } catch {
    return false;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
