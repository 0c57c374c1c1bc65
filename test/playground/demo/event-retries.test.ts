// An event that the app did not take is sent again, as Slack does: at once, after a minute, after five, then never.
import { expect, onTestFinished, test } from 'vitest';
import { retryEvents } from '../../../playground/demo/event-retries.ts';
import { channels, people, type SlackSimulator } from '../../../playground/slack/server.ts';
import { startHttpApp, startSlack } from '../../support/playground/tiny-app.ts';

const mention = { user: people.member, channel: channels.security, text: '@hec hello' };

/** Nobody is at the app's address. Each wait ends when the test says so. */
async function startWithoutApp() {
  const slack = await startSlack();
  slack.connectHttp('http://127.0.0.1:1/slack/events');
  const waits: { ms: number; end: () => void }[] = [];
  const stop = retryEvents(slack, (end, ms) => {
    const wait = { ms, end };
    waits.push(wait);
    return () => void waits.splice(waits.indexOf(wait), 1);
  });
  onTestFinished(stop);
  return { slack, waits, stop };
}

const triesOf = (slack: SlackSimulator) => slack.deliveries.map(({ retry }) => retry?.number ?? 0);

test('an event that nobody takes is sent again at once, after one minute and after five, and then never', async () => {
  const { slack, waits } = await startWithoutApp();
  await slack.post(mention);
  for (const tries of [1, 2, 3]) {
    await slack.until(() => waits.length === tries);
    waits.at(-1)?.end();
  }
  await slack.until(() => slack.deliveries.filter(({ acknowledgement }) => acknowledgement).length === 4);
  expect(waits.map(({ ms }) => ms)).toEqual([0, 60_000, 300_000]);
  expect(triesOf(slack)).toEqual([0, 1, 2, 3]);
});

test('a mention from while the app was away is heard when it is back, and is not sent again', async () => {
  const { slack, waits } = await startWithoutApp();
  await slack.post(mention);
  await slack.until(() => waits.length === 1);
  const heard: string[] = [];
  await startHttpApp(slack, (app) => app.event('app_mention', async ({ event }) => void heard.push(event.text)));
  waits[0]?.end();
  await slack.until(() => heard.length === 1);
  await slack.settled();
  expect(triesOf(slack)).toEqual([0, 1]);
  expect(waits).toHaveLength(1);
  expect(slack.deliveries[1]?.payload).toEqual(slack.deliveries[0]?.payload);
});

test('a command or a button that nobody took is not sent again', async () => {
  const { slack, waits } = await startWithoutApp();
  await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text: 'help' });
  await slack.settled();
  expect(waits).toEqual([]);
});

test('nothing is sent any more once it is stopped', async () => {
  const { slack, waits, stop } = await startWithoutApp();
  await slack.post(mention);
  await slack.until(() => waits.length === 1);
  stop();
  expect(waits).toEqual([]);
});
