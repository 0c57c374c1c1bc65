import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastEffective } from '../../src/actions/run.ts';
import { formats } from '../../src/cli/audit-export/formats.ts';
import { rowsSince } from '../../src/cli/audit-export/rows.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { Store } from '../../src/store/open.ts';
import { claimRun, endRun, lastOfAction, lostRuns, runById } from '../../src/store/runs.ts';
import { rememberShownMessages, shownMessagesOf } from '../../src/store/shown-messages.ts';
import { eventShownBy, isCompact } from '../support/modals.ts';
import { aRun, openAt } from '../support/store.ts';
import { database, loadDatabase } from '../support/upgrade/database.ts';
import { type Recording, readOutside, readRecording, versions } from '../support/upgrade/fixture.ts';
import { idOf } from '../support/upgrade/setting.ts';

const required = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'secret',
  HEC_GATEWAY_URL: 'https://gateway.example',
  HEC_CLIENT_ID: 'client',
  HEC_ACCESS_KEY: 'key',
};

/** They keep neither what was read before an action nor the order of endings. */
const judgingByClocks = ['0.1.0', '0.2.0', '0.3.0'];

/** Another value of each variable than its default. */
const others: Record<string, string> = {
  AUDIT_RETENTION_DAYS: '30',
  DATABASE_URL: 'postgres://db.example/app',
  DATA_DIR: '/var/lib/hec-slack',
  EVENT_RETENTION_DAYS: '7',
  HEC_ACCESS_KEY: 'another-key',
  HEC_ADMIN_EMAIL_DOMAINS: 'customer.example, other.example',
  HEC_CHANNELS: 'C0SECURITY',
  HEC_CLIENT_ID: 'another-client',
  HEC_GATEWAY_URL: 'https://other.example/auth/external',
  HEC_REGION: 'eu',
  HEC_RESPONDERS: 'U0RESPOND1,S0ONCALL00',
  HEC_SCOPE: 'farm:tenant',
  HEC_SEARCHERS: 'U0MEMBER01',
  HEC_VIEWERS: 'U0MEMBER01',
  HOST: '127.0.0.1',
  HTTP_PROXY: 'http://proxy.example:3128',
  HTTPS_PROXY: 'http://proxy.example:3128',
  LISTEN_HOST: '127.0.0.1',
  LOG_LEVEL: 'debug',
  METRICS_HOST: '0.0.0.0',
  METRICS_PORT: '9090',
  NO_PROXY: 'hec.example',
  PORT: '8080',
  SLACK_API_URL: 'https://slack.example/api/',
  SLACK_APP_TOKEN: 'xapp-1',
  SLACK_BOT_TOKEN: 'xoxb-2',
  SLACK_SIGNING_SECRET: 'another-secret',
  SLACK_WORK_OBJECTS: 'on',
};

/** The app doesn't read it: the Compose file makes `DATABASE_URL` of it. */
const ofCompose = 'POSTGRES_PASSWORD';

test.each(versions)('the app is started on what version %s left', async (version) => {
  const suite = await readFile(new URL(`from-${version}.upgrade.ts`, import.meta.url), 'utf8');
  expect(suite).toContain(`appGoesOnFrom('${version}')`);
});

