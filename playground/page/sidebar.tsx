/** The current person's conversations, and the app. */
import type { Conversation, State } from '../demo/state.ts';
import { isAppDirect, nameFor, signOf } from './conversation-names.ts';

export function Sidebar({
  state,
  user,
  channel,
  onOpen,
}: {
  state: State;
  user: string;
  channel: string;
  onOpen: (channel: string) => void;
}) {
  const mine = state.conversations.filter(({ members }) => members.includes(user));
  const groups: [string, Conversation[]][] = [
    ['Channels', mine.filter(({ kind }) => kind !== 'direct')],
    ['Direct messages', mine.filter((each) => each.kind === 'direct' && !isAppDirect(each, state.app))],
    ['Apps', mine.filter((each) => isAppDirect(each, state.app))],
  ];
  return (
    <nav className="sidebar" aria-label="Conversations">
      <p className="workspace-name">{state.workspace}</p>
      {groups
        .filter(([, conversations]) => conversations.length > 0)
        .map(([title, conversations]) => (
          <section key={title}>
            <h2>{title}</h2>
            <ul>
              {conversations.map((conversation) => (
                <li key={conversation.id}>
                  <button
                    type="button"
                    aria-current={conversation.id === channel ? 'page' : undefined}
                    onClick={() => onOpen(conversation.id)}
                  >
                    <span className="sign" aria-hidden="true">
                      {conversation.kind === 'direct' ? '●' : signOf(conversation)}
                    </span>
                    <span className="name">{nameFor(conversation, user, state)}</span>
                    <Mark conversation={conversation} />
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </nav>
  );
}

function Mark({ conversation: { archived, sharing } }: { conversation: Conversation }) {
  if (archived) return <small>archived</small>;
  if (sharing === 'external') return <small title="Another organisation is in this channel">shared</small>;
  if (sharing === 'pending') return <small title="Another organisation is invited">invited</small>;
  return null;
}
