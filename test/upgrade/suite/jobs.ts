/** The jobs that waited, or were under way, when the version before was killed. */
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { textOf } from '../../support/read.ts';
import { type Deployed, recordedEvent, untilIn } from '../../support/upgrade/deployed.ts';
import { idOf } from '../../support/upgrade/setting.ts';

const { responder } = people;
const quarantined = `Quarantined by <@${responder}>`;

/** They do not note that they are about to post an outcome. */
const notNoting = ['0.1.0', '0.2.0'];

export function jobsGoOn(version: string, deployed: () => Deployed): void {
  const event = (name: string) => recordedEvent(deployed(), name);
  const until = untilIn(deployed);

  async function outcomes(name: string): Promise<string[]> {
    await until(() => event(name).replies().length > 0);
    return event(name)
      .replies()
      .map(({ blocks }) => textOf(blocks));
  }

  test('an action that HEC was working on during an upgrade is followed to its end, and the card and its thread say so', async () => {
    await until(() => event('following').text().includes(quarantined));
    expect(await outcomes('following')).toEqual([expect.stringContaining('is done')]);
    expect(event('following').sent()).toEqual([]);
  });

  test('an action that was claimed but not sent before an upgrade ends as not sent, and can be pressed again', async () => {
    await until(() => event('claimed').text().includes(`Quarantine by <@${responder}> wasn’t sent`));
    expect(event('claimed').sent()).toEqual([]);
    await event('claimed').press('Quarantine');
    await until(() => event('claimed').text().includes(quarantined));
    expect(event('claimed').sent()).toHaveLength(1);
  });

  test('an action whose answer was lost in an upgrade ends as doubtful, and is not sent again', async () => {
    await until(() => event('sending').text().includes('may have been applied'));
    expect(await outcomes('sending')).toEqual([expect.stringContaining('may have been applied')]);
    expect(event('sending').sent()).toEqual([]);
  });

  if (notNoting.includes(version)) {
    test('an outcome that was not posted before an upgrade is posted once after it', async () => {
      expect(await outcomes('announced')).toEqual([expect.stringMatching(/Dismiss.* is done/)]);
    });
  } else {
    test('an outcome that may have been posted before an upgrade is not posted again, and its card shows it', async () => {
      await until(() => event('refreshed').text().includes(`Dismissed by <@${responder}>`));
      expect(event('announced').text()).toContain(`Dismissed by <@${responder}>`);
      expect(event('announced').replies()).toEqual([]);
    });
  }

  test('a card whose refresh an upgrade interrupted is refreshed after it, and nothing goes to a command’s old address', async () => {
    const dismissed = `Dismissed by <@${responder}>`;
    await until(() => event('refreshed').text().includes(dismissed));
    await until(() => event('private waiting').text().includes(dismissed));
    const shows = ({ blocks }: { blocks: readonly unknown[] }) => textOf(blocks).includes(idOf('private waiting'));
    const { calls, ephemerals } = deployed().slack;
    expect(ephemerals(channels.security, responder).filter(shows)).toHaveLength(1);
    expect(calls.filter(({ method, status }) => method === 'response_url' && status !== 200)).toEqual([]);
  });
}
