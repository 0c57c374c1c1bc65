/**
 * The built app on a Postgres of its own that is stopped, restarted, filled up and locked. What a person is told, and that
 * nothing is lost and nothing done twice; the app's own limits of time make these slow.
 */
import { statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError } from 'pg';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { type AppOnPostgres, startOnPostgres } from '../support/faults/app-on-postgres.ts';
import { startBreakable } from '../support/faults/breakable.ts';
import {
  mayMount,
  mountSmallDisk,
  type PostgresServer,
  startPostgres,
  withClient,
} from '../support/faults/postgres-server.ts';
import { the } from '../support/processes/scene.ts';
import { patiently, showEverywhere } from '../support/processes/shown-event.ts';
import { privateAnswers, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { newDirectory, openAt } from '../support/store.ts';

const dismissed = `Dismissed by <@${people.responder}>`;
const unreachable = /can’t reach its database right now/;
const command = { channel: channels.security, command: '/hec-event' };

let started: PostgresServer | undefined;
const server = () => the(started);
beforeAll(async () => {
  started = await startPostgres();
});
afterAll(() => started?.remove());

/** What the app told somebody privately in #security beside cards, once it is about the database. */
async function toldOfDatabase({ slack }: AppOnPostgres, user: string): Promise<void> {
  await slack.until(
    () => slack.ephemerals(channels.security, user).some(({ text }) => unreachable.test(text)),
    patiently,
  );
}

test('while Postgres is stopped, nothing is done, people read why and /readyz says so; later everything works again', async (context) => {
  const url = await server().newDatabase();
  const scene = await startOnPostgres(url, context);
  const { slack, hec } = scene;
  hec.world.taskId = 'none';
  const event = await showEverywhere(scene);
  const posted = slack.messages(channels.security).length;
  await server().stop();
  try {
    await expect.poll(scene.readiness, { timeout: 5_000 }).toEqual({ status: 503, database: 'failing' });
    const asked = [
      await slack.command({ ...command, user: people.member, text: event.eventId }),
      await event.press('Dismiss'),
    ];
    for (const { outcome, elapsedMs } of asked) {
      expect(outcome).toBe('acknowledged');
      expect(elapsedMs).toBeLessThan(1_000);
    }
    const mention = await slack.post({
      user: people.otherMember,
      channel: channels.security,
      text: `@hec ${event.eventId}`,
    });
    await Promise.all([people.member, people.responder, people.otherMember].map((user) => toldOfDatabase(scene, user)));
    await slack.settled();
    expect(event.sent()).toEqual([]);
    expect(slack.messages(channels.security)).toHaveLength(posted + 1);
    expect(slack.thread(channels.security, mention.ts)).toHaveLength(1);
    expect(scene.app.isRunning()).toBe(true);
  } finally {
    await server().start();
  }
  await expect.poll(scene.readiness, { timeout: 10_000 }).toEqual({ status: 200, database: 'ok' });
  await event.press('Dismiss');
  await event.ended(dismissed);
  expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
  expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
});

describe('a Postgres that is restarted', () => {
  test('an action that HEC works on while Postgres restarts is done once, shown everywhere and announced once', async (context) => {
    const scene = await startOnPostgres(await server().newDatabase(), context);
    const { slack, hec } = scene;
    hec.world.taskSeconds = 4;
    const event = await showEverywhere(scene);
    await event.press('Dismiss');
    await event.running();
    await server().stop();
    await server().start();
    await event.ended(dismissed);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    await slack.settled({ quietMs: 500 });
    expect(await event.outcome()).toHaveLength(1);
    expect(await event.record()).toEqual(['*Dismiss* is done']);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
  });

  test('if Postgres restarts while an action is being sent, the person is told, and the action ends as HEC shows it', async (context) => {
    const scene = await startOnPostgres(await server().newDatabase(), context);
    const { hec } = scene;
    hec.world.taskId = 'none';
    const event = await showEverywhere(scene);
    hec.faults.set({ kind: 'slow', ms: 1_500, when: 'after-applying', path: '/action/' });
    await event.press('Dismiss');
    await expect.poll(() => event.sent().length, { timeout: 5_000, interval: 10 }).toBe(1);
    await server().stop();
    await toldOfDatabase(scene, people.responder).finally(() => server().start());
    await event.ended(dismissed);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
  });
});

/** Takes the room for writing away, and gives it back. */
interface Fullness {
  newDatabase(context: TestContext): Promise<string>;
  begin(url: string): Promise<void>;
  end(url: string): Promise<void>;
}

const fullDisk: Fullness = {
  async newDatabase({ onTestFinished }) {
    const unmount = await mountSmallDisk(smallDisk());
    await server().give(smallDisk());
    const admin = await server().newDatabase();
    await withClient(admin, (client) => client.query(`create tablespace small location '${smallDisk()}'`));
    const url = await server().newDatabase({ tablespace: 'small' });
    onTestFinished(async () => {
      await withClient(admin, async (client) => {
        await client.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
        await client.query('drop tablespace small');
      });
      await unmount();
    });
    return url;
  },
  async begin(url) {
    const { bavail, bsize } = await statfs(smallDisk());
    await writeFile(join(smallDisk(), 'filling'), Buffer.alloc(bavail * bsize));
    // The last page of the table has room for some more rows.
    await withClient(url, async (client) => {
      const fill = "insert into audit (kind, at, team_id, user_id) values ('lookup', '2020-01-01', 'T', 'U')";
      const isFull = (error: unknown) => error instanceof DatabaseError && error.code === '53100';
      let full = false;
      while (!full) full = await client.query(fill).then(() => false, isFull);
    });
  },
  end: (url) =>
    withClient(url, async (client) => {
      await writeFile(join(smallDisk(), 'filling'), '');
      await client.query("delete from audit where team_id = 'T'");
    }),
};
const smallDisk = () => join(server().directory, 'small');

/** As after a failover to a standby, and as an operator may set it on a disk that is nearly full. */
const readOnly: Fullness = {
  newDatabase: () => server().newDatabase(),
  begin: (url) => setReadOnly(url, 'on'),
  end: (url) => setReadOnly(url, 'off'),
};

async function setReadOnly(url: string, value: 'on' | 'off'): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('set default_transaction_read_only = off');
    await client.query(`alter system set default_transaction_read_only = ${value}`);
    await client.query('select pg_reload_conf()');
  });
}

