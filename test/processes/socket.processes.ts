/** What takes long by nature: Slack is gone for many seconds, and the app comes back by itself. */
import { test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { start } from '../support/start.ts';

test('a socket that is gone for 15 s comes back by itself, and commands work again', async () => {
  const { slack } = await start({ transport: 'socket' });
  slack.cutSockets({ forMs: 15_000 });
  await slack.until(() => slack.socketCount() === 0);
  await slack.until(() => slack.socketCount() > 0, { timeoutMs: 35_000 });
  const text = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
  await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text });
  await slack.until(() => slack.messages(channels.security).length === 1);
  await slack.until(() => slack.socketCount() === 2);
});
