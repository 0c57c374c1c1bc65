/** Processes whose clocks differ: what came last is what the database says. */
import { expect, onTestFinished, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { startApp } from '../../src/app.ts';
import { createLogger } from '../../src/log.ts';
import { privateAnswers, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { start, testTimeouts } from '../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const offer = (newSeverity: string) => ({ actionName: 'severityChange', actionParameter: { newSeverity } });
/** HEC goes on offering both. */
const offers = { severity: 'Medium', availableEventActions: [offer('Low'), offer('High')] };

/** A second process on the same database, to which Slack sends everything from now on. */
async function startBeside({ config, slack, store }: Awaited<ReturnType<typeof start>>, aheadSeconds: number) {
  const now = () => Date.now() + aheadSeconds * 1_000;
  const app = await startApp(config, createLogger('silent'), { timeouts: testTimeouts, now, store });
  onTestFinished(() => app.stop());
  slack.connectHttp(`http://127.0.0.1:${app.port}/slack/events`);
}

test.each([-20, 20])(
  'a card from before an action does not act again, if the process that did it is %i seconds ahead',
  async (ahead) => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started, offers);
    await card.press('Low');
    await slack.until(() => card.replies().length === 1);
    await started.quiet();
    // From now on the card stays as it is.
    slack.faults.add({ method: 'chat.update', kind: 'error', error: 'fatal_error' });
    await startBeside(started, ahead);
    await card.press('High');
    await slack.until(() => card.replies().length === 2);
    await card.press('High');
    const answers = await privateAnswers(slack, people.responder);
    expect(answers.map(({ blocks }) => textOf(blocks))).toEqual([expect.stringContaining('this card was out of date')]);
    expect(hec.world.appliedActions).toHaveLength(2);
  },
);

test('an event that was read a moment before an action is read again, if the process that did it is 20 seconds behind', async () => {
  const at = Date.now();
  const started = await start({ env, now: () => at });
  const { app, slack, hec } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started, offers);
  const command = { user: people.member, channel: channels.incident, command: '/hec-event', text: card.eventId };
  const look = async () => {
    const before = slack.messages(channels.incident).length;
    await slack.command(command);
    const posted = await slack.until(() => slack.messages(channels.incident)[before]);
    return textOf(posted.blocks);
  };
  expect(await look()).toContain('Medium');
  await startBeside(started, -20);
  await card.press('High');
  await slack.until(() => card.replies().length === 1);
  slack.connectHttp(`http://127.0.0.1:${app.port}/slack/events`);
  const shown = await look();
  expect(shown).toContain('High');
  expect(shown).not.toContain('Medium');
});
