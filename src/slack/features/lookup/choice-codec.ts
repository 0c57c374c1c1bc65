/** Where chosen events are shown: the choice's metadata is the JSON {"thread", "audience"}. */
import { z } from 'zod';
import { readCarried } from '../../payloads/carried.ts';
import type { Audience } from './parse-command.ts';

export interface ChoiceTarget {
  channelId: string;
  /** Undefined for the conversation itself, where a command was used. */
  threadTs: string | undefined;
  audience: Audience;
}

const choiceMetadata = z.object({
  thread: z.object({ channelId: z.string(), threadTs: z.string().optional() }),
  audience: z.enum(['conversation', 'asker']).default('conversation'),
});

export function writeChoiceTarget({ channelId, threadTs, audience }: ChoiceTarget): string {
  return JSON.stringify({ thread: { channelId, threadTs }, audience });
}

/** @throws ForeignValueError */
export function readChoiceTarget(metadata: string): ChoiceTarget {
  const { thread, audience } = readCarried(choiceMetadata, metadata);
  return { channelId: thread.channelId, threadTs: thread.threadTs, audience };
}
