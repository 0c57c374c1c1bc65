/** What a person reads and can press in a message, without its layout. */
import { z } from 'zod';
import { appDirectMessage, channels, people, type SlackSimulator } from '../../playground/slack/server.ts';

const textObject = z.object({ text: z.string() });

/** Every text of the blocks, in the order of reading. */
export function textOf(blocks: readonly unknown[]): string {
  return blocks.flatMap(textsIn).join('\n');
}

function textsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(textsIn);
  if (typeof part !== 'object' || part === null) return [];
  const own = textObject.safeParse(part);
  if (own.success) return [own.data.text];
  return Object.values(part).flatMap(textsIn);
}

const button = z.object({
  type: z.literal('button'),
  action_id: z.string(),
  text: textObject,
  value: z.string().optional(),
  url: z.string().optional(),
});

export type ShownButton = z.infer<typeof button>;

/** Every button of the blocks, in their order. */
export function buttonsOf(part: unknown): ShownButton[] {
  if (Array.isArray(part)) return part.flatMap(buttonsOf);
  if (typeof part !== 'object' || part === null) return [];
  const own = button.safeParse(part);
  return own.success ? [own.data] : Object.values(part).flatMap(buttonsOf);
}

/** What the app told a person privately, once it told them anything. */
export function privateAnswers(slack: SlackSimulator, user: string, channel: string = channels.security) {
  return slack.until(() => {
    const seen = slack.ephemerals(channel, user).filter(({ by }) => by === 'app');
    return seen.length > 0 && seen;
  });
}

/** Everything that the app showed anywhere to anybody, privately or not. */
export function shownAnywhere(slack: SlackSimulator): unknown[] {
  const conversations = [...Object.values(channels), ...Object.values(people).map(appDirectMessage)];
  return conversations.flatMap((channel) => [
    ...slack.messages(channel).filter(({ user, unfurls }) => user === slack.app.botUserId || unfurls.length > 0),
    ...Object.values(people).flatMap((user) => slack.ephemerals(channel, user)),
  ]);
}
