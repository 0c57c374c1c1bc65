/** What people are told of what was done and refused before. */
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { textOf } from '../../support/read.ts';
import { type Deployed, the, untilIn } from '../../support/upgrade/deployed.ts';
import { idOf } from '../../support/upgrade/setting.ts';

const { responder } = people;
const { security } = channels;

export function trailIsStillTold(deployed: () => Deployed): void {
  const until = untilIn(deployed);

  async function trailOf(name: string): Promise<string> {
    const { slack } = deployed();
    const known = slack.ephemerals(security, responder).length;
    const text = `audit ${idOf(name)}`;
    await slack.command({ user: responder, channel: security, command: '/hec-event', text });
    const answer = await until(() => slack.ephemerals(security, responder).slice(known).at(-1));
    return textOf(answer.blocks);
  }

  test.each([
    ['done', '*Quarantine* is done'],
    ['unchanged', '*Quarantine* changed nothing'],
    ['failed', '*Quarantine* failed'],
    ['not sent', '*Quarantine* wasn’t sent: HEC no longer offered it'],
    ['doubtful again', '*Quarantine* may have been applied'],
    ['still working', '*Quarantine* was still running after ten minutes'],
    ['email done', '*Quarantine email* is done'],
    ['busy', '*Quarantine*: it was already being done'],
    ['refused', 'not a responder'],
    ['shared', 'Shared it'],
    ['shared', 'Looked up'],
  ])('after an upgrade, the audit trail of the event “%s” says: %s', async (name, words) => {
    expect(await trailOf(name)).toContain(words);
  });

  test('after an upgrade, the App Home shows what a person did and looked up before', async () => {
    const { slack } = deployed();
    const before = the(slack.home(responder)).hash;
    await slack.openHome({ user: responder });
    const home = await until(() => slack.home(responder)?.hash !== before && slack.home(responder));
    const shown = textOf(home.content.blocks);
    expect(shown).toContain(idOf('refreshed'));
    expect(shown).toContain(idOf(`home of ${responder}`));
  });
}
