import { expect, test } from 'vitest';
import { SlackClient } from '../../../src/slack/api/client.ts';
import { createIdentity } from '../../../src/slack/api/identity.ts';

test.each([
  ['fails', '{"ok":false,"error":"internal_error"}'],
  ['says something else', '{"ok":true}'],
])('who the app is, is asked again after Slack %s, and then remembered', async (_title, first) => {
  const whole = '{"ok":true,"team_id":"T1","user_id":"U1","bot_id":"B1"}';
  const answers = [first, whole];
  const client = new SlackClient('xoxb-1', {
    retryConfig: { retries: 0 },
    fetch: async () => new Response(answers.shift() ?? 'asked too often'),
  });
  const identity = createIdentity(client);
  await expect(identity()).rejects.toThrow();
  for (const _ of answers) expect(await identity()).toEqual({ teamId: 'T1', botUserId: 'U1', botId: 'B1' });
  expect(await identity()).toMatchObject({ botId: 'B1' });
});
