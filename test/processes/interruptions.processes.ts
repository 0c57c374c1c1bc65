import { beforeAll, describe, expect, test } from 'vitest';
import { people } from '../../playground/slack/server.ts';
import { deployments, type Scene, startScene, the, unanswered } from '../support/processes/scene.ts';
import { patiently, type ShownEvent, showEverywhere } from '../support/processes/shown-event.ts';
import { newLocation } from '../support/store.ts';

const dismissed = `Dismissed by <@${people.responder}>`;
const stopWithinMs = 25_000;

// The first one makes the directory that the others copy.
beforeAll(newLocation);

// Most of each test is waiting for the app's own time limits, so they wait together.
describe.concurrent.each(deployments)('kill -9, %s', (deployment) => {
  test(`after kill -9, a click that was acknowledged but not claimed has left no trace and can be made again (${deployment})`, async (context) => {
    const scene = await startScene(deployment, context);
    const { slack } = scene;
    const event = await showEverywhere(scene);
    slack.faults.add({ method: 'users.info', kind: 'hang' });
    expect(await event.press('Dismiss')).toMatchObject({ outcome: 'acknowledged' });
    await slack.until(() => slack.calls.some(({ args }) => args.user === people.responder));
    const [taker] = scene.processes;
    await the(taker).kill();
    slack.faults.clear();
    await scene.goOnWithout(the(taker));
    expect(await event.record()).toEqual([]);
    await event.press('Dismiss');
    await event.ended(dismissed);
    expect(await event.record()).toEqual(['*Dismiss* is done']);
    expect(event.sent()).toHaveLength(1);
  });

  test(`after kill -9, a run that was claimed but not sent ends as not sent, and the action can be pressed again (${deployment})`, async (context) => {
    const scene = await startScene(deployment, context);
    const { slack, hec } = scene;
    const event = await showEverywhere(scene);
    const [taker] = scene.processes;
    hec.faults.set({ kind: 'hang', path: '/event/' });
    await event.press('Dismiss');
    await unanswered(hec, '/event/');
    await the(taker).kill();
    hec.faults.clear();
    await scene.goOnWithout(the(taker));
    await event.ended(`Dismiss by <@${people.responder}> wasn’t sent`);
    expect(await event.record()).toEqual(['*Dismiss* wasn’t sent: the app was stopped meanwhile']);
    expect(event.sent()).toHaveLength(0);
    await event.press('Dismiss');
    await event.ended(dismissed);
    expect(event.sent()).toHaveLength(1);
    expect(slack.deliveries.every(({ acknowledgement }) => acknowledgement?.outcome === 'acknowledged')).toBe(true);
  });

  test(`after kill -9, a request that HEC did not carry out ends as doubtful and is not sent again (${deployment})`, async (context) => {
    const scene = await startScene(deployment, context);
    const { hec } = scene;
    const event = await showEverywhere(scene);
    hec.faults.set({ kind: 'hang', path: '/action/' });
    await event.press('Dismiss');
    await event.running();
    const sender = scene.senderOf(await unanswered(hec, '/action/event'));
    await sender.kill();
    hec.faults.clear();
    await scene.goOnWithout(sender);
    await event.ended('may have been applied');
    expect(await event.outcome()).toEqual([expect.stringContaining('may have been applied')]);
    expect(await event.record()).toEqual(['*Dismiss* may have been applied: the app was stopped meanwhile']);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 0]);
  });

  test(`after kill -9, a request that HEC carried out ends as done and is not sent again (${deployment})`, async (context) => {
    const scene = await startScene(deployment, context);
    const { hec } = scene;
    hec.world.taskSeconds = 0;
    const event = await showEverywhere(scene);
    hec.faults.set({ kind: 'hang', path: '/action/', when: 'after-applying' });
    await event.press('Dismiss');
    await event.running();
    const sender = scene.senderOf(await unanswered(hec, '/action/event'));
    await sender.kill();
    hec.faults.clear();
    await scene.goOnWithout(sender);
    await event.ended(dismissed);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    expect(await event.record()).toEqual(['*Dismiss* is done']);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
  });

  test(`after kill -9, a task that HEC works on is followed again within 15 seconds of the start, to its end (${deployment})`, async (context) => {
    const scene = await startScene(deployment, context);
    const { hec } = scene;
    hec.world.taskSeconds = 6;
    const event = await showEverywhere(scene);
    // The job that follows is then under way, so that it comes back only once its time is over.
    hec.faults.set({ kind: 'hang', path: '/task/', times: 1 });
    await event.press('Dismiss');
    await event.running();
    const follower = scene.senderOf(await unanswered(hec, '/task/'));
    await follower.kill();
    const looks = hec.requests.length;
    const goesOnSince = await scene.goOnWithout(follower);
    await event.ended(dismissed);
    const [next] = hec.requests.slice(looks).filter(({ path }) => path.includes('/task/'));
    expect(the(next).at.getTime() - goesOnSince).toBeLessThan(15_000);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    expect(await event.record()).toEqual(['*Dismiss* is done']);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
  });

  test(`after kill -9, an outcome that Slack took but had not confirmed is not posted again (${deployment})`, async (context) => {
    const scene = await startScene(deployment, context);
    const { slack } = scene;
    const event = await showEverywhere(scene);
    slack.faults.add({ method: 'chat.postMessage', kind: 'hang', when: 'after-taking' });
    await event.press('Dismiss');
    await event.outcome();
    for (const process of scene.processes) await process.kill();
    slack.faults.clear();
    const [first] = scene.processes;
    await scene.goOnWithout(the(first));
    const [next] = scene.processes;
    const notAgain = 'outcome not posted again: an earlier attempt may have posted it';
    // Vitest's own `expect` can't poll in a test that runs beside others.
    await context.expect.poll(() => the(next).messages, { timeout: 90_000 }).toContain(notAgain);
    await event.ended(dismissed);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    expect(await event.record()).toEqual(['*Dismiss* is done']);
  });
});

