/**
 * The environment variables as one schema, with a sentence for each mistake.
 *
 * All problems are reported at once, each with the variable's name and how to fix it. A message never repeats a value,
 * because most are secrets or stand next to one.
 */
import { z } from 'zod';
import type { AccessPolicy, Viewers } from './access/policy.ts';
import { bytesTooLong } from './cli/audit-export/socket-path.ts';
import { gatewayOf, regionNames } from './hec/regions.ts';
import type { LogLevel } from './log.ts';
import type { Transport } from './slack/dispatch/receiver.ts';

export interface Config {
  slack: { botToken: string; apiUrl: string; transport: Transport; workObjects: boolean };
  port: number;
  /** The address that the port is opened on; undefined: all of this machine's. */
  host: string | undefined;
  hec: {
    /** Origin, such as `https://cloudinfra-gw-us.portal.checkpoint.com`. */
    gateway: string;
    /** As it reads in a sentence: the region or the gateway's host, and the tenant if one is configured. */
    tenantLabel: string;
    clientId: string;
    accessKey: string;
    scope: string | undefined;
  };
  access: AccessPolicy;
  store: { databaseUrl: string | undefined; dataDir: string; auditRetentionDays: number | undefined };
  adminEmailDomains: string[];
  metrics: { host: string; port: number } | undefined;
  logLevel: LogLevel;
}

/** `problems` has one sentence per mistake, in the order of the documentation. */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function isSafeOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const plainWeb = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
  return plainWeb && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

const token = (prefix: string, fix: string) =>
  z.string({ error: `is required: ${fix}` }).startsWith(prefix, `must start with ${prefix}: ${fix}`);

const port = z.coerce
  .number({ error: 'must be a port number from 0 to 65535' })
  .int('must be a port number from 0 to 65535')
  .min(0, 'must be a port number from 0 to 65535')
  .max(65_535, 'must be a port number from 0 to 65535');

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

const people = list
  .refine((ids) => ids.every((id) => /^[UWS][A-Z0-9]{2,}$/.test(id)), {
    error: 'must be user ids (U… or W…) and user group ids (S…), separated by commas; names and @handles do not work',
  })
  .transform((ids) => ({
    users: ids.filter((id) => !id.startsWith('S')),
    groups: ids.filter((id) => id.startsWith('S')),
  }));

const channels = list.refine((ids) => ids.every((id) => /^[CG][A-Z0-9]{2,}$/.test(id)), {
  error: 'must be channel ids (C… or G…), separated by commas; channel names do not work',
});

function isLegacyHost(text: string): boolean {
  return URL.canParse(text) && /(^|\.)avanan\.net\.?$/.test(new URL(text).hostname);
}

/** The portal shows the address with a path, but the gateway is only the origin. */
const gateway = z
  .string()
  .transform((text) => text.trim().replace(/\/(auth\/external\/?)?$/, ''))
  .refine((text) => !isLegacyHost(text), {
    error:
      'names a host of the legacy Smart API, which this app does not speak: set HEC_REGION instead, with an account API key of the Infinity Portal',
    abort: true,
  })
  .refine((text) => isSafeOrigin(text) && new URL(text).pathname === '/', {
    error: 'must be the gateway as https://host, without a path (http only on this machine)',
  })
  .transform((text) => new URL(text).origin);

