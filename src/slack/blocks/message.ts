/**
 * The parts that every message is put together from. Parts without text are left out, with their line or block.
 */
import { createHash } from 'node:crypto';
import type { ContextBlock, HeaderBlock, KnownBlock, SectionBlock } from '@slack/types';
import { mrkdwn, plain } from './text.ts';

export interface Message {
  /** What the notification says, and what is read aloud. Never empty. */
  text: string;
  blocks: KnownBlock[];
}

/** What a message shows, as a short token: the same again needs no edit. */
export function messageDigest({ blocks }: Message): string {
  return createHash('sha256').update(JSON.stringify(blocks)).digest('base64url');
}

export const header = (text: string): HeaderBlock[] => (text === '' ? [] : [{ type: 'header', text: plain(text) }]);

export const section = (text: string): SectionBlock[] => (text === '' ? [] : [{ type: 'section', text: mrkdwn(text) }]);

export const context = (text: string): ContextBlock[] =>
  text === '' ? [] : [{ type: 'context', elements: [mrkdwn(text)] }];

/** The parts that there are, with the separator between them. */
export function joined(separator: string, parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

/** The parts under a title, one a line; nothing where there are none. */
export function titled(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`*${title}*`, ...lines].join('\n');
}

/** A clause as a sentence; outside text in it may have ended as it likes. '' stays ''. */
export function sentence(clause: string): string {
  if (clause === '') return '';
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.!?…]$/.test(clause) ? '' : '.'}`;
}
