import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startHecSimulator } from '../../../playground/hec/server.ts';
import { channels, groups, startSlackSimulator } from '../../../playground/slack/server.ts';
import { examine as examineReading } from '../../../src/cli/doctor/examine.ts';
import { readConfig } from '../../../src/config/config.ts';
import { scopes } from '../../../src/slack/api/scopes.ts';

async function startServices() {
  const [hec, slack] = await Promise.all([startHecSimulator(), startSlackSimulator()]);
  onTestFinished(async () => {
    await Promise.all([hec.close(), slack.close()]);
  });
  slack.installation.grantedScopes = Object.keys(scopes);
  const directory = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const env = {
    SLACK_BOT_TOKEN: slack.installation.botToken,
    SLACK_APP_TOKEN: slack.installation.appToken,
    SLACK_API_URL: slack.apiUrl,
    HEC_GATEWAY_URL: hec.url,
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
    DATA_DIR: join(directory, 'data'),
  };
  return { hec, slack, env };
}

const examine = (values: Record<string, string>) => examineReading(readConfig({ values, problems: [], warnings: [] }));

const wrongLines = async (env: Record<string, string>) =>
  (await examine(env)).filter(({ kind }) => kind === 'wrong').map(({ line }) => line);

describe('the doctor', () => {
  test('the doctor finds nothing wrong with a good setup, and says what it checked', async () => {
    const { env } = await startServices();
    const findings = await examine({ ...env, HEC_RESPONDERS: groups.secOncall, HEC_CHANNELS: channels.security });
    expect(findings.filter(({ kind }) => kind === 'wrong')).toEqual([]);
    expect(findings.map(({ line }) => line.split(':')[0])).toEqual([
      'Configuration',
      'Slack',
      'Slack scopes',
      'Transport',
      `User group ${groups.secOncall}`,
      `Channel ${channels.security}`,
      expect.stringMatching(/^HEC/),
      'HEC tenants',
      'Data directory',
      'Good to know',
      'Good to know',
    ]);
  });

  test('the doctor names every mistake in the configuration at once', async () => {
    expect(await wrongLines({})).toHaveLength(5);
  });

  test('the doctor names a token that Slack refuses, a missing scope and a wrong Socket Mode token', async () => {
    const { env, slack } = await startServices();
    expect(await wrongLines({ ...env, SLACK_BOT_TOKEN: 'xoxb-wrong' })).toEqual([
      expect.stringMatching(/^Slack: invalid_auth/),
    ]);
    slack.installation.grantedScopes = ['commands'];
    expect(await wrongLines(env)).toEqual([expect.stringMatching(/^Slack scopes: chat:write, .* missing/)]);
    slack.installation.grantedScopes = Object.keys(scopes);
    expect(await wrongLines({ ...env, SLACK_APP_TOKEN: 'xapp-wrong' })).toEqual([
      expect.stringMatching(/^Socket Mode: /),
    ]);
  });

  test('the doctor says what an optional scope that was not granted leaves out, and how to switch it on', async () => {
    const { env, slack } = await startServices();
    slack.installation.grantedScopes = Object.keys(scopes).filter((scope) => scope !== 'im:history');
    const findings = await examine(env);
    expect(findings.filter(({ kind }) => kind === 'wrong')).toEqual([]);
    expect(findings.filter(({ line }) => line.startsWith('Slack scope')).map(({ line }) => line)).toEqual([
      'Slack scopes: all that the app needs',
      'Slack scope im:history (optional): not granted, so what people write to the app in a direct message stays unanswered. To switch it on, update the app from manifest.yml, reinstall it and allow im:history.',
    ]);
  });

  test('the doctor names a group that Slack does not know, and channels where nothing would be shown', async () => {
    const { env } = await startServices();
    const configured = { HEC_VIEWERS: 'S0UNKNOWN', HEC_CHANNELS: `${channels.general},${channels.sharedPartner}` };
    expect(await wrongLines({ ...env, ...configured })).toEqual([
      expect.stringMatching(/^User group S0UNKNOWN: /),
      expect.stringMatching(/the app is not in it/),
      expect.stringMatching(/shared with another organisation/),
    ]);
  });

  test.each([
    ['that is archived', { archived: true }, 'archived, so nothing is shown there.'],
    [
      'to which another organisation is invited',
      { sharing: 'pending' } as const,
      'another organisation is invited to it, so nothing is shown there.',
    ],
  ])('the doctor names a channel %s', async (_, change, why) => {
    const { env, slack } = await startServices();
    slack.workspace.changeConversation(channels.security, change);
    expect(await wrongLines({ ...env, HEC_CHANNELS: channels.security })).toEqual([
      `Channel ${channels.security}: ${why}`,
    ]);
  });

  test('the doctor names a key that HEC refuses, without its value', async () => {
    const { env } = await startServices();
    const [line, ...others] = await wrongLines({ ...env, HEC_ACCESS_KEY: 'a-wrong-secret' });
    expect(others).toEqual([]);
    expect(line).toMatch(/HEC_CLIENT_ID and HEC_ACCESS_KEY/);
    expect(line).not.toContain('a-wrong-secret');
  });

  test('the doctor says of a key that looks like one of the legacy Smart API which key is needed, without its value', async () => {
    const { env } = await startServices();
    const [line, ...others] = await wrongLines({ ...env, HEC_CLIENT_ID: 'us:my-application' });
    expect(others).toEqual([]);
    expect(line).toMatch(/looks like a key of the legacy Smart API.*account API key.*Infinity Portal/);
    expect(line).not.toContain('my-application');
  });

  test('the doctor lists the tenants if the configured one is not among them', async () => {
    const { env } = await startServices();
    expect(await wrongLines({ ...env, HEC_SCOPE: 'mt-prod-3:other' })).toEqual([
      expect.stringContaining('mt-prod-3:harbour-freight'),
    ]);
  });

  test('the doctor names a data directory that it can’t write to', async () => {
    const { env } = await startServices();
    expect(await wrongLines({ ...env, DATA_DIR: join(import.meta.filename, 'data') })).toEqual([
      expect.stringMatching(/^Data directory: /),
    ]);
  });

  test('the doctor names a database that does not answer, without its password', async () => {
    const { env } = await startServices();
    const [line, ...others] = await wrongLines({ ...env, DATABASE_URL: 'postgres://user:a-secret@127.0.0.1:1/none' });
    expect(others).toEqual([]);
    expect(line).toMatch(/^Database: Postgres does not answer \(ECONNREFUSED\)/);
    expect(line).not.toContain('a-secret');
  });
});
