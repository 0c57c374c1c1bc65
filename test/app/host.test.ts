// Where the app's port is open.
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { start } from '../support/start.ts';

/** Another of this machine's loopback addresses: Linux has all of 127.0.0.0/8. */
const another = '127.0.0.2';

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

test.each(['http', 'socket'] as const)('over %s, HOST opens the port on that address alone', async (transport) => {
  const { app } = await start({ transport, env: { HOST: '127.0.0.1' } });
  expect(await isOpen('127.0.0.1', app.port)).toBe(true);
  expect(await isOpen(another, app.port)).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'without HOST, the port is open on all of this machine’s addresses',
  async () => {
    const { app } = await start();
    expect(await isOpen(another, app.port)).toBe(true);
  },
);
