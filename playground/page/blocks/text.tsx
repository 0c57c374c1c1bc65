/** A text object: formatted mrkdwn, or plain text as it is. */
import { useMemo } from 'react';
import { richTextOf } from './mrkdwn.ts';
import { RichText } from './rich-text.tsx';

export interface TextObject {
  type: 'mrkdwn' | 'plain_text';
  text: string;
}

export function Text({ text }: { text: TextObject }) {
  return text.type === 'mrkdwn' ? <Mrkdwn text={text.text} /> : <span className="plain-text">{text.text}</span>;
}

export function Mrkdwn({ text }: { text: string }) {
  const elements = useMemo(() => richTextOf(text, new Date()), [text]);
  return <RichText elements={elements} />;
}
