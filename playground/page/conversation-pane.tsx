/** The middle pane: a conversation's head, messages and composer, or the app's Home. */
import { useState } from 'react';
import type { Conversation, State } from '../demo/state.ts';
import { Composer } from './composer.tsx';
import { ConversationHead } from './conversation-head.tsx';
import { isAppDirect, nameFor, signOf } from './conversation-names.ts';
import { Home } from './home.tsx';
import { MessageList } from './message-list.tsx';
import { newestOf } from './newest-of.ts';
import type { NextText } from './use-drafts.ts';

export function ConversationPane({
  state,
  user,
  conversation,
  text,
  onText,
  onThread,
  onBack,
}: {
  state: State;
  user: string;
  conversation: Conversation;
  text: string;
  onText: (text: NextText) => void;
  onThread: (ts: string) => void;
  onBack: () => void;
}) {
  const [tab, setTab] = useState<'home' | 'messages'>('home');
  const [edited, setEdited] = useState<string>();
  const { id } = conversation;
  const isApp = isAppDirect(conversation, state.app);
  const messages = state.messages.filter((message) => message.channel === id && isTopLevel(message));
  const name = `${signOf(conversation)}${nameFor(conversation, user, state)}`;
  return (
    <main className="conversation">
      <ConversationHead state={state} user={user} conversation={conversation} onBack={onBack} />
      {isApp && (
        <div className="tabs" role="tablist" aria-label={state.app.name}>
          {(['home', 'messages'] as const).map((each) => (
            <button key={each} type="button" role="tab" aria-selected={tab === each} onClick={() => setTab(each)}>
              {each === 'home' ? 'Home' : 'Messages'}
            </button>
          ))}
        </div>
      )}
      {isApp && tab === 'home' ? (
        <Home state={state} user={user} />
      ) : (
        <>
          <MessageList
            key={id}
            state={state}
            user={user}
            label={`Messages in ${name}`}
            messages={messages}
            ephemerals={state.ephemerals.filter(
              (each) => each.channel === id && each.user === user && each.threadTs === undefined,
            )}
            onThread={onThread}
            edited={edited}
            onEdit={setEdited}
            composer="composer"
          />
          {conversation.archived ? (
            <p className="archived">You are viewing an archived channel.</p>
          ) : (
            <Composer
              key={`${id}/${user}`}
              id="composer"
              state={state}
              user={user}
              channel={id}
              label={`Message ${name}`}
              text={text}
              onText={onText}
              onEditLast={() => setEdited(newestOf(user, messages)?.ts)}
            />
          )}
        </>
      )}
    </main>
  );
}

const isTopLevel = ({ ts, threadTs }: { ts: string; threadTs?: string | undefined }): boolean =>
  threadTs === undefined || threadTs === ts;