describe.each(versions)('version %s', (version) => {
  let recording: Recording;
  let store: Store;
  beforeAll(async () => {
    recording = await readRecording(version, database);
    const { endedAt } = recording;
    store = await openAt(await loadDatabase(version), { now: () => endedAt.getTime() });
  }, 60_000);
  afterAll(() => store.close(), 30_000);

  test('the audit record from before an upgrade is exported with the same columns and values, and new columns behind them', async () => {
    const rows = () => rowsSince(store, new Date(0));
    const csv = await text(Readable.from(formats.csv(rows())));
    const added = (csv.split('\n')[0] ?? '').slice((recording.audit.csv.split('\n')[0] ?? '').length);
    const empty = added.replace(/[^,]/g, '');
    expect(added).toMatch(/^(?:,[a-z_]+)*$/);
    expect(csv.replace(added, '').replaceAll(`${empty}\n`, '\n')).toBe(recording.audit.csv);
    expect(parsed(await text(Readable.from(formats.json(rows()))))).toEqual(parsed(recording.audit.json));
  });

  test('every card and preview from before an upgrade is still found by its event', async () => {
    const { messages } = recording.slack;
    for (const { channel: channelId, ts: messageTs, ...message } of messages) {
      const eventId = eventShownBy(message);
      const shape = isCompact(message) ? 'compact' : 'full';
      const card = expect.objectContaining({ kind: 'message', channelId, messageTs, shape });
      if (eventId !== undefined) expect(await shownMessagesOf(store.db, eventId)).toContainEqual(card);
      for (const { url, blocks } of message.unfurls) {
        const preview = expect.objectContaining({ kind: 'unfurl', channelId, messageTs, url });
        expect(await shownMessagesOf(store.db, eventShownBy({ blocks }) ?? '')).toContainEqual(preview);
      }
    }
    const note = expect.objectContaining({ note: 'Please look at this <b>' });
    expect(await shownMessagesOf(store.db, idOf('shared'))).toContainEqual(note);
  });

  test('a private card that was not pressed before an upgrade is not found: a command’s address changes nothing', async () => {
    const found = await shownMessagesOf(store.db, idOf('private'));
    expect(recording.slack.ephemerals.map(eventShownBy)).toContain(idOf('private'));
    expect(found.filter(({ kind }) => kind === 'response')).toEqual([]);
  });

  test('an event that the same message shows again after an upgrade is remembered once', async () => {
    for (const name of ['shared', 'mentioned', 'preview', 'preview in a thread']) {
      const before = await shownMessagesOf(store.db, idOf(name));
      expect(before).not.toEqual([]);
      for (const message of before) {
        if (message.kind !== 'response') await rememberShownMessages(store.db, message);
      }
      expect(await shownMessagesOf(store.db, idOf(name))).toEqual(before);
    }
  });

  test('an action that was running before an upgrade still blocks others on its event', async () => {
    for (const name of ['claimed', 'sending', 'following']) {
      const claim = await claimRun(store.db, aRun({ eventId: idOf(name) }));
      if (claim.kind !== 'busy') throw new Error(`The ${name} run no longer blocks others.`);
      expect(await runById(store.db, claim.by.id)).toMatchObject({ state: name, eventId: idOf(name) });
    }
  });

  test('an action that was running before an upgrade has its job, and is found once that is lost', async () => {
    expect(await lostRuns(store.db)).toEqual([]);
    await store.db.execute(sql`delete from pgboss.job where name in ('settle', 'follow')`);
    const lost = await lostRuns(store.db);
    expect(lost.map(({ state }) => state).toSorted()).toEqual(['claimed', 'following', 'sending']);
  });

  test('an action that ended before an upgrade is judged as it was, and comes before any that ends after it', async () => {
    const eventId = idOf('done');
    const last = lastEffective(await store.batched.runsOfEvent(eventId));
    if (judgingByClocks.includes(version))
      expect(last).toMatchObject({ before: undefined, endedOrder: undefined, corrects: undefined });
    const claim = await claimRun(store.db, aRun({ eventId }));
    if (claim.kind === 'busy') throw new Error('busy');
    await endRun(store.db, claim.run.id, 'claimed', { outcome: 'done', at: new Date(0) });
    expect(lastEffective(await store.batched.runsOfEvent(eventId))?.id).toBe(claim.run.id);
  });

  test('an action on an email is still found by the email after an upgrade', async () => {
    const action = { target: 'email', eventId: 'another', entityId: idOf('email of email done') } as const;
    const last = await lastOfAction(store.db, { ...action, actionName: 'quarantine' });
    expect(last).toMatchObject({ outcome: 'done', eventId: idOf('email done') });
  });

  test('every environment variable from before an upgrade is still read', async () => {
    const { environment } = await readOutside(version);
    const read = environment.filter((name) => name !== ofCompose);
    expect(Object.keys(others)).toEqual(expect.arrayContaining(read));
    const { HEC_GATEWAY_URL: gateway, ...rest } = required;
    for (const name of read) {
      const { [name]: value = '' } = others;
      const proxied = name === 'NO_PROXY' ? { HTTPS_PROXY: others.HTTPS_PROXY } : {};
      const before = { ...required, ...proxied, METRICS_PORT: '1' };
      const base = name === 'HEC_REGION' ? rest : { ...rest, HEC_GATEWAY_URL: gateway };
      const given = loadConfig({ ...base, ...proxied, METRICS_PORT: '1', [name]: value });
      expect(given, name).not.toEqual(loadConfig(before));
    }
  });
});

/** One JSON object a line. The order of an object's keys means nothing. */
function parsed(lines: string): unknown[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}
