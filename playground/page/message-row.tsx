/** One message: author, time, content, unfurls, thread and tools. */
import type { ClickTarget, Ephemeral, Message, Person } from '../demo/state.ts';
import { Attachment } from './attachment.tsx';
import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks/blocks.tsx';
import { Mrkdwn } from './blocks/text.tsx';
import { MessageEditor, type MessageEditorProps } from './message-editor.tsx';
import { MessageTools, type MessageToolsProps } from './message-tools.tsx';
import { dateOf, fullText, timeText } from './moments.ts';
import { Surface } from './surface.tsx';

export interface MessageRowProps {
  message: Message | Ephemeral;
  /** The current person. */
  user: string;
  author: Person | undefined;
  isApp: boolean;
  /** The same author wrote just before. */
  continued: boolean;
  /** The number of replies, if the thread can be opened from here. */
  replies: number;
  onThread: ((ts: string) => void) | undefined;
  tools: MessageToolsProps | undefined;
  /** While it is being edited. */
  edit: MessageEditorProps | undefined;
}

export function MessageRow(props: MessageRowProps) {
  const { message, user, author, isApp, continued, replies, onThread, tools, edit } = props;
  const { channel, ts } = message;
  const isPrivate = 'by' in message;
  const target: ClickTarget = { kind: isPrivate ? 'ephemeral' : 'message', channel, ts };
  const date = dateOf(ts);
  const name = author?.realName ?? 'Slackbot';
  return (
    <article className={`message${isPrivate ? ' private' : ''}${continued ? ' continued' : ''}`} aria-label={name}>
      {isPrivate && (
        <p className="only-you">
          <span aria-hidden="true">👁 </span>Only visible to you
        </p>
      )}
      <div className="message-side">{continued ? null : <Avatar person={author} isApp={isApp} />}</div>
      <div className="message-main">
        {!continued && (
          <p className="message-head">
            <b>{name}</b>
            {(isApp || author?.kind === 'bot' || author === undefined) && <span className="badge">APP</span>}
            {author?.kind === 'stranger' && <span className="badge outside">Partner</span>}
            <time dateTime={date.toISOString()} title={fullText(date)}>
              {timeText(date)}
            </time>
          </p>
        )}
        <Surface user={user} target={target}>
          {edit ? <MessageEditor {...edit} /> : <Content message={message} />}
          {message.attachments.map((attachment, index) => (
            <Attachment key={keyOf(index)} color={attachment.color}>
              <Blocks blocks={attachment.blocks} />
            </Attachment>
          ))}
        </Surface>
        {!isPrivate &&
          message.unfurls.map(({ url, blocks }) => (
            <Surface key={url} user={user} target={{ kind: 'unfurl', channel, ts, url }}>
              <Attachment addedBy="HEC">
                <Blocks blocks={blocks} />
              </Attachment>
            </Surface>
          ))}
        {!isPrivate && message.edited && <small className="edited">(edited)</small>}
        {replies > 0 && onThread && (
          <button type="button" className="replies" onClick={() => onThread(ts)}>
            {replies === 1 ? '1 reply' : `${replies} replies`}
          </button>
        )}
      </div>
      {tools && !edit && <MessageTools {...tools} />}
    </article>
  );
}

function Content({ message: { blocks, text } }: { message: Message | Ephemeral }) {
  return blocks.length > 0 ? <Blocks blocks={blocks} /> : <Mrkdwn text={text} />;
}

/** Attachments have no ids, and are only replaced together. */
const keyOf = (index: number): string => `attachment-${index}`;
