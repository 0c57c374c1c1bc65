/** What a member writes to the app itself, and what the app answers there. */
import { appDirectMessage, people, type SlackSimulator } from '../../playground/slack/server.ts';
import type { Started } from './start.ts';

export const user = people.member;
export const channel = appDirectMessage(user);

/** What the app wrote there, oldest first. */
export const answersIn = (slack: SlackSimulator, where = channel) =>
  slack.messages(where).filter((message) => message.user === slack.app.botUserId);

export async function write(started: Started, text: string, threadTs?: string) {
  const message = await started.slack.post({ user, channel, text, ...(threadTs !== undefined && { threadTs }) });
  await started.quiet();
  return message;
}

export async function addEvents({ hec }: Started, count: number): Promise<string[]> {
  return Array.from({ length: count }, () => hec.world.addEvent().eventId);
}
