import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';

const complete = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_SIGNING_SECRET: 'secret',
  HEC_REGION: 'us',
  HEC_CLIENT_ID: 'client',
  HEC_ACCESS_KEY: 'key-secret',
};

function read(values: Record<string, string | undefined>) {
  const reading = readConfig({ values, problems: [], warnings: [] });
  return { problems: reading.kind === 'faulty' ? reading.problems : [], warnings: reading.warnings };
}

describe('a misspelt setting', () => {
  test.each([
    ['HEC_REGIN', 'HEC_REGION'],
    ['HEC_REGOIN', 'HEC_REGION'],
    ['hec_region', 'HEC_REGION'],
    ['HEC-REGION', 'HEC_REGION'],
    ['HEC_CLIENTID', 'HEC_CLIENT_ID'],
    ['SLACK_BOT_TOKN', 'SLACK_BOT_TOKEN'],
    ['SLACK_SIGNIN_SECRET', 'SLACK_SIGNING_SECRET'],
    ['HEC_CHANNEL', 'HEC_CHANNELS'],
    ['METRIC_PORT', 'METRICS_PORT'],
    ['DATABSE_URL', 'DATABASE_URL'],
  ])('is told by name, with the one that was meant, and with nothing else: %s', (name, meant) => {
    const { problems, warnings } = read({ ...complete, [meant]: undefined, [name]: 'a-value' });
    expect(problems).toEqual([`${name} is not a setting: probably ${meant} is meant.`]);
    expect(warnings).toEqual([]);
  });

  test('that may be another program’s is told, and the app starts', () => {
    const warnings = ['LOGLEVEL is not a setting: probably LOG_LEVEL is meant.'];
    expect(read({ ...complete, LOGLEVEL: 'debug' })).toEqual({ problems: [], warnings });
  });

  test('is not looked for where nothing is in it, and only told where the one that was meant is set', () => {
    expect(read({ ...complete, hec_region: 'eu', LOG_LEVLE: '' })).toEqual({
      problems: [],
      warnings: ['hec_region is not a setting of this app, and not read.'],
    });
  });

  test.each(['HEC_VIEWER', 'hec_viewers', 'HEC-VIEWERS'])(
    'of a restriction is refused, also beside the line of the example that lets all members in: %s',
    (name) => {
      const sentence = `${name} is not a setting: HEC_VIEWERS is set as well: keep one of them, as HEC_VIEWERS.`;
      expect(read({ ...complete, HEC_VIEWERS: 'members', [name]: 'U123' }).problems).toEqual([sentence]);
    },
  );

  test.each([
    '\u041dEC_VIEWERS',
    '\u041d\u0415\u0421_VIEWERS',
    'HEC\u2010VIEWERS',
    'HEC_VIEWERS\u200b',
    '\ufeffHEC_VIEWERS',
    '\u{1d5a7}EC_VIEWERS',
    ' HEC_VIEWERS',
  ])('that looks like the right one is refused, and not repeated: %j', (name) => {
    const { problems } = read({ ...complete, [name]: 'U123' });
    expect(problems).toEqual([expect.stringMatching(/^What looks like HEC_VIEWERS is another name/)]);
  });
});

describe('a variable that is no setting', () => {
  test('is told if it looks like one of this app, and starts nevertheless', () => {
    expect(read({ ...complete, HEC_REGIN: 'eu', HEC_TOKEN: 'a-secret', SLACK_BOT_TOKEN_FILE: '/run/secret' })).toEqual({
      problems: [],
      warnings: [
        'HEC_REGIN is not a setting of this app, and not read.',
        'HEC_TOKEN is not a setting of this app, and not read.',
        'SLACK_BOT_TOKEN_FILE is not a setting of this app, and not read.',
      ],
    });
  });

  test('is none of this app’s business if it is another program’s', () => {
    const others = {
      SLACK_CLI_XOXB: 'xoxb-1',
      SLACK_CLI_XAPP: 'xapp-1',
      SLACK_APP_ID: 'A1',
      SLACK_TEAM_ID: 'T1',
      SLACK_CONFIG_DIR: '/x',
      SLACK_TEST_TRACE: '1',
      HEC_SLACK_SERVICE_HOST: '10.0.0.1',
      HEC_SLACK_SERVICE_PORT_HTTP: '3000',
      HEC_SLACK_PORT: 'tcp://10.0.0.1:3000',
      HEC_SLACK_PORT_3000_TCP_PROTO: 'tcp',
      PATH: '/bin',
      HOSTNAME: 'machine',
      SUPPORT: '1',
      REDIS_PORT: '1',
      XDG_DATA_DIRS: '/x',
      LISTEN_FDS: '1',
      'BASH_FUNC_x%%': '() { :; }',
    };
    expect(read({ ...complete, ...others })).toEqual({ problems: [], warnings: [] });
  });
});

test('whoever lets anybody pose as Slack or HEC is warned', () => {
  const { warnings } = read({ ...complete, NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expect(warnings).toEqual([expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED is 0, so anybody/)]);
  expect(read({ ...complete, NODE_TLS_REJECT_UNAUTHORIZED: '1' }).warnings).toEqual([]);
});

describe('a value', () => {
  test.each([
    ['HEC_ACCESS_KEY', '"abc"', '`docker run --env-file` keeps them, unlike .env, compose and systemd'],
    ['HEC_ACCESS_KEY', "'abc'", 'has quotation marks around it'],
    ['HEC_CHANNELS', '""', 'has quotation marks around it'],
    ['HEC_ACCESS_KEY', '“abc”', 'has curly quotation marks'],
    ['HEC_CHANNELS', 'C1A”', 'has curly quotation marks'],
    ['HEC_ACCESS_KEY', '"abc', 'has a quotation mark at one end only'],
    ['SLACK_BOT_TOKEN', "xoxb-1'", 'has a quotation mark at one end only'],
    ['DATABASE_URL', 'postgres://app:$\u007BPASSWORD}@db/hec', 'refers to another variable'],
    ['HEC_ACCESS_KEY', 'ab\u200Bc', 'has an invisible character at position 3'],
    ['SLACK_BOT_TOKEN', '\u202Exoxb-1', 'has an invisible character at position 1'],
    ['LOG_LEVEL', 'info\u0000', 'has an invisible character at position 5'],
    ['HEC_ACCESS_KEY', 'abc def', 'has a blank inside'],
    ['HEC_ACCESS_KEY', 'abc\ndef', 'has a blank inside'],
    ['HEC_ACCESS_KEY', 'abc # of acme', 'has a comment behind it that became a part of it'],
    ['HEC_RESPONDERS', 'U0123 # Ann', 'has a comment behind it that became a part of it'],
    ['DATA_DIR', '"/var/lib/hec-slack" # on the big disk', 'has a comment behind it that became a part of it'],
    ['SLACK_BOT_TOKEN', 'xoxb-1–2', 'has a character at position 7'],
  ])('with what no value has is refused by its name, and not repeated: %s=%j', (name, value, sentence) => {
    const { problems } = read({ ...complete, [name]: value });
    expect(problems).toEqual([expect.stringMatching(`^${name} (has|refers)`)]);
    expect(problems[0]).toContain(sentence);
    expect(problems[0]).not.toMatch(/abc|acme|xoxb|C1A|PASSWORD|app:/);
  });

  test('of a list may have blanks and breaks between its entries', () => {
    expect(read({ ...complete, HEC_CHANNELS: 'C1A,\n\tC2B, C3C' }).problems).toEqual([]);
  });
});
