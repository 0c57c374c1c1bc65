/**
 * For a message that was shown before HEC told about its email: reads the email, and lets the message be drawn again. As a
 * job, because the process may end meanwhile, and HEC may need some tries.
 */
import { z } from 'zod';
import { HecNotFoundError } from '../hec/errors.ts';
import type { EventSnapshots } from '../services/event-snapshot.ts';
import type { JobDefinition, JobHandler } from '../store/job-queue.ts';

export const readEmailJob: JobDefinition<'read_email'> = {
  payload: z.object({ eventId: z.string(), entityId: z.string() }),
  key: ({ eventId }) => eventId,
  // Half of what jobs may ask HEC at a time: it may hang on each of them.
  workers: 4,
  expireInSeconds: 30,
  // For five minutes.
  retryLimit: 4,
  retryDelay: 20,
  retryBackoff: true,
};

export function createReadEmail(snapshots: EventSnapshots): JobHandler<'read_email'> {
  return async ({ eventId, entityId }) => {
    if (await isKnown(entityId, snapshots)) await snapshots.refreshCards(eventId);
  };
}

/** That HEC has no such email is an answer: to ask again would bring the same. */
async function isKnown(entityId: string, snapshots: EventSnapshots): Promise<boolean> {
  try {
    await snapshots.readEmail(entityId);
    return true;
  } catch (error) {
    if (error instanceof HecNotFoundError) return false;
    throw error;
  }
}
