/** Processes whose clocks differ, and queues that were emptied under them. */
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { beforeAll, describe, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { deployments, type Scene, startScene, the } from '../support/processes/scene.ts';
import { patiently, showEverywhere } from '../support/processes/shown-event.ts';
import { textOf } from '../support/read.ts';
import { asAdmin, newLocation } from '../support/store.ts';

// The first one makes the directory that the others copy.
beforeAll(newLocation);

const outcomesIn = ({ slack }: Scene) =>
  slack.messages(channels.security).filter(({ blocks }) => textOf(blocks).includes('is done'));

describe.concurrent.each([-20, 20])('clocks, %i seconds apart', (lastAheadSeconds) => {
  test(`a card from before an action does not act again, if the process that did it is ${lastAheadSeconds} seconds ahead`, async (context) => {
    const scene = await startScene('two processes on one Postgres', context, { lastAheadSeconds });
    const { hec, slack, processes, deliverTo } = scene;
    hec.world.taskId = 'none';
    const event = await showEverywhere(scene);
    await event.press('Dismiss');
    await event.ended(`Dismissed by <@${people.responder}>`);
    // From now on the card stays as it is.
    slack.faults.add({ method: 'chat.update', kind: 'error', error: 'fatal_error' });
    deliverTo(the(processes[1]));
    await event.press('Quarantine');
    await slack.until(() => outcomesIn(scene).length === 2, patiently);
    // HEC offers it once more.
    const availableEventActions = [{ actionName: 'quarantine', actionParameter: {} }];
    Object.assign(the(hec.world.events.get(event.eventId)), { availableEventActions });
    await event.press('Quarantine');
    const refused = () =>
      slack
        .ephemerals(channels.security, people.responder)
        .some(({ blocks }) => textOf(blocks).includes('out of date'));
    await slack.until(refused, patiently);
    context.expect(event.sent()).toHaveLength(2);
  });
});

describe.concurrent.each(deployments)('lost jobs, %s', (deployment) => {
  /** A minute until the next sweep, and the time that the queue takes to come to it. */
  const swept = { timeoutMs: 120_000 };

  test(`an action whose jobs are gone is ended within a minute or so, and its event can be acted on again (${deployment})`, {
    timeout: 240_000,
  }, async (context) => {
    const scene = await startScene(deployment, context);
    const { hec, slack } = scene;
    hec.world.taskSeconds = 5;
    const event = await showEverywhere(scene);
    // The job that follows is then under way, and can send no other.
    hec.faults.set({ kind: 'hang', path: '/task/' });
    await event.press('Dismiss');
    await event.running();
    await stopAndEmptyQueue(scene);
    hec.faults.clear();
    const [first] = scene.processes;
    await scene.goOnWithout(the(first));
    await slack.until(() => outcomesIn(scene).length === 1, swept);
    await event.ended(`Dismissed by <@${people.responder}>`);
    context.expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
    await event.press('Quarantine');
    await slack.until(() => outcomesIn(scene).length === 2, patiently);
    context.expect(event.tasks()).toHaveLength(2);
  });
});

/** As after a database was restored without its jobs. */
async function stopAndEmptyQueue({ processes, location: { databaseUrl, dataDir } }: Scene): Promise<void> {
  for (const process of processes) await process.kill();
  const empty = 'delete from pgboss.job';
  if (databaseUrl !== undefined) return asAdmin(databaseUrl, empty);
  const pglite = await PGlite.create(join(dataDir, 'postgres'));
  await pglite.exec(empty);
  await pglite.close();
}
