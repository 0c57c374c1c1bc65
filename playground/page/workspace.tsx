/** The Slack-like window: sidebar, conversation and thread. A narrow screen shows one of the three at a time. */
import { useState } from 'react';
import type { State } from '../demo/state.ts';
import { nameFor, signOf } from './conversation-names.ts';
import { ConversationPane } from './conversation-pane.tsx';
import { Modal } from './modal.tsx';
import { Sidebar } from './sidebar.tsx';
import { ThreadPane } from './thread-pane.tsx';
import type { Place } from './use-place.ts';

export function Workspace({
  state,
  place,
  phone,
  texts,
  onText,
  go,
}: {
  state: State;
  place: Place;
  phone: boolean;
  /** Each composer's draft, by conversation and thread. */
  texts: Readonly<Record<string, string>>;
  onText: (key: string, text: string) => void;
  go: (change: Partial<Place>) => void;
}) {
  const [listOpen, setListOpen] = useState(false);
  const { user } = place;
  const mine = state.conversations.filter(({ members }) => members.includes(user));
  const conversation = mine.find(({ id }) => id === place.channel) ?? mine[0];
  if (!conversation) return <p className="empty">This person is in no conversation.</p>;
  const channel = conversation.id;
  const thread = channel === place.channel ? place.thread : undefined;
  const modal = state.modals.findLast((view) => view.user === user);
  const shown = listOpen ? 'list' : thread === undefined ? 'conversation' : 'thread';
  return (
    <div className={phone ? 'workspace phone' : 'workspace'}>
      <div className="panes" data-shown={shown} data-thread={thread !== undefined}>
        <Sidebar
          state={state}
          user={user}
          channel={channel}
          onOpen={(next) => {
            setListOpen(false);
            go({ channel: next, thread: undefined });
          }}
        />
        <ConversationPane
          state={state}
          user={user}
          conversation={conversation}
          text={texts[channel] ?? ''}
          onText={(text) => onText(channel, text)}
          onThread={(ts) => go({ channel, thread: ts })}
          onBack={() => setListOpen(true)}
        />
        {thread !== undefined && (
          <ThreadPane
            state={state}
            user={user}
            channel={channel}
            thread={thread}
            where={`${signOf(conversation)}${nameFor(conversation, user, state)}`}
            text={texts[`${channel}/${thread}`] ?? ''}
            onText={(text) => onText(`${channel}/${thread}`, text)}
            onClose={() => go({ channel, thread: undefined })}
          />
        )}
      </div>
      {modal && <Modal key={modal.id} view={modal} />}
    </div>
  );
}