const fullnesses: [string, Fullness][] = [['because it is read-only', readOnly]];
if (await mayMount()) fullnesses.unshift(['because its disk is full', fullDisk]);

// Where no disk can be mounted the second cell stands for both: to the app they look the same but for the error's code.
test.for(fullnesses)(
  'a Postgres that takes no writes %s is still read, no action is sent, and one pressed later is done once',
  async ([, fullness], context) => {
    const url = await fullness.newDatabase(context);
    const scene = await startOnPostgres(url, context);
    const { slack, hec } = scene;
    hec.world.taskId = 'none';
    const event = await showEverywhere(scene);
    await fullness.begin(url);
    try {
      expect(await event.press('Dismiss')).toMatchObject({ outcome: 'acknowledged' });
      await toldOfDatabase(scene, people.responder);
      expect(event.sent()).toEqual([]);
      // The record is read, and HEC is.
      const record = { ...command, user: people.responder, text: `audit ${event.eventId}` };
      await slack.command(record);
      await slack.until(
        () =>
          slack
            .ephemerals(channels.security, people.responder)
            .some(({ blocks }) => textOf(blocks).includes('Looked up')),
        patiently,
      );
    } finally {
      await fullness.end(url);
    }
    await event.press('Dismiss');
    await event.ended(dismissed);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
  },
);

describe('a Postgres that is slow', () => {
  test('a slow Postgres delays no acknowledgement, and an action pressed twice is done once', async (context) => {
    const url = await server().newDatabase();
    const scene = await startOnPostgres(url, context);
    const { slack, hec } = scene;
    hec.world.taskId = 'none';
    const event = await showEverywhere(scene);
    await withClient(url, async (client) => {
      await client.query('begin');
      await client.query('lock table audit in access exclusive mode');
      const asked = [
        await event.press('Dismiss'),
        await event.press('Dismiss'),
        await slack.command({ ...command, user: people.member, text: event.eventId }),
      ];
      for (const { outcome, elapsedMs } of asked) {
        expect(outcome).toBe('acknowledged');
        expect(elapsedMs).toBeLessThan(1_000);
      }
      await slack.until(
        () => slack.ephemerals(channels.security, people.member).some(({ text }) => text.includes('longer than usual')),
        patiently,
      );
      expect(event.sent()).toEqual([]);
      await client.query('commit');
    });
    await event.ended(dismissed);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    await slack.settled({ quietMs: 500 });
    expect(await event.outcome()).toHaveLength(1);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
    expect(slack.messages(channels.security).filter(({ threadTs }) => threadTs === undefined)).toHaveLength(2);
  });

  test('an action is not sent again when Postgres is slow to record that HEC has it', async (context) => {
    const url = await server().newDatabase();
    const scene = await startOnPostgres(url, context);
    scene.hec.world.taskId = 'none';
    const event = await showEverywhere(scene);
    await withClient(url, (client) =>
      client.query(`
        create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(2); return new; end $$;
        create trigger slow before insert or update on audit for each row execute function slow()`),
    );
    expect(await event.press('Dismiss')).toMatchObject({ outcome: 'acknowledged' });
    await event.ended(dismissed);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
  });
});

test('while the embedded database is closed under the app, nothing is done, people read why and /readyz says so', async () => {
  const app = await startBreakable();
  const { slack, hec } = app;
  const card = await showEvent(app);
  await app.quiet();
  const closed = await openAt({ databaseUrl: undefined, dataDir: await newDirectory() });
  await closed.close();
  app.useInstead(closed);
  await card.press('Dismiss');
  await slack.command({ ...command, user: people.member, text: card.eventId });
  for (const user of [people.responder, people.member]) {
    const [answer] = await privateAnswers(slack, user);
    expect(answer?.text).toMatch(unreachable);
  }
  expect(hec.requests.filter(({ path }) => path.endsWith('/action/event'))).toEqual([]);
  expect((await fetch(`http://127.0.0.1:${app.app.port}/readyz`)).status).toBe(503);

  app.comeBack();
  hec.world.taskId = 'none';
  await card.press('Dismiss');
  await slack.until(() => card.text().includes(dismissed));
  expect(hec.world.appliedActions).toHaveLength(1);
});
