/** Each fault with a real server of its own, or none: what Node, undici and Postgres' client then throw. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type LookupFunction } from 'node:net';
import { createServer as createBareTlsServer } from 'node:tls';
import { Agent, type Dispatcher, request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { networkFault } from '../../../src/cli/doctor/network-fault.ts';
import { createDispatcher } from '../../../src/dispatcher.ts';
import { expired, key, selfSigned } from '../../support/certificates.ts';
import { freePort } from '../../support/free-port.ts';
import { listening } from '../../support/listening.ts';

const peer = { host: 'hec.example', setBy: 'HEC_GATEWAY_URL' };

async function faultOf(url: string, dispatcher: Dispatcher = new Agent({ connect: { timeout: 100 } })) {
  onTestFinished(() => dispatcher.destroy());
  const signal = AbortSignal.timeout(300);
  const error = await request(url, { dispatcher, signal }).then(
    ({ statusCode }) => new Error(`no fault, but ${statusCode}`),
    (error: unknown) => error,
  );
  return networkFault(error, peer);
}

const answer = (_: IncomingMessage, response: ServerResponse) => response.end('{}');
const trusting = (ca: string, servername = 'localhost') => new Agent({ connect: { ca, servername } });

const through = (port: number) =>
  createDispatcher(
    { https: `http://app:secret-word@127.0.0.1:${port}`, http: undefined, except: '' },
    { connectMs: 100 },
  );

describe('what the doctor says of a connection that failed', () => {
  test('a name that does not resolve is told from a port where nothing listens', async () => {
    expect(await faultOf('https://no-such-host.invalid/')).toEqual({
      says: expect.stringMatching(/^the name hec\.example (does not resolve \(ENOTFOUND\)|could not be resolved)/),
      fix: expect.stringMatching(/DNS.*HTTPS_PROXY/s),
    });
    expect(await faultOf(`http://127.0.0.1:${await freePort()}/`)).toEqual({
      says: 'hec.example refuses the connection: nothing listens there, or a firewall says no (ECONNREFUSED).',
      fix: expect.stringContaining('HEC_GATEWAY_URL'),
    });
  });

  test('a host with several addresses that all refuse is told like one', async () => {
    const port = await freePort();
    const lookup: LookupFunction = (_, __, done) =>
      done(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '127.0.0.2', family: 4 },
      ]);
    const both = new Agent({ connect: { lookup, autoSelectFamily: true } });
    expect((await faultOf(`http://several.example:${port}/`, both))?.says).toMatch(/refuses.*ECONNREFUSED/);
  });

  test('a certificate that nobody trusts is told with the variable that makes Node trust it', async () => {
    const port = await listening(createTlsServer({ key, cert: selfSigned }, answer));
    expect(await faultOf(`https://localhost:${port}/`)).toEqual({
      says: 'the certificate that hec.example shows is signed by nobody whom this machine trusts (DEPTH_ZERO_SELF_SIGNED_CERT).',
      fix: expect.stringMatching(/a proxy here looks into TLS.*NODE_EXTRA_CA_CERTS=/),
    });
  });

  test('an expired certificate is told from one for another host, and both from one that nobody trusts', async () => {
    const old = await listening(createTlsServer({ key, cert: expired }, answer));
    expect((await faultOf(`https://localhost:${old}/`, trusting(expired)))?.says).toMatch(/has expired/);
    const port = await listening(createTlsServer({ key, cert: selfSigned }, answer));
    const asAnother = trusting(selfSigned, 'other.example');
    expect((await faultOf(`https://localhost:${port}/`, asAnother))?.says).toMatch(/is for another host/);
  });

  test('a port that speaks no TLS, or an old version of it, is told', async () => {
    const plain = await listening(createServer(answer));
    expect((await faultOf(`https://127.0.0.1:${plain}/`))?.says).toMatch(/does not speak TLS/);
    const old = await listening(createBareTlsServer({ key, cert: selfSigned, maxVersion: 'TLSv1.2' }));
    const modern = new Agent({ connect: { ca: selfSigned, minVersion: 'TLSv1.3' } });
    expect((await faultOf(`https://localhost:${old}/`, modern))?.says).toMatch(/agree on no way/);
  });

  test('a server that takes the connection and says nothing is told from one that cannot be connected to', async () => {
    const port = await listening(createTcpServer(() => {}));
    expect((await faultOf(`http://127.0.0.1:${port}/`))?.says).toMatch(/took the connection, and did not answer/);
    expect((await faultOf(`https://127.0.0.1:${port}/`))?.says).toMatch(/no connection.*something drops the packets/);
  });

  test('a connection that is cut, and a server that speaks no HTTP, are told', async () => {
    const cutting = await listening(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    expect((await faultOf(`http://127.0.0.1:${cutting}/`))?.says).toMatch(/was cut/);
    const mail = await listening(createTcpServer((socket) => socket.end('220 mail.example ESMTP\r\n')));
    expect((await faultOf(`http://127.0.0.1:${mail}/`))?.says).toMatch(/does not speak HTTP/);
  });

  test.each([
    [407, /wants to know who asks/, /HTTPS_PROXY: http:\/\/user:password@host:port/],
    [403, /does not let the app through/, /Ask whoever runs the proxy/],
    [502, /does not reach it either \(502\)/, /NO_PROXY/],
  ])('a proxy that answers %i is told from the service behind it', async (status, says, fix) => {
    const proxy = createServer().on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
    expect(await faultOf('https://hec.example/', through(await listening(proxy)))).toEqual({
      says: expect.stringMatching(says),
      fix: expect.stringMatching(fix),
    });
  });

  test('a proxy that is not there is told by its host, and not by its password', async () => {
    const port = await freePort();
    expect(await faultOf('https://hec.example/', through(port))).toEqual({
      says: `the proxy 127.0.0.1:${port} can’t be reached (ECONNREFUSED).`,
      fix: expect.stringContaining('Check HTTPS_PROXY'),
    });
  });

  test('an error that is no fault of the network is not taken for one, whatever it is made of', () => {
    const circular = new Error('round and round');
    circular.cause = circular;
    for (const error of [circular, new TypeError('x is undefined'), 'text', undefined, { code: 'ECONNREFUSED' }]) {
      expect(networkFault(error, peer)).toBeUndefined();
    }
  });
});
