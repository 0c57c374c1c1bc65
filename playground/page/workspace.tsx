/** The Slack-like window: sidebar, conversation and thread. A narrow screen shows one of the three at a time. */
import { useEffect } from 'react';
import type { State } from '../demo/state.ts';
import { nameFor, signOf } from './conversation-names.ts';
import { ConversationPane } from './conversation-pane.tsx';
import { Modal } from './modal.tsx';
import { Sidebar } from './sidebar.tsx';
import { ThreadPane } from './thread-pane.tsx';
import { draftKey, type NextText, type Texts } from './use-drafts.ts';
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
  texts: Texts;
  onText: (key: string, text: NextText) => void;
  go: (change: Partial<Place>) => void;
}) {
  const { user, list } = place;
  const mine = state.conversations.filter(({ members }) => members.includes(user));
  const conversation = mine.find(({ id }) => id === place.channel) ?? mine[0];
  const name = conversation && `${signOf(conversation)}${nameFor(conversation, user, state)}`;
  // The browser's history lists the page under this name.
  useEffect(() => {
    document.title = name === undefined ? 'hec-slack playground' : `${name} · hec-slack playground`;
  }, [name]);
  if (!conversation) return <p className="empty">This person is in no conversation.</p>;
  const channel = conversation.id;
  // A link may lead to a thread that was deleted, or to one of an earlier start.
  const isThere = state.messages.some((message) => message.channel === channel && message.ts === place.thread);
  const thread = isThere ? place.thread : undefined;
  const modal = state.modals.findLast((view) => view.user === user);
  const shown = list === true ? 'list' : thread === undefined ? 'conversation' : 'thread';
  return (
    <div className={phone ? 'workspace phone' : 'workspace'}>
      <div className="panes" data-shown={shown} data-thread={thread !== undefined}>
        <Sidebar
          state={state}
          user={user}
          channel={channel}
          onOpen={(next) => go({ channel: next, thread: undefined, list: undefined })}
        />
        <ConversationPane
          state={state}
          user={user}
          conversation={conversation}
          text={texts[draftKey({ user, channel })] ?? ''}
          onText={(text) => onText(draftKey({ user, channel }), text)}
          onThread={(ts) => go({ channel, thread: ts })}
          onBack={() => go({ list: true })}
        />
        {thread !== undefined && (
          <ThreadPane
            state={state}
            user={user}
            channel={channel}
            thread={thread}
            where={name ?? ''}
            text={texts[draftKey({ user, channel, thread })] ?? ''}
            onText={(text) => onText(draftKey({ user, channel, thread }), text)}
            onClose={() => go({ channel, thread: undefined })}
          />
        )}
      </div>
      {modal && <Modal key={modal.id} view={modal} />}
    </div>
  );
}
