/** The thread that a modal shows its events in: its metadata is the JSON {"thread"}. */
import { z } from 'zod';
import { readCarried } from '../../payloads/carried.ts';

export interface Thread {
  channelId: string;
  threadTs: string;
}

const threadMetadata = z.object({
  thread: z.object({ channelId: z.string(), threadTs: z.string() }).optional(),
});

/** @param thread undefined if the person chooses the conversation */
export function writeThread(thread: Thread | undefined): string {
  return JSON.stringify({ thread });
}

/** @throws ForeignValueError */
export function readThread(metadata: string): Thread | undefined {
  return readCarried(threadMetadata, metadata).thread;
}
