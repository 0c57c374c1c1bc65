/** "Share…" on an event's card, as somebody fills it in. */
import { expect } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { modalSaying } from './modals.ts';
import { textOf } from './read.ts';
import { showEvent } from './show-event.ts';
import type { Started } from './start.ts';

export const user = people.member;
export const target = channels.incident;
export const formWords = 'Or in a message’s thread';
export const form: Record<'conversation' | 'link' | 'shape' | 'note', string> = {
  conversation: target,
  link: '',
  shape: 'full',
  note: 'For the night shift\nplease',
};

/** An event's card in #security, with the form that "Share…" on it opens. */
export async function openForm(started: Started) {
  const card = await showEvent(started);
  await started.slack.click({ user, message: card.message, actionId: 'share_event' });
  const view = await modalSaying(started.slack, user, formWords);
  return { ...card, view };
}

/** What the person is told where they look, which is where they pressed "Share…", once the form has closed. */
export async function toldDone(
  slack: Started['slack'],
  where = '',
  channel: string = channels.security,
): Promise<void> {
  const words = `Done: the event is shown in ${where}`;
  await slack.until(() => slack.ephemerals(channel, user).some(({ text }) => text.startsWith(words)));
  expect(slack.views(user).map(({ content }) => content.callback_id)).not.toContain('share_event');
}

/** Slack's select holds nothing, not an empty text. */
export const typedIn = (filled: typeof form) => ({ ...filled, conversation: filled.conversation || null });

/** Without Slack's lists, the form has Slack's own picker, which offers every conversation of the person's. */
export function listNothing({ slack }: Started): void {
  slack.faults.add({ method: 'users.conversations', kind: 'http_error', status: 500 });
}

export type Written = Awaited<ReturnType<typeof somebodyWrites>>;

export function somebodyWrites({ slack }: Started, channel: string = target) {
  return slack.post({ user: people.otherMember, channel, text: 'Is anybody on this?' });
}

export async function noteAbove(started: Started, note: string): Promise<string[]> {
  await openForm(started);
  await started.slack.submitView({ user, values: { conversation: target, note } });
  await toldDone(started.slack);
  const [first] = started.slack.messages(target)[0]?.blocks ?? [];
  return textOf([first]).split('\n');
}
