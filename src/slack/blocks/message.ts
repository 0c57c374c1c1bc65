/** The parts of every message. A block without text is left out. */
import { createHash } from 'node:crypto';
import {
  type ContextBlock,
  type DataTableBlock,
  type HeaderBlock,
  type KnownBlock,
  mrkdwnText,
  plainText,
  type SectionBlock,
} from './block-kit.ts';
import type { Mrkdwn, Plain } from './text.ts';

export interface Message {
  /** The notification, also read aloud. Never empty. */
  text: Mrkdwn | Plain;
  blocks: KnownBlock[];
}

/** A message for everybody in a conversation, which may have what Slack shows nowhere else. */
export interface PublicMessage extends Pick<Message, 'text'> {
  blocks: (KnownBlock | DataTableBlock)[];
}

/** A short token for what a message shows: the same token needs no edit. */
export function messageDigest({ blocks }: Message): string {
  return createHash('sha256').update(JSON.stringify(blocks)).digest('base64url');
}

export const header = (text: Plain): HeaderBlock[] => (text === '' ? [] : [{ type: 'header', text: plainText(text) }]);

export const section = (text: Mrkdwn): SectionBlock[] =>
  text === '' ? [] : [{ type: 'section', text: mrkdwnText(text) }];

export const context = (text: Mrkdwn): ContextBlock[] =>
  text === '' ? [] : [{ type: 'context', elements: [mrkdwnText(text)] }];