test('after kill -9, the start of the only process leaves no card at “running” for more than 10 seconds', async (context) => {
  const scene = await startScene('one process with the embedded database', context);
  const { hec } = scene;
  // The start looks at once what became of it.
  hec.world.taskSeconds = 0;
  const event = await showEverywhere(scene);
  hec.faults.set({ kind: 'hang', path: '/action/', when: 'after-applying' });
  await event.press('Dismiss');
  await event.running();
  await scene.senderOf(await unanswered(hec, '/action/')).kill();
  hec.faults.clear();
  const startedAt = await scene.goOnWithout(the(scene.processes[0]));
  await event.ended(dismissed);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});

test('two clicks, one at each process, make one action, which the other process finishes when the sender is killed', async (context) => {
  const scene = await startScene('two processes on one Postgres', context);
  const { hec } = scene;
  hec.world.taskSeconds = 6;
  const event = await showEverywhere(scene);
  hec.faults.set({ kind: 'hang', path: '/task/', times: 1 });
  const clicks = scene.processes.map((process) => {
    scene.deliverTo(process);
    return event.press('Dismiss');
  });
  for (const click of await Promise.all(clicks)) expect(click).toMatchObject({ outcome: 'acknowledged' });
  await event.running();
  const follower = scene.senderOf(await unanswered(hec, '/task/'));
  await follower.kill();
  await scene.goOnWithout(follower);
  await event.ended(dismissed);
  expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
  expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
});

