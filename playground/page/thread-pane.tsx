/** The open thread at the side. */
import { useState } from 'react';
import type { State } from '../demo/state.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { newestOf } from './newest-of.ts';
import type { NextText } from './use-drafts.ts';

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
  onText: (text: NextText) => void;
  onClose: () => void;
}) {
  const [edited, setEdited] = useState<string>();
  const messages = state.messages.filter(
    (message) => message.channel === channel && (message.ts === thread || message.threadTs === thread),
  );
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
        messages={messages}
        ephemerals={state.ephemerals.filter(
          (each) => each.channel === channel && each.user === user && each.threadTs === thread,
        )}
        edited={edited}
        onEdit={setEdited}
        composer="thread-composer"
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
        onEditLast={() => setEdited(newestOf(user, messages)?.ts)}
      />
    </aside>
  );
}
