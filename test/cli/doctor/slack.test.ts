import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { describe, expect, test } from 'vitest';
import { scopes } from '../../../src/slack/api/scopes.ts';
import { key, selfSigned } from '../../support/certificates.ts';
import { faults, findingAbout, startServices } from '../../support/doctor.ts';
import { freePort } from '../../support/free-port.ts';
import { listening } from '../../support/listening.ts';

describe('the doctor about Slack', () => {
  test('the doctor says of each missing scope what it costs, and names a wrong Socket Mode token', async () => {
    const { env, slack } = await startServices();
    slack.installation.grantedScopes = ['commands', 'chat:write'];
    const found = await findingAbout('Slack scopes', env);
    expect(found.kind).toBe('wrong');
    expect(found.details.map((detail) => detail.split(': ')[0])).toEqual(
      Object.keys(scopes).filter((scope) => !['commands', 'chat:write', 'im:history'].includes(scope)),
    );
    expect(found.details).toContain(
      'users:read: without it, the app can’t tell members from guests, so it refuses everybody.',
    );
    slack.installation.grantedScopes = Object.keys(scopes);
    expect(await faults({ ...env, SLACK_APP_TOKEN: 'xapp-wrong' })).toEqual([
      'Socket Mode: Slack refuses SLACK_APP_TOKEN (invalid_auth).',
    ]);
  });

  test('the doctor says what an optional scope that was not granted leaves out, and how to switch it on', async () => {
    const { env, slack } = await startServices();
    slack.installation.grantedScopes = Object.keys(scopes).filter((scope) => scope !== 'im:history');
    expect(await faults(env)).toEqual([]);
    expect((await findingAbout('Slack scopes', env)).says).toBe('all that the app needs.');
    expect(await findingAbout('Optional Slack scopes', env)).toEqual({
      kind: 'note',
      what: 'Optional Slack scopes',
      says: 'not granted',
      details: ['im:history: without it, what people write to the app in a direct message stays unanswered.'],
      fix: 'To switch it on, update the app from manifest.yml, reinstall it and allow the scope.',
    });
  });

  test('the doctor opens a real socket, closes it at once, and tells when Socket Mode is switched off', async () => {
    const { env, slack } = await startServices();
    expect((await findingAbout('Socket Mode', env)).says).toBe('a socket opens.');
    await expect.poll(() => slack.socketCount()).toBe(0);
    slack.switchOffSocketMode();
    expect(await faults(env)).toEqual([expect.stringMatching(/^Socket Mode: switched off .*link_disabled/)]);
  });

  test('a WebSocket that does not open, although Slack’s Web API answers, is told with the reason', async () => {
    const { env, slack } = await startServices();
    const openAt = (url: string) => {
      slack.faults.clear();
      const body = JSON.stringify({ ok: true, url });
      slack.faults.add({ method: 'apps.connections.open', kind: 'answer', status: 200, body });
    };
    openAt(`ws://127.0.0.1:${await freePort()}/link`);
    expect(await findingAbout('Socket Mode', env)).toMatchObject({
      kind: 'wrong',
      says: expect.stringMatching(/^the host of the socket refuses the connection.*ECONNREFUSED/),
      fix: expect.stringContaining('wss-primary.slack.com'),
    });
    const web = await listening(createServer((_, response) => response.writeHead(403).end()));
    openAt(`ws://127.0.0.1:${web}/link`);
    expect(await findingAbout('Socket Mode', env)).toMatchObject({
      kind: 'wrong',
      says: 'Slack gave an address for a socket, but none opened.',
      fix: expect.stringMatching(/may let https pass, and not WebSockets/),
    });
    const tls = await listening(createTlsServer({ key, cert: selfSigned }));
    openAt(`wss://localhost:${tls}/link`);
    expect((await findingAbout('Socket Mode', env)).fix).toContain('NODE_EXTRA_CA_CERTS');
  });

  test('what the app shows is validated by Slack, where Slack does that for an app', async () => {
    const { env, slack } = await startServices();
    expect(await findingAbout('Messages and forms', env)).toMatchObject({
      kind: 'note',
      says: 'not examined, because Slack’s validator does not serve this app (unknown_method).',
    });
    slack.installation.validatesBlocks = true;
    expect(await findingAbout('Messages and forms', env)).toMatchObject({ kind: 'ok', details: [] });
    expect(slack.calls.filter(({ method }) => method === 'blocks.validate')).toHaveLength(5);
    expect(slack.calls.filter(({ method }) => method.startsWith('chat.'))).toEqual([]);
  });

  test('what Slack’s validator finds is a note with the place and the reason, and no fault', async () => {
    const { env, slack } = await startServices();
    const errors = [
      { code: 'x', message: 'must be shorter\u001b[31m', pointer: '/message/blocks/0/text', constraint: {} },
    ];
    const body = JSON.stringify({ ok: false, error: 'invalid_blocks', errors });
    slack.faults.add({ method: 'blocks.validate', kind: 'answer', status: 200, body, times: 1 });
    slack.installation.validatesBlocks = true;
    expect(await findingAbout('Messages and forms', env)).toMatchObject({
      kind: 'note',
      details: ['an event’s card: must be shorter [31m at /message/blocks/0/text'],
    });
    const asElsewhere = { messages: ['[ERROR] invalid additional property: x [json-pointer:/blocks/1]'] };
    const other = JSON.stringify({ ok: false, error: 'invalid_blocks', response_metadata: asElsewhere });
    slack.faults.add({ method: 'blocks.validate', kind: 'answer', status: 200, body: other, times: 1 });
    expect((await findingAbout('Messages and forms', env)).details).toEqual([
      'an event’s card: [ERROR] invalid additional property: x [json-pointer:/blocks/1]',
    ]);
  });
});
