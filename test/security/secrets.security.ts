/**
 * Secrets and outside text, planted everywhere and then looked for everywhere: in the log at its most talkative, in what
 * the app serves, in its database, and in what it tells HEC and Slack.
 */
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Fault } from '../../playground/hec/server.ts';
import type { FaultKind as SlackFault } from '../../playground/slack/faults.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { startApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createLogger, withRequestId } from '../../src/log.ts';
import { lookupBlocks } from '../../src/slack/features/lookup/lookup-modal.ts';
import { shareBlocks } from '../../src/slack/features/share/share-modal.ts';
import { rateLimits } from '../../src/store/schema.ts';
import { shownAnywhere } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { impatientWithHec, impatientWithSlack, type Started, start, testTimeouts } from '../support/start.ts';
import { type Surface, surfaces } from '../support/surfaces.ts';

/** Every text that somebody else wrote holds it: attackers, people, HEC. */
const mark = 'planted';
const env = {
  HEC_RESPONDERS: people.responder,
  HEC_ADMIN_EMAIL_DOMAINS: 'customer.example',
  SLACK_WORK_OBJECTS: 'on',
  METRICS_PORT: '0',
};
/** Who fails does so for good and at once, and HEC is asked all the same. */
const timeouts = {
  hec: { ...impatientWithHec, sampleMinimum: 10_000 },
  slack: { ...impatientWithSlack, tries: 2, longestRetryAfterMs: 10, backoffMs: 1 },
  // Nothing waits out a Slack that limits the rate.
  budget: { ...testTimeouts.budget, personMs: 50, outcomeMs: 50, editMs: 50 },
};

function capture() {
  const lines: string[] = [];
  const logger = createLogger('debug', { write: (line: string) => void lines.push(line) });
  return { logger, lines, log: () => lines.join('') };
}

async function startPlanted(transport: 'http' | 'socket' = 'http') {
  const lines: string[] = [];
  const started = await start({ transport, env, timeouts, log: (line) => void lines.push(line) });
  return { started, lines, log: () => lines.join('') };
}

function plantEvent({ hec: { world } }: Started): string {
  const { entityInfo } = world.addEntity({
    entityPayload: {
      subject: `${mark} subject`,
      fromName: `${mark} name`,
      fromEmail: `${mark}@evil.example`,
      attachments: [{ name: `${mark}.pdf`, mimetype: `${mark}/type`, size: 1, MD5: mark }],
      emailLinks: [`https://evil.example/${mark}`],
    },
    entitySecurityResult: { combinedVerdict: { ap: `${mark} verdict` } },
  });
  return world.addEvent({
    entityId: entityInfo.entityId,
    description: `${mark} description`,
    data: `${mark} data #{"label":"${mark} label"}`,
    senderAddress: `${mark}@evil.example`,
    entityLink: `https://acme.avanan.net/${mark}`,
    state: `${mark} state`,
    type: `${mark} type`,
    // Of a shape that can't be read: what is left out is named in the log.
    eventCreated: `${mark} date`,
    additionalData: { [`${mark} key`]: `${mark} value` },
    actions: [{ actionType: `${mark} history` }, { actionType: { [mark]: mark } }],
    availableEventActions: [
      { actionName: `${mark} action`, actionParameter: { [`${mark} key`]: `${mark} parameter` } },
      { actionName: 'sent to admin', actionParameter: { adminEmail: '' } },
    ],
  }).eventId;
}

/** Uses surfaces, each on an event of its own, while something fails or not. */
async function use(started: Started, those: readonly Surface[], fail = () => {}): Promise<void> {
  for (const surface of those) {
    const eventId = plantEvent(started);
    const asked = { started, user: people.responder, channel: channels.security, eventId, word: mark };
    const act = await surface.prepare(asked);
    await started.quiet();
    fail();
    await act();
    await started.quiet();
    await mendAll(started);
  }
}

async function mendAll({ hec, slack, store }: Started): Promise<void> {
  hec.faults.clear();
  slack.faults.clear();
  // As if the time had passed that Slack asked to wait.
  await store.db.delete(rateLimits);
}

