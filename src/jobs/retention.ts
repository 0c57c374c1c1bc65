/** Every minute: removes data that has expired. */
import { z } from 'zod';
import { removeOlderThan } from '../store/audit-trail.ts';
import { removeArchivedJobs, removeJobsDoneBefore } from '../store/done-jobs.ts';
import { forgetSeenBefore } from '../store/event-index.ts';
import type { JobDefinition } from '../store/job-queue.ts';
import type { Store } from '../store/open.ts';
import { dropRateLimitsBefore } from '../store/rate-limits.ts';
import { dropUnreachable, forgetShownBefore } from '../store/shown-messages.ts';
import { forgetSlackEventsBefore } from '../store/slack-events.ts';
import { inSteps } from '../store/steps.ts';

export const tidyJob: JobDefinition<'tidy'> = {
  payload: z.unknown(),
  schedule: '* * * * *',
  workers: 1,
  // Longer than all of its steps with their pauses.
  expireInSeconds: 600,
  retryLimit: 0,
  retryDelay: 1,
  retryBackoff: false,
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Nobody acts on an older card, and each one costs an edit. */
const messageDays = 90;

export interface Retention {
  /** Undefined: the audit trail is kept indefinitely. */
  auditRetentionDays: number | undefined;
  /** From when HEC last told of an event. */
  eventRetentionDays: number;
}

export function createTidy(
  store: Pick<Store, 'db' | 'maintain'>,
  { auditRetentionDays, eventRetentionDays }: Retention,
  now: () => number,
) {
  return async (_data: unknown, signal: AbortSignal): Promise<void> => {
    const { db } = store;
    await inSteps(() => dropUnreachable(db, new Date(now())), signal);
    await inSteps(() => forgetShownBefore(db, new Date(now() - messageDays * dayMs)), signal);
    // Longer than any limit's window. By the real clock, as the limits are.
    await inSteps(() => dropRateLimitsBefore(db, new Date(Date.now() - hourMs)), signal);
    // By the database's clock, near enough.
    await inSteps(() => removeJobsDoneBefore(db, new Date(Date.now() - hourMs)), signal);
    await inSteps(() => removeArchivedJobs(db), signal);
    // Slack stops resending an event long before that.
    await inSteps(() => forgetSlackEventsBefore(db, new Date(now() - dayMs)), signal);
    await inSteps(() => forgetSeenBefore(db, new Date(now() - eventRetentionDays * dayMs)), signal);
    if (auditRetentionDays !== undefined) {
      await inSteps(() => removeOlderThan(db, new Date(now() - auditRetentionDays * dayMs)), signal);
    }
    await store.maintain(signal);
  };
}
