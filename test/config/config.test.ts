import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, readConfig } from '../../src/config/config.ts';

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
      'SLACK_APP_TOKEN',
      'HEC_REGION',
      'HEC_CLIENT_ID',
      'HEC_ACCESS_KEY',
    ]);
  });

  test('what is odd is told along with what is wrong', () => {
    const values = { ...complete, HEC_REGION: 'moon', HEC_TOKEN: 'x' };
    expect(() => loadConfig(values)).toThrow(
      /^The configuration has a problem:\n {2}- HEC_REGION must be .*\nBesides:\n {2}- HEC_TOKEN is not a setting/,
    );
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
      searchers: { users: ['W789'], groups: [] },
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
    ['EVENT_RETENTION_DAYS', '0'],
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

  test('a wrong section takes no other with it, and no default stands in for what was meant', () => {
    const values = { ...complete, HEC_REGION: 'moon', HEC_CHANNELS: '#security' };
    const reading = readConfig({ values, problems: [], warnings: [] });
    expect(reading).toMatchObject({
      kind: 'faulty',
      problems: [expect.stringMatching(/^HEC_REGION/), expect.stringMatching(/^HEC_CHANNELS/)],
      usable: { slack: { botToken: 'xoxb-1-secret' }, store: { dataDir: './data' }, operation: { port: 3000 } },
    });
    expect(reading).toMatchObject({ usable: { hec: undefined, access: undefined } });
  });

  test('what .env tells about a variable is not told again as missing, and its section is not usable', () => {
    const { HEC_ACCESS_KEY: _, ...values } = complete;
    const problems = [
      { names: ['HEC_ACCESS_KEY'], sentence: 'HEC_ACCESS_KEY is cut.' },
      { names: ['HEC_CHANNELS'], sentence: 'HEC_CHANNELS is empty.' },
    ];
    const reading = readConfig({ values, problems, warnings: [] });
    expect(reading).toMatchObject({
      kind: 'faulty',
      problems: ['HEC_ACCESS_KEY is cut.', 'HEC_CHANNELS is empty.'],
      usable: { hec: undefined, access: undefined },
    });
  });

  test.each(['HEC_VIEWERS', 'HEC_RESPONDERS', 'HEC_CHANNELS', 'HEC_ADMIN_EMAIL_DOMAINS'])(
    'a %s that is there but names nobody is refused, and only an empty one counts as unset',
    (name) => {
      for (const value of [' ', ',', ' , ,']) {
        expect(problemsOf({ ...complete, [name]: value })).toEqual([
          expect.stringMatching(`^${name} is set but has no entry`),
        ]);
      }
      expect(problemsOf({ ...complete, [name]: '' })).toEqual([]);
    },
  );

  test('HOST is the address of the port, and LISTEN_HOST wins over it', () => {
    const { host } = loadConfig({ ...complete, HOST: '127.0.0.1' });
    expect(host).toEqual({ address: '127.0.0.1', setBy: 'HOST' });
    const both = loadConfig({ ...complete, HOST: 'machine', LISTEN_HOST: '127.0.0.2' });
    expect(both.host).toEqual({ address: '127.0.0.2', setBy: 'LISTEN_HOST' });
  });

  test('metrics on the port of the app itself are refused, unless on another address', () => {
    const same = { ...complete, PORT: '3000', METRICS_PORT: '3000' };
    const refused = [expect.stringMatching(/^METRICS_PORT is the same as PORT/)];
    expect(problemsOf(same)).toEqual(refused);
    expect(problemsOf({ ...same, HOST: '127.0.0.1' })).toEqual(refused);
    expect(problemsOf({ ...same, HOST: '10.0.0.1', METRICS_HOST: '0.0.0.0' })).toEqual(refused);
    expect(problemsOf({ ...complete, METRICS_PORT: '3000' })).toEqual([expect.stringContaining('default, 3000')]);
    expect(problemsOf({ ...same, HOST: '10.0.0.1' })).toEqual([]);
    expect(problemsOf({ ...same, PORT: '0', METRICS_PORT: '0' })).toEqual([]);
  });
});

