/** The open thread at the side. */
import type { State } from '../demo/state.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

export function ThreadPane({
  state,
  user,
  channel,
  thread,
  where,
  text,
  onText,
  onClose,
}: {
  state: State;
  user: string;
  channel: string;
  thread: string;
  where: string;
  text: string;
  onText: (text: string) => void;
  onClose: () => void;
}) {
  return (
    <aside className="thread" aria-label="Thread">
      <header className="conversation-head">
        <h1>
          Thread <span className="where">{where}</span>
        </h1>
        <button type="button" className="icon-button close" aria-label="Close the thread" onClick={onClose}>
          ✕
        </button>
      </header>
      <MessageList
        key={thread}
        state={state}
        user={user}
        label="Messages in the thread"
        messages={state.messages.filter(
          (message) => message.channel === channel && (message.ts === thread || message.threadTs === thread),
        )}
        ephemerals={state.ephemerals.filter(
          (each) => each.channel === channel && each.user === user && each.threadTs === thread,
        )}
      />
      <Composer
        key={`${thread}/${user}`}
        id="thread-composer"
        state={state}
        user={user}
        channel={channel}
        thread={thread}
        label="Reply in the thread"
        text={text}
        onText={onText}
      />
    </aside>
  );
}
