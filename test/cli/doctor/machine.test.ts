import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockDirectory } from '../../../src/store/directory-lock.ts';
import { faults, findingAbout, findings, startServices } from '../../support/doctor.ts';
import { listening } from '../../support/listening.ts';

describe('the doctor about this machine', () => {
  test('the doctor names a data directory that it can’t write to', async () => {
    const { env } = await startServices();
    expect(await faults({ ...env, DATA_DIR: join(import.meta.filename, 'data') })).toEqual([
      expect.stringMatching(
        /^Data directory: DATA_DIR can’t be used \(.*\): it is a file, or lies below one\. Name a directory/,
      ),
    ]);
  });

  test('a data directory that a running app holds is as it should be, and the doctor leaves it alone', async () => {
    const { env } = await startServices();
    const lock = await lockDirectory(env.DATA_DIR);
    expect((await findingAbout('Embedded database', env)).says).toMatch(
      /^a process has it open, such as the running app/,
    );
    await lock.close();
    expect((await findingAbout('Embedded database', env)).says).toBe('no process has it open.');
    await mkdir(join(env.DATA_DIR, 'empty'));
    const withoutLock = { ...env, DATA_DIR: join(env.DATA_DIR, 'empty') };
    expect((await findingAbout('Embedded database', withoutLock)).says).toBe('no process has it open.');
  });

  test('a port that the running app holds is told from one that another program has', async () => {
    const { env } = await startServices();
    const other = await listening(createServer((_, response) => response.end('{"status":"busy"}')));
    expect(await faults({ ...env, LISTEN_HOST: '127.0.0.1', PORT: String(other) })).toEqual([
      `Port ${other}: in use by another program.`,
    ]);
    const ours = await listening(createServer((_, response) => response.end('{"status":"ok"}')));
    const found = await findingAbout(`Port ${ours}`, { ...env, LISTEN_HOST: '127.0.0.1', PORT: String(ours) });
    expect(found).toMatchObject({ kind: 'ok', says: 'the running app answers there.' });
  });

  test('the doctor names a database that does not answer, without its password', async () => {
    const { env } = await startServices();
    const found = await findings({ ...env, DATABASE_URL: 'postgres://user:a-secret@127.0.0.1:1/none' });
    expect(found.filter(({ kind }) => kind === 'wrong')).toEqual([
      expect.objectContaining({
        what: 'Database',
        says: 'nothing takes connections at its host and port (ECONNREFUSED).',
      }),
    ]);
    expect(JSON.stringify(found)).not.toContain('a-secret');
  });

  test('a database without TLS, where DATABASE_URL asks for it, is told', async () => {
    const { env } = await startServices();
    const port = await listening(createTcpServer((socket) => socket.once('data', () => socket.end('N'))));
    const DATABASE_URL = `postgres://user:a-secret@127.0.0.1:${port}/none?sslmode=require`;
    expect(await faults({ ...env, DATABASE_URL })).toEqual(['Database: it has no TLS.']);
  });
});