describe('a value of another thing', () => {
  test.each([
    ['SLACK_BOT_TOKEN', 'xapp-1-secret', 'holds an app-level token, which belongs in SLACK_APP_TOKEN'],
    ['SLACK_BOT_TOKEN', 'xoxp-1-secret', 'holds a user token'],
    ['SLACK_BOT_TOKEN', 'xoxe.xoxb-1-secret', 'holds a token that expires'],
    ['SLACK_BOT_TOKEN', 'xoxc-1-secret', 'holds a token of another kind'],
    ['SLACK_BOT_TOKEN', 'xoxb-1-secret more', 'has a blank inside'],
    ['SLACK_APP_TOKEN', 'xoxb-1-secret', 'holds a bot token, which belongs in SLACK_BOT_TOKEN'],
    ['SLACK_SIGNING_SECRET', 'xoxb-1-secret', 'holds a token'],
    ['SLACK_SIGNING_SECRET', '1234.5678', 'holds the client id'],
    ['HEC_ACCESS_KEY', 'client', 'is the same as HEC_CLIENT_ID'],
    ['HEC_VIEWERS', '@alice', 'must be "members", or user ids'],
    ['HEC_VIEWERS', 'members,U123', 'has "members" beside other entries: keep it alone, or name only ids'],
    ['HEC_RESPONDERS', 'U123 S456', 'must have commas between its ids'],
    ['HEC_CHANNELS', 'C123;C456', 'must have commas between its ids'],
    ['HEC_VIEWERS', 'C123', 'must be "members", or people and groups: that is the id of a channel'],
    ['HEC_RESPONDERS', 'members', 'cannot be "members"'],
    ['HEC_RESPONDERS', 'U123,alice', 'but entry 2 of 2 is not: names and @handles do not work; find the id in Slack'],
    ['HEC_RESPONDERS', 'C123', 'must be people and groups: that is the id of a channel'],
    [
      'HEC_CHANNELS',
      'C123,#security',
      'but entry 2 of 2 is not: names do not work; find the id in Slack at the bottom',
    ],
    ['HEC_CHANNELS', 'U123', 'must be channels: that is the id of a person or a group'],
    ['HEC_ADMIN_EMAIL_DOMAINS', '@example.com', 'without what stands before the @'],
    ['PORT', '3000/tcp', 'must be a port number'],
    ['PORT', ':3000', 'must be a port number'],
    ['METRICS_PORT', 'tcp://10.0.0.1:9090', 'holds an address, as Kubernetes sets it'],
    ['AUDIT_RETENTION_DAYS', '90d', 'without a unit'],
    ['AUDIT_RETENTION_DAYS', '9999999', 'leave it empty'],
    ['EVENT_RETENTION_DAYS', '1mo', 'without a unit'],
    ['EVENT_RETENTION_DAYS', '732', '731 days at most'],
    ['DATA_DIR', '~/data', 'begins with ~, which only a shell replaces'],
    ['DATA_DIR', '/.', 'is the root of the file system'],
  ])('is told for what it is: %s=%s', (name, value, sentence) => {
    const problems = problemsOf({ ...complete, [name]: value });
    expect(problems).toEqual([expect.stringMatching(`^${name} `)]);
    expect(problems[0]).toContain(sentence);
    expect(problems[0]).not.toMatch(/-secret|alice|C123|U123|10\.0\.0\.1|1234|acme/);
  });

  test('is told, but not refused, if it is a port that changes at each start', () => {
    const values = { ...complete, PORT: '0', METRICS_PORT: '0' };
    expect(readConfig({ values, problems: [], warnings: [] })).toMatchObject({
      kind: 'complete',
      warnings: [expect.stringMatching(/^METRICS_PORT is 0, which is another port at each start/)],
    });
  });

  test('is told for what it is where a gateway is the portal itself', () => {
    const { HEC_REGION: _, ...rest } = complete;
    for (const given of ['https://portal.checkpoint.com', 'https://eu.portal.checkpoint.com/']) {
      expect(problemsOf({ ...rest, HEC_GATEWAY_URL: given })).toEqual([
        expect.stringMatching(/^HEC_GATEWAY_URL names the portal itself/),
      ]);
    }
  });
});
