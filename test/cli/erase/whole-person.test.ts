import { describe, expect, onTestFinished, test } from 'vitest';
import { people, type SlackSimulator, startSlackSimulator } from '../../../playground/slack/server.ts';
import { wholePerson } from '../../../src/cli/erase/whole-person.ts';
import { startProxy } from '../../support/proxy.ts';

test('Slack is asked for a person’s other id through the proxy', async () => {
  const slack = await startSlackSimulator();
  onTestFinished(() => slack.close());
  const proxy = await startProxy();
  const { botToken, appToken } = slack.installation;
  const config = {
    slack: { botToken, apiUrl: slack.apiUrl, transport: { kind: 'socket', appToken }, workObjects: false },
    proxies: { http: proxy.url, https: undefined, except: '' },
  } as const;
  expect(await wholePerson({ kind: 'person', ids: [people.member] }, config)).toMatchObject({ kind: 'person' });
  expect(proxy.inTunnels).toEqual(['POST /api/users.info']);
  await expect.poll(() => proxy.tunnels()).toBe(0);
});

describe('on Enterprise Grid', () => {
  async function ask(id: string, change: (slack: SlackSimulator) => void = () => {}) {
    const slack = await startSlackSimulator();
    onTestFinished(() => slack.close());
    const { botToken, appToken } = slack.installation;
    const lea = { id: 'U0LEA', name: 'lea', realName: 'Lea', kind: 'member', deactivated: false } as const;
    slack.workspace.addPerson({ ...lea, enterpriseId: 'W0LEA' });
    change(slack);
    const config = {
      slack: { botToken, apiUrl: slack.apiUrl, transport: { kind: 'socket', appToken }, workObjects: false },
      proxies: { http: undefined, https: undefined, except: '' },
    } as const;
    return wholePerson({ kind: 'person', ids: [id] }, config);
  }

  test.each(['U0LEA', 'W0LEA'])('a person is erased under both ids, whichever is given (%s)', async (id) => {
    const person = await ask(id);
    expect(person?.ids[0]).toBe(id);
    expect(person?.ids.toSorted()).toEqual(['U0LEA', 'W0LEA']);
  });

  test('what is no user id in Slack’s place of one is not erased', async () => {
    for (const enterpriseId of ['', 'erase everything', '.*']) {
      const spoilt = (slack: SlackSimulator) =>
        slack.workspace.addPerson({
          ...{ id: 'U0EVE', name: 'eve', realName: 'Eve', kind: 'member', deactivated: false },
          enterpriseId,
        });
      expect(await ask('U0EVE', spoilt)).toEqual({ kind: 'person', ids: ['U0EVE'] });
    }
  });

  test('that Slack does not say who the person is, is told apart from their having one id', async () => {
    expect(await ask('U0NOBODY')).toBeUndefined();
    expect(await ask('U0LEA', ({ faults }) => faults.add({ method: 'users.info', kind: 'reset' }))).toBeUndefined();
  });
});
