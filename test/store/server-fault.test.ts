import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { ServerError } from '../../src/store/server-fault.ts';
import { expired, key, selfSigned } from '../support/certificates.ts';
import { listening } from '../support/listening.ts';

/** How a server answers whoever asks for TLS, and then whoever signs in. */
interface Manner {
  tls?: { cert: string; key: string } | 'none';
  signIn: (socket: Socket) => void;
}

const tlsRequest = 80_877_103;

/** A refusal as Postgres words it, with a secret in it. */
function refuse(code: string) {
  const fields = Buffer.from(`SFATAL\0C${code}\0Mplanted-message for planted-user\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return (socket: Socket) => void socket.end(Buffer.concat([Buffer.from('E'), length, fields]));
}

/** Speaks as much of Postgres as it takes to be refused. */
function startServer({ tls = 'none', signIn }: Manner): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (asked: Buffer) => {
      if (asked.length !== 8 || asked.readInt32BE(4) !== tlsRequest) return signIn(socket);
      if (tls === 'none') return socket.write('N');
      socket.write('S');
      const secured = new TLSSocket(socket, { isServer: true, ...tls });
      secured.on('error', () => socket.destroy());
      return secured.once('data', () => signIn(secured));
    });
  });
  return listening(server);
}

async function failureAt(databaseUrl: string): Promise<Error> {
  const opening = openStore({ databaseUrl, dataDir: '/nowhere', jobs: {}, logger: createLogger('silent') });
  const error: unknown = await opening.then(
    () => 'opened',
    (reason: unknown) => reason,
  );
  if (!(error instanceof ServerError)) throw new Error(`not told: ${String(error)}`);
  expect(error.message).toMatch(/^The database that DATABASE_URL names can’t be used: /);
  expect(error.message).not.toMatch(/planted|127\.0\.0\.1|localhost|invalid\//);
  return error;
}

const at = (port: number, rest = '') => `postgres://planted-user:planted-password@localhost:${port}/planted${rest}`;

describe('a start on a database server says what is wrong and what to do, without the address', () => {
  test.each([
    ['28P01', 'it refuses the user or the password (28P01). Correct them in the address.'],
    [
      '28000',
      'it does not let this user in from here (28000). Check the user in the address and the server’s pg_hba.conf',
    ],
    ['3D000', 'there is no such database on it (3D000). Create it (createdb), or correct its name'],
    ['53300', 'it has too many connections (53300).'],
    ['XX000', 'it refuses what the app asks (XX000). See the server’s log'],
    ['57P03', 'it is starting or stopping (57P03). Try again in a minute.'],
  ])('if it is refused with %s', async (code, sentence) => {
    const port = await startServer({ signIn: refuse(code) });
    expect((await failureAt(at(port))).message).toContain(sentence);
  });

  test('if a password is asked for, and the address has none', async () => {
    const sasl = Buffer.from('R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0', 'latin1');
    const port = await startServer({
      signIn: (socket) => {
        socket.write(sasl);
        socket.once('data', () => {
          const first = Buffer.from('r=x,s=eA==,i=4096');
          const head = Buffer.alloc(9);
          head.write('R');
          head.writeInt32BE(first.length + 8, 1);
          head.writeInt32BE(11, 5);
          socket.write(Buffer.concat([head, first]));
        });
      },
    });
    const { message } = await failureAt(`postgres://planted@localhost:${port}/planted`);
    expect(message).toContain('it asks for a password. Add it to the address');
  });

  test('if nothing listens there, nothing is found there, or the other end is no Postgres', async () => {
    expect((await failureAt(at(1))).message).toContain('nothing takes connections at its host and port (ECONNREFUSED)');
    const unknown = await failureAt('postgres://planted:planted@planted.invalid/planted');
    expect(unknown.message).toContain('the name of its host is not found');
    const socket = await failureAt('postgres://planted:planted@/planted?host=/planted');
    expect(socket.message).toContain('no server listens at the socket that the address names (ENOENT)');
    const port = await startServer({ signIn: (other) => void other.end('HTTP/1.1 400 Bad Request\r\n\r\n') });
    expect((await failureAt(at(port))).message).toContain('the connection broke off before it stood');
  });

  test('if its certificate is signed by nobody whom this machine trusts', async () => {
    const port = await startServer({ tls: { cert: selfSigned, key }, signIn: refuse('3D000') });
    const { message } = await failureAt(at(port, '?sslmode=verify-full'));
    expect(message).toContain(
      'is signed by nobody whom this machine trusts (DEPTH_ZERO_SELF_SIGNED_CERT). Add sslmode=',
    );
    // Encrypted, whoever answers.
    expect((await failureAt(at(port, '?sslmode=no-verify'))).message).toContain('there is no such database');
  });

  test('if its certificate is for another host, has expired or is nowhere to be read', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'authority-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const failureWith = async (cert: string, host = 'localhost') => {
      await writeFile(join(directory, 'authority.pem'), cert);
      const port = await startServer({ tls: { cert, key }, signIn: refuse('3D000') });
      const options = `?sslmode=verify-full&sslrootcert=${directory}/authority.pem`;
      return (await failureAt(at(port, options).replace('localhost', host))).message;
    };
    expect(await failureWith(selfSigned)).toContain('there is no such database');
    expect(await failureWith(selfSigned, '127.0.0.1')).toContain('is for another host (ERR_TLS_CERT_ALTNAME_INVALID)');
    expect(await failureWith(expired)).toContain('has expired (CERT_HAS_EXPIRED). Renew it');
    const missing = await failureAt(at(1, '?sslmode=verify-full&sslrootcert=/planted.pem'));
    expect(missing.message).toContain('a certificate or key that the address names can’t be read (ENOENT)');
  });

  test('if it has no TLS', async () => {
    const port = await startServer({ signIn: refuse('3D000') });
    expect((await failureAt(at(port, '?sslmode=verify-full'))).message).toContain('it has no TLS. Switch TLS on');
  });
});
