/** Messages and ephemerals, oldest first, with a line between days. */
import { useEffect, useRef } from 'react';
import type { Ephemeral, Message, State } from '../demo/state.ts';
import { act } from './act.ts';
import type { MenuItem } from './menu.tsx';
import { MessageRow } from './message-row.tsx';
import { dateOf, dayText } from './moments.ts';
import { useNotices } from './notices.ts';

const sameBreathSeconds = 300;

export function MessageList({
  state,
  user,
  messages,
  ephemerals,
  label,
  onThread,
  edited,
  onEdit,
  composer,
}: {
  state: State;
  user: string;
  messages: readonly Message[];
  ephemerals: readonly Ephemeral[];
  label: string;
  /** Absent in a thread. */
  onThread?: (ts: string) => void;
  /** The `ts` of the message that is being edited. */
  edited: string | undefined;
  onEdit: (ts: string | undefined) => void;
  /** The id of the composer below, where the focus goes when an edit ends. */
  composer: string;
}) {
  const say = useNotices();
  const list = useRef<HTMLDivElement>(null);
  const all = [...messages, ...ephemerals].toSorted((one, other) => Number(one.ts) - Number(other.ts));
  const newest = all.at(-1)?.ts;

  // `column-reverse` keeps the end of the list in view by itself; scroll position 0 is that end.
  useEffect(() => {
    if (newest !== undefined && list.current) list.current.scrollTop = 0;
  }, [newest]);

  const told = async (result: ReturnType<typeof act>) => {
    const { result: outcome, ...rest } = await result;
    if (outcome === 'refused' && 'because' in rest) say(rest.because);
    if (outcome === 'unanswered') say('⚠ The app did not answer within 3 seconds.');
  };

  const endEdit = () => {
    onEdit(undefined);
    document.getElementById(composer)?.focus();
  };

  const itemsFor = (message: Message): MenuItem[] => [
    ...state.declared.shortcuts
      .filter(({ kind }) => kind === 'message')
      .map(({ name, callbackId }) => ({
        label: name,
        detail: state.app.name,
        choose: () =>
          void told(act({ act: 'message_shortcut', user, channel: message.channel, ts: message.ts, callbackId })),
      })),
    {
      label: 'Copy link',
      choose: () =>
        void navigator.clipboard.writeText(message.permalink).then(
          () => say('Link copied'),
          () => say(`The browser did not allow copying: ${message.permalink}`),
        ),
    },
    ...(message.user === user
      ? [
          { label: 'Edit message', choose: () => onEdit(message.ts) },
          {
            label: 'Delete message',
            danger: true,
            choose: () => void told(act({ act: 'delete', channel: message.channel, ts: message.ts })),
          },
        ]
      : []),
  ];

  return (
    <div className="message-list" role="log" aria-label={label} ref={list}>
      <div>
        {all.map((message, index) => {
          const before = all[index - 1];
          const isPrivate = 'by' in message;
          const author = isPrivate ? (message.by === 'app' ? state.app.botUserId : '') : message.user;
          const day = dayText(dateOf(message.ts));
          const newDay = before === undefined || dayText(dateOf(before.ts)) !== day;
          const continued =
            !newDay &&
            !isPrivate &&
            !('by' in before) &&
            before.user === message.user &&
            Number(message.ts) - Number(before.ts) < sameBreathSeconds;
          const replies = state.messages.filter(
            ({ channel, threadTs, ts }) => channel === message.channel && threadTs === message.ts && ts !== message.ts,
          ).length;
          return (
            <div key={message.ts}>
              {newDay && (
                <p className="day">
                  <span>{day}</span>
                </p>
              )}
              <MessageRow
                message={message}
                user={user}
                author={state.people.find(({ id }) => id === author)}
                isApp={author === state.app.botUserId}
                continued={continued}
                replies={onThread ? replies : 0}
                onThread={onThread}
                edit={!isPrivate && message.ts === edited ? { message, onEnd: endEdit } : undefined}
                tools={
                  isPrivate
                    ? undefined
                    : { onReply: onThread && (() => onThread(message.ts)), items: itemsFor(message) }
                }
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
