/** The conversation's name, and who can read it. */
import type { Conversation, State } from '../demo/state.ts';
import { isAppDirect, nameFor, signOf } from './conversation-names.ts';

export function ConversationHead({
  state,
  user,
  conversation,
  onBack,
}: {
  state: State;
  user: string;
  conversation: Conversation;
  onBack: () => void;
}) {
  const { members, sharing, kind, archived } = conversation;
  const appIsIn = members.includes(state.app.botUserId);
  return (
    <header className="conversation-head">
      <button type="button" className="icon-button back" aria-label="Back to the conversations" onClick={onBack}>
        ‹
      </button>
      <h1>
        {kind !== 'direct' && (
          <span className="sign" aria-hidden="true">
            {signOf(conversation)}{' '}
          </span>
        )}
        {nameFor(conversation, user, state)}
      </h1>
      {sharing === 'external' && <span className="tag outside">Shared with Partner</span>}
      {sharing === 'pending' && <span className="tag outside">Partner is invited</span>}
      {archived && <span className="tag">Archived</span>}
      {kind === 'private' && <span className="tag">Private</span>}
      {!appIsIn && <span className="tag">{state.app.name} is not in here</span>}
      {!isAppDirect(conversation, state.app) && <span className="members">{members.length} members</span>}
    </header>
  );
}
