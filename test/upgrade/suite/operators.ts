/** What those who run the app watch. It comes last: metrics and log are of everything that was done before. */
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { type Deployed, recordedEvent, the, untilIn } from '../../support/upgrade/deployed.ts';
import { readOutside } from '../../support/upgrade/fixture.ts';
import { readMetrics } from '../../support/upgrade/metrics.ts';
import { idOf, linkTo } from '../../support/upgrade/setting.ts';

const { multiChannelGuest, responder } = people;
const { security, incident } = channels;

export function operatorsSeeTheSame(version: string, deployed: () => Deployed): void {
  const event = (name: string) => recordedEvent(deployed(), name);
  const until = untilIn(deployed);

  /** What came of actions in the recording and of none since. */
  async function otherOutcomes(): Promise<void> {
    const { hec, later } = deployed();
    hec.faults.set({ kind: 'reset', path: '/action/', when: 'after-applying', times: 1 });
    const { text } = the(
      event('severity')
        .buttons()
        .find(({ text: label }) => /\bLow$/.test(label.text)),
    );
    await event('severity').press(text.text);
    await until(() => event('severity').replies().length > 0);
    Object.assign(hec.world, { taskId: 'string', taskSeconds: 0 });
    hec.world.quirks.set(idOf('failed'), { outcome: 'failed' });
    hec.world.quirks.set(idOf('busy'), { outcome: 'nothing' });
    const before = hec.world.tasks.size;
    for (const name of ['failed', 'busy']) await event(name).press('Dismiss');
    await expect.poll(() => hec.world.tasks.size).toBe(before + 2);
    hec.world.taskSeconds = 86_400;
    await event('shared').press('Dismiss');
    await until(() => event('shared').text().includes('is running'));
    later(10 * 60_000);
    await until(() => ['failed', 'busy'].every((name) => event(name).replies().length > 1));
    await until(() => event('shared').replies().length > 0);
  }

  async function otherUses(): Promise<void> {
    const { hec, slack } = deployed();
    const refused = slack.ephemerals(security, multiChannelGuest).length;
    const command = { user: multiChannelGuest, channel: security, command: '/hec-event', text: idOf('shared') };
    await slack.command(command);
    await until(() => slack.ephemerals(security, multiChannelGuest).length > refused);
    // A lookup that fails, and one by an email's id, which is no event's.
    const failed = slack.ephemerals(security, people.otherMember).length;
    hec.faults.set({ kind: 'status', status: 500, path: `/event/${idOf('not sent')}` });
    const asks = { ...command, user: people.otherMember, text: idOf('not sent') };
    await slack.command(asks);
    await until(() => slack.ephemerals(security, people.otherMember).length > failed);
    hec.faults.clear();
    await slack.command({ ...asks, text: `${idOf('email of email')} private` });
    await until(() => slack.ephemerals(security, people.otherMember).length > failed + 1);
    // A card that Slack doesn't confirm.
    slack.faults.add({ method: 'chat.postMessage', kind: 'lost_answer', times: 1 });
    await slack.command({ ...asks, text: idOf('severity') });
    await until(() => deployed().log.some((line) => 'posted' in line));
    await slack.openHome({ user: responder });
    await slack.globalShortcut({ user: responder, callbackId: 'look_up_event' });
    const { ts } = await slack.post({ user: people.member, channel: incident, text: linkTo('shared') });
    await until(() => slack.message(incident, ts)?.unfurls.length === 1);
    await slack.entityDetails({ user: responder, channel: incident, ts, url: linkTo('shared') });
    await until(() => slack.details(responder).length > 1);
  }

  test('metrics keep their names, labels and label values across an upgrade', async () => {
    const { metrics } = deployed();
    await otherUses();
    await otherOutcomes();
    const before = await readOutside(version);
    const missing = async () => {
      const now = new Set(readMetrics(await metrics()).series);
      return before.series.filter((name) => !now.has(name));
    };
    await expect.poll(missing, { timeout: 15_000 }).toEqual([]);
    expect(readMetrics(await metrics()).metrics).toEqual(expect.arrayContaining(before.metrics));
  });

  test('log fields keep their names across an upgrade', async () => {
    const { logFields } = await readOutside(version);
    const written = new Set(deployed().log.flatMap((line) => Object.keys(line)));
    expect(logFields.filter((name) => !written.has(name))).toEqual([]);
  });
}
