import { expect, onTestFinished, test } from 'vitest';
import { people, startSlackSimulator } from '../../../playground/slack/server.ts';
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
