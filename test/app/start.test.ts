/** A start that can't succeed says why in a sentence, and leaves nothing open. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { SlackSimulator } from '../../playground/slack/server.ts';
import { freePort } from '../support/free-port.ts';
import { start } from '../support/start.ts';

const refusals = [
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
  'a_code_of_tomorrow',
];

const answers = (method: string, error: string) => (slack: SlackSimulator) =>
  slack.faults.add({ method, kind: 'error', error });

async function expectNobodyListens(port: number): Promise<void> {
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
}

test.each(refusals)('an app token that Slack refuses with %s ends the start with a sentence', async (code) => {
  const port = await freePort();
  const starting = start({
    transport: 'socket',
    env: { PORT: String(port) },
    prepare: answers('apps.connections.open', code),
  });
  await expect(starting).rejects.toThrow(`Slack refused SLACK_APP_TOKEN (${code}). Set an app-level token`);
  await expectNobodyListens(port);
});

test.each(refusals)('a bot token that Slack refuses with %s ends the start with a sentence', async (code) => {
  const port = await freePort();
  const starting = start({ env: { PORT: String(port) }, prepare: answers('auth.test', code) });
  await expect(starting).rejects.toThrow(`Slack refused SLACK_BOT_TOKEN (${code}). Copy the bot token anew`);
  await expectNobodyListens(port);
});

test.each(['internal_error', 'service_unavailable'])(
  'a start while Slack answers %s says to try again, and blames no token',
  async (code) => {
    const starting = start({ prepare: answers('auth.test', code) });
    await expect(starting).rejects.toThrow(`Slack has a problem (${code}). Try again.`);
  },
);

test('a start while Socket Mode is switched off at Slack ends with a sentence', async () => {
  const starting = start({ transport: 'socket', prepare: (slack) => void slack.switchOffSocketMode() });
  await expect(starting).rejects.toThrow('Socket Mode is switched off for this app. Switch it on');
});

test('a start while Slack can’t be reached ends with a sentence', async () => {
  const starting = start({ prepare: ({ faults }) => faults.add({ method: 'auth.test', kind: 'reset' }) });
  await expect(starting).rejects.toThrow(/^Slack did not answer at http.* Check the network, .*`npm run doctor` says/);
});

test.each(['PORT', 'METRICS_PORT'])(
  'a %s that is taken ends the start with a sentence, and frees the other',
  async (name) => {
    const [taken, other] = [await freePort(), await freePort()];
    const server = createServer().listen(taken);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const env = { PORT: String(other), METRICS_PORT: String(other), METRICS_HOST: '0.0.0.0', [name]: String(taken) };
    const sentence = `Port ${taken} is in use by another program. Stop that program, or set ${name} to another port.`;
    await expect(start({ env })).rejects.toThrow(sentence);
    await expectNobodyListens(other);
  },
);

test.each(['HOST', 'LISTEN_HOST'])(
  'an address in %s that is not this machine’s ends the start with a sentence',
  async (name) => {
    const starting = start({ env: { [name]: '192.0.2.1' } });
    await expect(starting).rejects.toThrow(`192.0.2.1 is not an address of this machine. Set ${name} to one that is`);
  },
);

test('a start says in one line who may act and search, and which settings restrict', async () => {
  const saidWith = async (env: Record<string, string>) => {
    const lines: unknown[] = [];
    await start({ env, log: (line) => lines.push(JSON.parse(line)) });
    return z.array(z.looseObject({ level: z.number(), msg: z.string() })).parse(lines);
  };
  const [warn, info] = [40, 30];
  const closed = await saidWith({});
  expect(closed.filter(({ msg }) => msg.includes('may act'))).toEqual([
    expect.objectContaining({
      level: warn,
      restrictedBy: [],
      searchersSetBy: 'nothing',
      msg: expect.stringMatching(/^nobody may act on events/),
    }),
  ]);
  const open = await saidWith({ HEC_RESPONDERS: 'U1AAA,S2BBB', HEC_VIEWERS: 'U1AAA', HEC_CHANNELS: 'C1AAA' });
  expect(open.filter(({ msg }) => msg.includes('may act'))).toEqual([
    expect.objectContaining({
      level: info,
      restrictedBy: ['HEC_VIEWERS', 'HEC_CHANNELS'],
      users: 1,
      groups: 1,
      searchersSetBy: 'HEC_RESPONDERS',
    }),
  ]);
  const separate = await saidWith({ HEC_RESPONDERS: 'U1AAA', HEC_SEARCHERS: 'U1AAA,S2BBB,S3CCC' });
  expect(separate.filter(({ msg }) => msg.includes('may act'))).toEqual([
    expect.objectContaining({ searchersSetBy: 'HEC_SEARCHERS', searchers: { users: 1, groups: 2 } }),
  ]);
});
