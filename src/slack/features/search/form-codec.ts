/** What the form of a search carries: the JSON {"offset","asked"}, the person's clock and where they asked. */
import { z } from 'zod';
import { readCarried } from '../../payloads/carried.ts';

export interface FormOrigin {
  /** Seconds east of UTC. */
  offsetSeconds: number;
  /** Undefined outside conversations. */
  asked: { channelId: string; threadTs?: string | undefined } | undefined;
}

const shortText = z.string().max(64);
const searchOrigin = z.object({ channelId: shortText, threadTs: shortText.optional() });
const carried = z.object({ offset: z.int().min(-86_400).max(86_400), asked: searchOrigin.optional() });

export function writeFormOrigin({ offsetSeconds, asked }: FormOrigin): string {
  return JSON.stringify({ offset: offsetSeconds, asked });
}

/** @throws ForeignValueError */
export function readFormOrigin(metadata: string): FormOrigin {
  const { offset, asked } = readCarried(carried, metadata);
  return { offsetSeconds: offset, asked };
}
