/** Where the app listens, and what it says about itself. */
import { z } from 'zod';
import type { LogLevel } from '../log.ts';
import { port } from './fields.ts';
import { type Given, section } from './section.ts';

export interface OperationConfig {
  port: number;
  /** The address that the port is opened on, and the variable that says so. Undefined: all of this machine's. */
  host: { address: string; setBy: 'HOST' | 'LISTEN_HOST' } | undefined;
  metrics: { host: string; port: number } | undefined;
  logLevel: LogLevel;
}

const variables = z.object({
  PORT: port.default(3000),
  HOST: z.string().optional(),
  /** From before `HOST`. It wins, as some shells export their machine's name as HOST. */
  LISTEN_HOST: z.string().optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: port.optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info'),
});

type Variables = z.infer<typeof variables>;

export const operationSection = section(variables, toConfig, between);

function toConfig(values: Variables): OperationConfig {
  return {
    port: values.PORT,
    host: hostOf(values),
    metrics: values.METRICS_PORT === undefined ? undefined : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    logLevel: values.LOG_LEVEL,
  };
}

function hostOf({ HOST, LISTEN_HOST }: Pick<Variables, 'HOST' | 'LISTEN_HOST'>): OperationConfig['host'] {
  if (LISTEN_HOST !== undefined) return { address: LISTEN_HOST, setBy: 'LISTEN_HOST' };
  return HOST === undefined ? undefined : { address: HOST, setBy: 'HOST' };
}

const everywhere = new Set([undefined, '0.0.0.0', '::']);

/** A start would say that another program has the port. */
function between(given: Given) {
  const port = Number(given.PORT ?? 3000);
  if (port === 0 || given.METRICS_PORT === undefined || port !== Number(given.METRICS_PORT)) return [];
  const [host, metricsHost = '127.0.0.1'] = [given.LISTEN_HOST ?? given.HOST, given.METRICS_HOST];
  if (host !== metricsHost && !everywhere.has(host) && !everywhere.has(metricsHost)) return [];
  return [
    {
      names: ['METRICS_PORT', 'PORT'],
      sentence: `METRICS_PORT is the same as PORT${given.PORT === undefined ? '’s default, 3000' : ''}: metrics need a port of their own.`,
    },
  ];
}

const unchecked =
  'NODE_TLS_REJECT_UNAUTHORIZED is 0, so anybody on the way can pose as Slack or HEC and read tokens and keys: remove it, and set NODE_EXTRA_CA_CERTS if a proxy looks into TLS.';

/** What is allowed, but hardly meant. */
export function operationWarnings(given: Given): string[] {
  const isMoving = given.METRICS_PORT !== undefined && Number(given.METRICS_PORT) === 0;
  return [
    ...(isMoving ? ['METRICS_PORT is 0, which is another port at each start: name one, or leave it empty.'] : []),
    // Node says so too, but only once something is sent, and not in the log.
    ...(given.NODE_TLS_REJECT_UNAUTHORIZED === '0' ? [unchecked] : []),
  ];
}
