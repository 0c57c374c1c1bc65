import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { channels, groups, people } from '../../../playground/slack/server.ts';
import { faults, findingAbout, findings, startServices } from '../../support/doctor.ts';
import { listening } from '../../support/listening.ts';

describe('the doctor', () => {
  test('the doctor finds nothing wrong with a good setup, and says what it examined', async () => {
    const { env } = await startServices();
    const found = await findings({ ...env, HEC_RESPONDERS: groups.secOncall, HEC_CHANNELS: channels.security });
    expect(found.filter(({ kind }) => kind === 'wrong')).toEqual([]);
    expect(found.map(({ what }) => what)).toEqual([
      'Configuration',
      'Node',
      'Clock',
      'Slack',
      'Slack scopes',
      'Socket Mode',
      'Settings',
      `Port ${env.PORT}`,
      expect.stringMatching(/^HEC \(127\.0\.0\.1/),
      'HEC tenants',
      'HEC events',
      'Data directory',
      'Disk',
      'Look events up',
      'Act on events',
      'Search',
      'Shown publicly',
      `Channel #security (${channels.security})`,
      'Messages and forms',
      'Guests',
      'Links',
    ]);
  });

  test('the doctor names every mistake in the configuration at once', async () => {
    expect(await faults({ PORT: '0' })).toHaveLength(5);
  });

  test('the doctor goes on after the first fault: what has its settings is examined whatever else is wrong', async () => {
    const { env } = await startServices();
    const { SLACK_BOT_TOKEN: _, ...withoutSlack } = env;
    const { HEC_CLIENT_ID: __, ...withoutHec } = env;
    const channel = { HEC_CHANNELS: channels.general };
    expect(await faults({ ...withoutHec, ...channel })).toEqual([
      expect.stringMatching(/^Configuration: HEC_CLIENT_ID is required/),
      expect.stringMatching(/^Channel #general .*the app is not in it/),
    ]);
    expect((await findingAbout('HEC events', withoutSlack)).says).toMatch(/may read them/);
    expect((await findingAbout('Act on events', { ...withoutSlack, HEC_RESPONDERS: people.member })).details).toEqual([
      people.member,
    ]);
  });

  test('with a bot token that Slack refuses, the socket, HEC and the database are examined all the same', async () => {
    const { env } = await startServices();
    const found = await findings({ ...env, SLACK_BOT_TOKEN: 'xoxb-wrong', HEC_RESPONDERS: people.responder });
    const of = (kind: string) => found.filter((each) => each.kind === kind).map(({ what }) => what);
    expect(of('wrong')).toEqual(['Slack']);
    expect(of('ok')).toEqual(expect.arrayContaining(['Socket Mode', 'HEC tenants', 'HEC events', 'Data directory']));
    expect(found.find(({ what }) => what === 'People')?.says).toBe(
      'not examined, because Slack refuses SLACK_BOT_TOKEN.',
    );
  });

  /** Takes connections, and says nothing. */
  async function silentServices() {
    const { env } = await startServices();
    const port = await listening(createTcpServer(() => {}));
    return {
      ...env,
      SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
      HEC_GATEWAY_URL: `http://127.0.0.1:${port}`,
      DATABASE_URL: `postgres://user:a-secret@127.0.0.1:${port}/none`,
      HEC_RESPONDERS: groups.secOncall,
    };
  }

  test('with everything hanging, each question ends after its time limit, and what did not answer is said', async () => {
    expect(await faults(await silentServices(), { limitMs: 50, sectionMs: 60_000 })).toEqual([
      expect.stringMatching(/^Slack: .*took the connection, and did not answer/),
      expect.stringMatching(/^HEC .*took the connection, and did not answer/),
      'Database: it does not answer in time.',
    ]);
  });

  test('a section that takes too long is given up, and the others are not', async () => {
    const sections = { limitMs: 2_000, sectionMs: 20 };
    const found = await findings(await silentServices(), sections);
    const late = found.filter(({ says }) => says === 'not done within 0.02 s.').map(({ what }) => what);
    expect(late).toEqual(expect.arrayContaining(['Slack', 'Harmony Email & Collaboration', 'Database']));
    expect(found[0]).toMatchObject({ kind: 'ok', what: 'Configuration' });
  });

  test('with some methods of Slack failing, the rest of Slack is examined', async () => {
    const { env, slack } = await startServices();
    slack.faults.add({ method: 'users.info', kind: 'reset' });
    slack.faults.add({ method: 'apps.connections.open', kind: 'reset' });
    const given = { ...env, HEC_RESPONDERS: people.responder, HEC_CHANNELS: channels.security };
    const found = await findings(given);
    expect(found.filter(({ kind }) => kind === 'wrong').map(({ what }) => what)).toEqual(['Socket Mode']);
    expect(found.find(({ what }) => what === 'Act on events')?.says).toMatch(/^0 people may, and perhaps more/);
    expect(found.find(({ what }) => what.startsWith('Channel #security'))?.kind).toBe('ok');
  });

  test('a port where nothing listens, and a page in the place of Slack and of HEC, are told apart', async () => {
    const { env } = await startServices();
    const page = await listening(
      createServer((_, response) => response.setHeader('content-type', 'text/html').end('<html>Sign in</html>')),
    );
    const captive = { SLACK_API_URL: `http://127.0.0.1:${page}/api/`, HEC_GATEWAY_URL: `http://127.0.0.1:${page}` };
    expect(await faults({ ...env, ...captive })).toEqual([
      `Slack: something answered as 127.0.0.1:${page} (HTTP 200), but not Slack.`,
      expect.stringMatching(/^HEC .*can't be read|^HEC .*not JSON/),
    ]);
    const nobody = { SLACK_API_URL: 'http://127.0.0.1:1/api/', HEC_GATEWAY_URL: 'http://127.0.0.1:1' };
    expect(await faults({ ...env, ...nobody })).toEqual([
      expect.stringMatching(/^Slack: .*refuses the connection.*ECONNREFUSED/),
      expect.stringMatching(/^HEC .*refuses the connection.*ECONNREFUSED/),
    ]);
  });

  test('a clock that is minutes off is wrong over HTTP, where signatures fail by it, and a note in Socket Mode', async () => {
    const { env } = await startServices();
    const { SLACK_APP_TOKEN: _, ...overHttp } = { ...env, SLACK_SIGNING_SECRET: 'a-signing-secret' };
    const now = () => Date.now() + 12 * 60_000;
    expect(await faults(overHttp, { now })).toEqual([
      'Clock: 12 minutes ahead of that of Slack and HEC. The app refuses what Slack signed more than 5 minutes ago.',
    ]);
    expect(await findingAbout('Clock', env, { now: () => Date.now() - 6 * 60_000 })).toMatchObject({
      kind: 'note',
      says: expect.stringMatching(/^6 minutes behind/),
    });
    expect((await findingAbout('Clock', overHttp, { now: () => Date.now() + 4 * 60_000 })).kind).toBe('ok');
  });

  test('over HTTP the doctor says what to look at in the app’s settings, which Slack does not tell', async () => {
    const { env } = await startServices();
    const { SLACK_APP_TOKEN: _, ...overHttp } = { ...env, SLACK_SIGNING_SECRET: 'a-signing-secret' };
    expect((await findingAbout('HTTP', overHttp)).details.join()).toMatch(/Retry.*Interactivity.*Slash Commands/);
  });
});