const named = (...names: string[]) => surfaces.filter(({ name }) => names.includes(name));
/** One of each kind: what fails behind them is the same for those alike. */
const reading = named('the command', 'the App Home');
const writing = named('a mention in a channel', '“Details” on a card');
const various = [...reading, ...writing, ...named('a link that they paste', 'the details of a Work Object')];

/** A press that has to change the public card and the private one, and to say how it ended. */
async function act(started: Started, fail = () => {}): Promise<void> {
  const { slack } = started;
  const availableEventActions = [{ actionName: `${mark} action`, actionParameter: { [mark]: mark } }];
  const card = await showEvent(started, { availableEventActions, description: `${mark} description` });
  const command = { user: people.responder, channel: channels.security, command: '/hec-event' };
  await slack.command({ ...command, text: `${card.eventId} private` });
  await started.quiet();
  fail();
  const [label = ''] = card.buttons().map(({ text }) => text.text);
  await card.press(label);
  await started.quiet();
  await mendAll(started);
}

/** What people write, in each place where they can. */
async function writeEverywhere(started: Started): Promise<void> {
  const { slack } = started;
  const [user, channel] = [people.responder, channels.security];
  const eventId = plantEvent(started);
  const text = `${mark} words of a person`;
  for (const typed of [text, `https://evil.example/${mark}`, `audit ${mark}`, `${eventId} ${mark}`])
    await slack.command({ user, channel, command: '/hec-event', text: typed });
  await slack.post({ user, channel, text: `@hec ${text}` });
  const message = await slack.post({ user, channel, text });
  await slack.messageShortcut({ user, message, callbackId: 'show_event' });
  await slack.globalShortcut({ user, callbackId: 'look_up_event' });
  await started.app.idle();
  await slack.submitView({ user, values: { [lookupBlocks.event]: text } });
  await slack.submitView({ user, values: { [lookupBlocks.event]: eventId, [lookupBlocks.note]: `${mark} note` } });
  await started.quiet();

  const card = await showEvent(started, {
    availableEventActions: [{ actionName: 'sent to admin', actionParameter: { adminEmail: '' } }],
  });
  await card.press('Share…');
  await started.app.idle();
  await slack.submitView({ user, values: { [shareBlocks.link]: `https://evil.example/${mark}` } });
  const share = {
    [shareBlocks.link]: '',
    [shareBlocks.conversation]: channels.incident,
    [shareBlocks.note]: `${mark} note`,
  };
  await slack.submitView({ user, values: share });
  await started.quiet();
  await card.press('Send to admin');
  await started.app.idle();
  await slack.submitView({ user, values: { 'input:0': `${mark}@evil.example` } });
  await slack.submitView({ user, values: { 'input:0': `${mark}@customer.example` } });
  await started.quiet();
}

