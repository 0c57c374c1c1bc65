// What a start says of a real server that does not let the app work.
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { asAdmin, newLocation } from '../support/store.ts';

async function address(): Promise<URL> {
  const { databaseUrl } = await newLocation();
  if (databaseUrl === undefined) throw new Error('no server');
  return new URL(databaseUrl);
}

const failureAt = (url: URL) =>
  openStore({ databaseUrl: url.href, dataDir: '/nowhere', jobs: {}, logger: createLogger('silent') });

test('a database that is not there is told at the start', async () => {
  const url = await address();
  url.pathname = `/missing_${randomUUID()}`;
  await expect(failureAt(url)).rejects.toThrow(/there is no such database on it \(3D000\)\. Create it \(createdb\)/);
});

test('a server without TLS is told at the start, if the address asks for it', async () => {
  const url = await address();
  url.searchParams.set('sslmode', 'verify-full');
  await expect(failureAt(url)).rejects.toThrow(/it has no TLS\. Switch TLS on at the server, or set sslmode=disable/);
});

test('a user who may not make tables is told at the start', async () => {
  const url = await address();
  const role = `guest_${randomUUID().replaceAll('-', '')}`;
  const admin = url.href;
  await asAdmin(admin, `create role ${role} login`);
  onTestFinished(() => asAdmin(admin, `drop role ${role}`));
  url.username = role;
  await expect(failureAt(url)).rejects.toThrow(
    /the user may not make or change tables in it \(42501\)\. Make the user/,
  );
});
