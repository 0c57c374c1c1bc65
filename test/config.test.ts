import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../src/config.ts';

const complete = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_APP_TOKEN: 'xapp-1-secret',
  HEC_REGION: 'us',
  HEC_CLIENT_ID: 'client',
  HEC_ACCESS_KEY: 'key-secret',
};

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the environment', () => {
  test('the five required variables are enough, and the rest have safe defaults', () => {
    expect(loadConfig(complete)).toMatchObject({
      slack: { apiUrl: 'https://slack.com/api/', transport: { kind: 'socket' }, workObjects: false },
      port: 3000,
      hec: { gateway: 'https://cloudinfra-gw-us.portal.checkpoint.com', tenantLabel: 'region us' },
      access: { viewers: { kind: 'members' }, responders: { users: [], groups: [] }, channels: { kind: 'any' } },
      store: { dataDir: './data' },
      adminEmailDomains: [],
      logLevel: 'info',
    });
  });

  test('every variable that an empty environment lacks is named at once', () => {
    expect(problemsOf({}).map((problem) => problem.split(' ')[0])).toEqual([
      'SLACK_BOT_TOKEN',
      'HEC_CLIENT_ID',
      'HEC_ACCESS_KEY',
      'SLACK_APP_TOKEN',
      'HEC_REGION',
    ]);
  });

  test('an empty or blank variable counts as unset', () => {
    expect(problemsOf({ ...complete, HEC_REGION: '  ', LOG_LEVEL: '' })).toEqual([
      expect.stringMatching(/^HEC_REGION is required/),
    ]);
  });

  test('HTTP needs the signing secret instead of the app token', () => {
    const { SLACK_APP_TOKEN: _, ...rest } = complete;
    expect(loadConfig({ ...rest, SLACK_SIGNING_SECRET: 's' }).slack.transport).toEqual({
      kind: 'http',
      signingSecret: 's',
    });
  });

  test.each([
    ['https://gw.example.com', 'https://gw.example.com'],
    ['https://gw.example.com/auth/external', 'https://gw.example.com'],
    ['https://gw.example.com/', 'https://gw.example.com'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
  ])('the gateway %s is accepted', (given, origin) => {
    const { HEC_REGION: _, ...rest } = complete;
    expect(loadConfig({ ...rest, HEC_GATEWAY_URL: given }).hec.gateway).toBe(origin);
  });

  test('the label of the tenant includes a configured scope', () => {
    expect(loadConfig({ ...complete, HEC_SCOPE: 'mt-prod-3:acme' }).hec.tenantLabel).toBe(
      'region us, tenant mt-prod-3:acme',
    );
  });

  test('people and groups in a list are told apart', () => {
    const { access } = loadConfig({
      ...complete,
      HEC_VIEWERS: 'U123, S456',
      HEC_RESPONDERS: 'W789',
      HEC_CHANNELS: 'C1A,G2B',
    });
    expect(access).toEqual({
      viewers: { kind: 'listed', people: { users: ['U123'], groups: ['S456'] } },
      responders: { users: ['W789'], groups: [] },
      channels: { kind: 'listed', ids: ['C1A', 'G2B'] },
    });
  });

  test.each([
    ['SLACK_BOT_TOKEN', 'xoxp-not-a-bot-secret'],
    ['SLACK_APP_TOKEN', 'xoxb-not-an-app-secret'],
    ['SLACK_API_URL', 'http://slack.example/api/'],
    ['SLACK_API_URL', 'https://slack.example/'],
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['HEC_REGION', 'moon'],
    ['HEC_SCOPE', 'no-colon'],
    ['HEC_VIEWERS', 'everybody'],
    ['HEC_RESPONDERS', '@alice'],
    ['HEC_CHANNELS', '#security'],
    ['DATABASE_URL', 'mysql://user:secret@host/db'],
    ['HEC_ADMIN_EMAIL_DOMAINS', 'a@b.example'],
    ['AUDIT_RETENTION_DAYS', '0'],
    ['SLACK_WORK_OBJECTS', 'yes'],
    ['METRICS_PORT', '-1'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s is refused with its name and without its value', (name, value) => {
    const problems = problemsOf({ ...complete, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
    expect(problems[0]).not.toContain(value);
  });

  test('a gateway over plain http, with a path or with a password is refused', () => {
    const { HEC_REGION: _, ...rest } = complete;
    for (const given of ['http://gw.example.com', 'https://gw.example.com/app', 'https://u:p@gw.example.com']) {
      expect(problemsOf({ ...rest, HEC_GATEWAY_URL: given })).toEqual([expect.stringMatching(/^HEC_GATEWAY_URL must/)]);
    }
  });

  test.each([
    'https://smart-api-production-1-us.avanan.net',
    'https://smart-api-production-5-ap.avanan.net/v1.0',
    'https://smart-api-production-1-eu.avanan.net.',
  ])('the gateway %s is told to be one of the legacy Smart API', (given) => {
    const { HEC_REGION: _, ...rest } = complete;
    expect(problemsOf({ ...rest, HEC_GATEWAY_URL: given })).toEqual([
      expect.stringMatching(/^HEC_GATEWAY_URL names a host of the legacy Smart API.*set HEC_REGION instead/),
    ]);
  });

  test('a DATA_DIR that is too long for the path of a socket in it is refused, unless the database is a server', () => {
    const longest = `/${'d'.repeat((process.platform === 'darwin' ? 103 : 107) - '/'.length - '/app.sock'.length)}`;
    expect(problemsOf({ ...complete, DATA_DIR: longest })).toEqual([]);
    // Bytes count, not letters.
    for (const [dataDir, tooLong] of [
      [`${longest}d`, '1 byte too long'],
      [longest.replace('dddd', 'éééé'), '4 bytes too long'],
    ] as const) {
      const env = { ...complete, DATA_DIR: dataDir };
      expect(problemsOf(env)).toEqual([expect.stringMatching(`^DATA_DIR is ${tooLong}`)]);
      expect(problemsOf({ ...env, DATABASE_URL: 'postgres://localhost/hec' })).toEqual([]);
    }
  });

  test('a region and a gateway together are refused', () => {
    expect(problemsOf({ ...complete, HEC_GATEWAY_URL: 'https://gw.example.com' })).toEqual([
      expect.stringContaining('HEC_REGION or HEC_GATEWAY_URL, not both'),
    ]);
  });
});
