/** What people do who mention the app. */
import { channels, people } from '../../playground/slack/server.ts';
import { say } from './message-menu.ts';
import type { Started } from './start.ts';

/** Somebody reports an incident, and somebody else mentions the app in its thread. Resolves with the report. */
export async function mentionInThread(started: Started, text: string, channel: string = channels.security) {
  const first = await say(started, 'Has anybody seen this?', channel);
  await started.slack.post({ user: people.member, channel, text, threadTs: first.ts });
  return first;
}