describe.concurrent.each(deployments)('SIGTERM, %s', (deployment) => {
  test.for([
    ['HEC is slow to answer', { kind: 'slow', ms: 6_000, when: 'after-applying' }, '*Dismiss* is done'],
    ['HEC never answers', { kind: 'hang', when: 'after-applying' }, '*Dismiss* is done'],
  ] as const)(
    `after SIGTERM while %s, the process ends by itself and nothing of the run is lost (${deployment})`,
    async ([, fault, record], context) => {
      const scene = await startScene(deployment, context);
      const { hec } = scene;
      const event = await showEverywhere(scene);
      hec.faults.set({ ...fault, path: '/action/' });
      await event.press('Dismiss');
      const sender = scene.senderOf(await unanswered(hec, '/action/event'));
      const askedAt = Date.now();
      expect(await sender.terminate()).toBe(0);
      expect(Date.now() - askedAt).toBeLessThan(stopWithinMs);
      hec.faults.clear();
      await scene.goOnWithout(sender);
      await event.ended(dismissed);
      expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
      expect(await event.record()).toEqual([record]);
      expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
    },
  );

  test(`after SIGTERM while HEC works on a task, the process ends by itself, and the task is followed without it (${deployment})`, async (context) => {
    const scene = await startScene(deployment, context);
    const { hec } = scene;
    hec.world.taskSeconds = 6;
    const event = await showEverywhere(scene);
    await event.press('Dismiss');
    await event.running();
    const [sender] = scene.processes;
    const askedAt = Date.now();
    expect(await the(sender).terminate()).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(stopWithinMs);
    await scene.goOnWithout(the(sender));
    await event.ended(dismissed);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    expect(await event.record()).toEqual(['*Dismiss* is done']);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
  });
});

test.concurrent('a click that Slack delivers to both processes makes one action, which one process finishes without the other', async (context) => {
  const scene = await startScene('two processes on one Postgres', context);
  const { hec } = scene;
  hec.world.taskSeconds = 15;
  const events = await Promise.all([showEverywhere(scene), showEverywhere(scene), showEverywhere(scene)]);
  await Promise.all(events.map((event, index) => pressAtBoth(scene, event, index)));
  await Promise.all(events.map((event) => event.running()));
  await context.expect
    .poll(() => events.every((event) => event.sent()[0]?.status === 200), { timeout: 5_000 })
    .toBe(true);

  const claimer = scene.senderOf(the(events[0]?.sent()[0]));
  await claimer.kill();
  await scene.goOnWithout(claimer);
  for (const event of events) {
    await event.ended(dismissed);
    expect(await event.outcome()).toEqual([expect.stringContaining('is done')]);
    expect(await event.record()).toEqual(['*Dismiss* is done']);
    expect([event.sent().length, event.tasks().length]).toEqual([1, 1]);
  }
});

test.concurrent('an edit that Slack makes late does not leave a message out of date', async (context) => {
  const scene = await startScene('two processes on one Postgres', context);
  const { hec, slack } = scene;
  hec.world.taskId = 'none';
  const event = await showEverywhere(scene);
  // Begun while the action runs, and made after it has ended.
  const slowMs = 4_000;
  hec.faults.set({ kind: 'slow', ms: 1_500, path: '/action/' });
  slack.faults.add({ method: 'chat.update', kind: 'slow', ms: slowMs, times: 1 });
  await event.press('Dismiss');
  await slack.until(
    () => slack.calls.some(({ method, elapsedMs = 0 }) => method === 'chat.update' && elapsedMs >= slowMs),
    patiently,
  );
  await event.ended(dismissed);
});

/** In either order, and without waiting for the first to be acknowledged. */
async function pressAtBoth({ slack, processes, deliverTo }: Scene, event: ShownEvent, index: number): Promise<void> {
  const [first, second] = index % 2 === 0 ? processes : processes.toReversed();
  deliverTo(the(first));
  const pressed = event.press('Dismiss');
  deliverTo(the(second));
  const again = slack.redeliver(slack.deliveries.at(-1));
  expect((await pressed).outcome).toBe('acknowledged');
  expect((await again).acknowledgement.outcome).toBe('acknowledged');
}
