/**
 * For a message that was shown before HEC told about its email: reads the email, and lets the message be drawn again. As a
 * job, because the process may end meanwhile, and HEC may need some tries.
 */
import { z } from 'zod';
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
    await snapshots.readEmail(entityId);
    await snapshots.refreshCards(eventId);
  };
}
