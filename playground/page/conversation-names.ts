/** How a conversation is called by the person who looks at it. */
import type { Conversation, State } from '../demo/state.ts';

/** The direct conversation of a person with the app. */
export const isAppDirect = (conversation: Conversation, app: State['app']): boolean =>
  conversation.kind === 'direct' && conversation.members.includes(app.botUserId);

export function nameFor(conversation: Conversation, user: string, state: State): string {
  if (conversation.kind !== 'direct') return conversation.name;
  const other = conversation.members.find((member) => member !== user);
  return state.people.find(({ id }) => id === other)?.realName ?? 'Direct message';
}

/** What stands after the @ to mention the app. */
export const appHandle = ({ people, app }: Pick<State, 'people' | 'app'>): string =>
  people.find(({ id }) => id === app.botUserId)?.name ?? '';

export function signOf({ kind }: Conversation): string {
  if (kind === 'direct') return '';
  return kind === 'private' ? '🔒' : '#';
}