/** What is a secret of the app, of a person's answer, or of HEC's for it, by where it is expected. */
function secretsOf({ hec, slack }: Started): Record<string, string[]> {
  const { botToken, signingSecret, appToken } = slack.installation;
  const payloads = slack.deliveries.map(({ payload }) =>
    z
      .object({ response_url: z.string().optional(), trigger_id: z.string().optional(), token: z.string().optional() })
      .parse(payload),
  );
  const known = (values: (string | undefined)[]) => [...new Set(values.filter((value) => value !== undefined))];
  return {
    slack: [botToken, signingSecret, appToken],
    hecKey: [hec.accessKey],
    hecTokens: known(hec.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', ''))),
    responseUrls: known(payloads.map(({ response_url }) => response_url)),
    triggers: known(payloads.map(({ trigger_id }) => trigger_id)),
    verification: known(payloads.map(({ token }) => token)),
  };
}

function expectNone(secrets: Record<string, string[]>, where: Record<string, string>): void {
  for (const [kind, values] of Object.entries(secrets)) {
    for (const value of values) {
      for (const [place, text] of Object.entries(where)) {
        const at = text.indexOf(value);
        expect(at === -1 ? '' : `${kind} in ${place}: ${text.slice(Math.max(0, at - 300), at + 100)}`).toBe('');
      }
    }
  }
}

/** What anybody can ask of the app, beside Slack's requests. */
async function served({ app, slack }: Started, lines: string[]): Promise<string> {
  const told = lines.map((line) => z.object({ msg: z.string(), port: z.number().optional() }).parse(JSON.parse(line)));
  const metricsPort = told.find(({ msg }) => msg === 'metrics are served')?.port;
  expect(metricsPort).toBeTypeOf('number');
  const origin = `http://127.0.0.1:${app.port}`;
  const addresses = [`${origin}/healthz`, `${origin}/readyz`, `${origin}/`, `http://127.0.0.1:${metricsPort}/metrics`];
  const answers = await Promise.all(
    addresses.map(async (address) => {
      const response = await fetch(address);
      return `${JSON.stringify([...response.headers])} ${await response.text()}`;
    }),
  );
  const acknowledged = slack.deliveries.map(({ acknowledgement }) => acknowledgement?.body ?? '');
  return [...answers, ...acknowledged].join('\n');
}

/** Every table, but for the column of the one secret that is kept because a private card is changed through it. */
async function stored({ store }: Started): Promise<Record<'facts' | 'jobs' | 'notes', string>> {
  const read = async (query: string) => JSON.stringify(await store.db.execute(sql.raw(query)));
  return {
    facts: [
      await read('select * from handled_events'),
      await read(
        'select id, kind, event_id, channel_id, user_id, message_ts, thread_ts, shape, revision, place from shown_messages',
      ),
      // A search is recorded in the words that somebody typed.
      await read("select to_jsonb(audit) - 'query' from audit where kind <> 'action'"),
    ].join('\n'),
    jobs: await read('select name, data, output from pgboss.job'),
    notes: [
      await read('select note, url from shown_messages'),
      await read('select query from audit'),
      await read('select * from seen_events'),
    ].join('\n'),
  };
}

const hecFaults: Fault[] = [
  { kind: 'status', status: 401 },
  { kind: 'status', status: 400 },
  { kind: 'status', status: 500, body: 'html' },
  { kind: 'malformed-json' },
  { kind: 'wrong-shape' },
  { kind: 'envelope-failure' },
  { kind: 'reset' },
];
const slackFaults: SlackFault[] = [
  { kind: 'error', error: 'internal_error' },
  { kind: 'http_error', status: 500 },
  { kind: 'http_error', status: 404 },
  { kind: 'rate_limited', retryAfterSeconds: 30 },
  { kind: 'reset' },
  { kind: 'lost_answer' },
];
/** What the simulated HEC says of its failures and tasks. */
const hecWords = [
  'Bad gateway',
  '0.8f3c1d17',
  'forceLogout',
  'Authentication required',
  'Request failed',
  'Internal error',
  'not quarantined',
];

describe('secrets and outside text', () => {
  test.each(['http', 'socket'] as const)(
    'over %s, no secret and no outside text gets into the log, the audit trail or what the app serves',
    async (transport) => {
      const { started, lines, log } = await startPlanted(transport);
      const { hec, slack } = started;
      await use(started, transport === 'http' ? surfaces : various);
      await writeEverywhere(started);
      hec.world.taskSeconds = 0;
      hec.world.outcome = 'nothing';
      await act(started);
      await expect.poll(log).toContain('an action ended');

      const { facts, jobs, notes } = await stored(started);
      const secrets = secretsOf(started);
      for (const values of Object.values(secrets)) expect(values.length).toBeGreaterThan(0);
      const places = { log: log(), served: await served(started, lines), facts, jobs };
      expectNone({ ...secrets, outside: [mark, ...hecWords] }, places);
      // It was there to be found.
      const shown = JSON.stringify([shownAnywhere(slack), slack.views(people.responder), slack.home(people.responder)]);
      expect(shown).toContain(`${mark} description`);
      expect(notes).toContain(`${mark} note`);
      expectNone(secrets, { shown, notes });
    },
    60_000,
  );

  test('no secret and no outside text is logged when HEC fails, whatever it answers', async () => {
    const { started, log } = await startPlanted();
    for (const fault of hecFaults) {
      await use(started, reading, () => started.hec.faults.set(fault));
      await act(started, () => started.hec.faults.set(fault));
    }
    expect(log()).toContain('HEC did not answer');
    expectNone({ ...secretsOf(started), outside: [mark, ...hecWords] }, { log: log() });
  }, 60_000);

  test('no secret and no outside text is logged when Slack fails, even if a private answer has to change', async () => {
    const { started, log } = await startPlanted();
    for (const fault of slackFaults) {
      const fail = () => started.slack.faults.add({ method: '*', ...fault });
      await use(started, writing, fail);
      await act(started, fail);
    }
    expect(log()).toContain('refused or failed');
    expectNone({ ...secretsOf(started), outside: [mark, ...hecWords] }, { log: log() });
  }, 60_000);

  test('no secret and no outside text is logged when the database fails midway', async () => {
    const { started, log } = await startPlanted();
    for (const table of ['audit', 'shown_messages', 'handled_events']) {
      const eventId = plantEvent(started);
      await started.store.db.execute(sql.raw(`alter table ${table} rename to away`));
      const command = { user: people.responder, channel: channels.security, command: '/hec-event' };
      await started.slack.command({ ...command, text: `${eventId} private` });
      await started.slack.command({ ...command, text: eventId });
      await started.slack.post({ ...command, text: `@hec ${eventId} ${mark}` });
      await started.quiet();
      await started.store.db.execute(sql.raw(`alter table away rename to ${table}`));
    }
    expect(log()).toContain('DrizzleQueryError');
    expectNone({ ...secretsOf(started), outside: [mark] }, { log: log() });
  }, 60_000);
});

test('HEC’s key goes only to its sign-in, its token only to HEC, and no secret of Slack’s to HEC', async () => {
  const { started } = await startPlanted();
  await use(started, various);
  await act(started);
  const { hec, slack } = started;
  const { hecKey = [], hecTokens = [], ...ofSlack } = secretsOf(started);
  const written = hec.requests.map(({ path, headers: { authorization: _, ...headers }, query, body }) => ({
    path,
    rest: JSON.stringify({ path, headers, query, body }),
  }));
  const signIns = written.filter(({ path }) => path === '/auth/external');
  const others = written.filter(({ path }) => path !== '/auth/external');
  expect(signIns.every(({ rest }) => rest.includes(hec.accessKey))).toBe(true);
  expect(others.length).toBeGreaterThan(5);
  expectNone({ hecKey, hecTokens, ...ofSlack }, { 'requests of data': JSON.stringify(others) });
  expectNone({ hecTokens, ...ofSlack }, { 'sign-ins': JSON.stringify(signIns) });
  expectNone({ hecKey, hecTokens }, { 'calls of Slack': JSON.stringify(slack.calls) });
}, 60_000);

describe('a start that fails', () => {
  const required = {
    SLACK_BOT_TOKEN: 'xoxb-planted',
    SLACK_SIGNING_SECRET: 'planted-signing-secret',
    SLACK_API_URL: 'http://127.0.0.1:1/api/',
    HEC_REGION: 'us',
    HEC_CLIENT_ID: 'planted-client',
    HEC_ACCESS_KEY: 'planted-key',
  };

  test.each([
    ['because no database answers', 'postgres://someone:planted-password@127.0.0.1:1/planted'],
    ['because the database’s address has no port', 'postgres://someone:planted-password@127.0.0.1:planted/x'],
    ['because the database’s address can’t be read', 'postgres://someone:planted%pass@word@[::/planted'],
    ['because the database has no host', 'postgres://someone:planted-password@/x?host=/nowhere/planted'],
  ])(
    'a start that fails %s reveals no password and no key',
    async (_title, DATABASE_URL) => {
      const { logger, log } = capture();
      const failed = (async () => startApp(loadConfig({ ...required, DATABASE_URL }), logger))().then(
        () => 'started',
        (error: unknown) => error,
      );
      const error = await failed;
      expect(error).toBeInstanceOf(Error);
      logger.error({ err: error }, 'as it would be logged');
      expect(`${error} ${log()}`).not.toMatch(/planted-pass|planted%pass|xoxb|planted-key|planted-signing/);
    },
    20_000,
  );
});

test('a log line repeats nothing from the lines before it', () => {
  const { logger, lines } = capture();
  withRequestId(() => {
    logger.info({ eventId: 'one', err: new Error('of the first') }, 'first');
    logger.info('second');
  });
  const [first, second] = lines.map((line) => z.looseObject({ request: z.string() }).parse(JSON.parse(line)));
  expect(second?.request).toBe(first?.request);
  expect(Object.keys(second ?? {}).toSorted()).toEqual(['hostname', 'level', 'msg', 'pid', 'request', 'time']);
});
