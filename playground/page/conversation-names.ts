/** What a conversation is called for the current person. */
import type { Conversation, State } from '../demo/state.ts';

export const isAppDirect = (conversation: Conversation, app: State['app']): boolean =>
  conversation.kind === 'direct' && conversation.members.includes(app.botUserId);

export function nameFor(conversation: Conversation, user: string, state: State): string {
  if (conversation.kind !== 'direct') return conversation.name;
  const other = conversation.members.find((member) => member !== user);
  return state.people.find(({ id }) => id === other)?.realName ?? 'Direct message';
}

/** The app's handle after the @. */
export const appHandle = ({ people, app }: Pick<State, 'people' | 'app'>): string =>
  people.find(({ id }) => id === app.botUserId)?.name ?? '';

export function signOf({ kind }: Conversation): string {
  if (kind === 'direct') return '';
  return kind === 'private' ? '🔒' : '#';
}