const environment = z.object({
  SLACK_BOT_TOKEN: token('xoxb-', 'copy the bot user token from "OAuth & Permissions" of your Slack app'),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_APP_TOKEN: token('xapp-', 'copy an app-level token with connections:write from "Basic Information"').optional(),
  SLACK_API_URL: z
    .string()
    .refine((text) => isSafeOrigin(text) && text.endsWith('/api/'), {
      error: 'must be an https address that ends in /api/ (http only on this machine)',
    })
    .default('https://slack.com/api/'),
  PORT: port.default(3000),
  LISTEN_HOST: z.string().optional(),
  HEC_REGION: z.enum(regionNames, { error: `must be one of ${regionNames.join(', ')}` }).optional(),
  HEC_GATEWAY_URL: gateway.optional(),
  HEC_CLIENT_ID: z.string({
    error: 'is required: the client id of an Infinity Portal account API key for Email & Collaboration',
  }),
  HEC_ACCESS_KEY: z.string({ error: 'is required: the secret of the same API key, which the portal shows once' }),
  HEC_SCOPE: z
    .string()
    .regex(/^[\w.-]+:[\w.-]+$/, 'must be farm:tenant, as `npm run doctor` lists them')
    .optional(),
  HEC_VIEWERS: z
    .union(
      [
        z.literal('members').transform((): Viewers => ({ kind: 'members' })),
        people.transform((listed): Viewers => ({ kind: 'listed', people: listed })),
      ],
      {
        error: 'must be "members", or user ids (U… or W…) and user group ids (S…), separated by commas',
      },
    )
    .default({ kind: 'members' }),
  HEC_RESPONDERS: people.default({ users: [], groups: [] }),
  HEC_CHANNELS: channels.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a Postgres address that starts with postgres:// or postgresql://')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  HEC_ADMIN_EMAIL_DOMAINS: list
    .refine((domains) => domains.every((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(domain)), {
      error: 'must be domains such as example.com, separated by commas',
    })
    .default([]),
  AUDIT_RETENTION_DAYS: z.coerce
    .number({ error: 'must be a whole number of days, at least 1' })
    .int('must be a whole number of days, at least 1')
    .min(1, 'must be a whole number of days, at least 1')
    .optional(),
  SLACK_WORK_OBJECTS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: port.optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info'),
});

type Environment = z.infer<typeof environment>;

function transportOf(given: Record<string, string>): Transport | undefined {
  if (given.SLACK_APP_TOKEN !== undefined) return { kind: 'socket', appToken: given.SLACK_APP_TOKEN };
  if (given.SLACK_SIGNING_SECRET !== undefined) return { kind: 'http', signingSecret: given.SLACK_SIGNING_SECRET };
  return undefined;
}

/** Undefined if neither variable is set. */
function hecEndpointOf(env: Environment): { gateway: string; tenantLabel: string } | undefined {
  const tenant = env.HEC_SCOPE === undefined ? '' : `, tenant ${env.HEC_SCOPE}`;
  if (env.HEC_REGION !== undefined)
    return { gateway: gatewayOf(env.HEC_REGION), tenantLabel: `region ${env.HEC_REGION}${tenant}` };
  if (env.HEC_GATEWAY_URL !== undefined)
    return { gateway: env.HEC_GATEWAY_URL, tenantLabel: `${new URL(env.HEC_GATEWAY_URL).host}${tenant}` };
  return undefined;
}

/** A blank variable counts as unset. @throws ConfigError with every problem at once */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.trim() !== '') given[name] = value.trim();
  }
  const problems: string[] = [];
  const parsed = environment.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) problems.push(`${issue.path.join('.')} ${issue.message}.`);

  const transport = transportOf(given);
  if (transport === undefined) {
    problems.push(
      'SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is required: the first is for Socket Mode, the second for HTTP.',
    );
  }
  if (given.HEC_REGION === undefined && given.HEC_GATEWAY_URL === undefined) {
    problems.push(`HEC_REGION is required: one of ${regionNames.join(', ')} (or set HEC_GATEWAY_URL).`);
  }
  if (given.HEC_REGION !== undefined && given.HEC_GATEWAY_URL !== undefined) {
    problems.push('Set HEC_REGION or HEC_GATEWAY_URL, not both.');
  }
  const tooLong = parsed.success && given.DATABASE_URL === undefined ? bytesTooLong(parsed.data.DATA_DIR) : 0;
  if (tooLong > 0) {
    problems.push(
      `DATA_DIR is ${tooLong} ${tooLong === 1 ? 'byte' : 'bytes'} too long for a socket in it: choose a shorter path.`,
    );
  }
  const hecEndpoint = parsed.success ? hecEndpointOf(parsed.data) : undefined;
  if (!parsed.success || transport === undefined || hecEndpoint === undefined || problems.length > 0) {
    throw new ConfigError(problems);
  }
  return toConfig(parsed.data, transport, hecEndpoint);
}

function toConfig(
  env: Environment,
  transport: Transport,
  hecEndpoint: { gateway: string; tenantLabel: string },
): Config {
  return {
    slack: {
      botToken: env.SLACK_BOT_TOKEN,
      apiUrl: env.SLACK_API_URL,
      transport,
      workObjects: env.SLACK_WORK_OBJECTS === 'on',
    },
    port: env.PORT,
    host: env.LISTEN_HOST,
    hec: {
      ...hecEndpoint,
      clientId: env.HEC_CLIENT_ID,
      accessKey: env.HEC_ACCESS_KEY,
      scope: env.HEC_SCOPE,
    },
    access: {
      viewers: env.HEC_VIEWERS,
      responders: env.HEC_RESPONDERS,
      channels: env.HEC_CHANNELS === undefined ? { kind: 'any' } : { kind: 'listed', ids: env.HEC_CHANNELS },
    },
    store: {
      databaseUrl: env.DATABASE_URL,
      dataDir: env.DATA_DIR,
      auditRetentionDays: env.AUDIT_RETENTION_DAYS,
    },
    adminEmailDomains: env.HEC_ADMIN_EMAIL_DOMAINS.map((domain) => domain.toLowerCase()),
    metrics: env.METRICS_PORT === undefined ? undefined : { host: env.METRICS_HOST, port: env.METRICS_PORT },
    logLevel: env.LOG_LEVEL,
  };
}
