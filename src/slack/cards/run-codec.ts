/** The run that "Check again" looks at: the button's value is the JSON {"runId"}. */
import { z } from 'zod';
import { readCarried } from '../payloads/carried.ts';

const carriedRun = z.object({ runId: z.uuid() });

export function writeRunId(runId: string): string {
  return JSON.stringify({ runId });
}

/** @throws ForeignValueError */
export function readRunId(value: string): string {
  return readCarried(carriedRun, value).runId;
}
