/** Every minute: removes data that has expired. */
import { z } from 'zod';
import { removeOlderThan } from '../store/audit-trail.ts';
import type { JobDefinition } from '../store/job-queue.ts';
import type { Store } from '../store/open.ts';
import { dropRateLimitsBefore } from '../store/rate-limits.ts';
import { dropUnreachable, forgetShownBefore } from '../store/shown-messages.ts';
import { forgetSlackEventsBefore } from '../store/slack-events.ts';

export const tidyJob: JobDefinition<'tidy'> = {
  payload: z.unknown(),
  schedule: '* * * * *',
  workers: 1,
  expireInSeconds: 60,
  retryLimit: 0,
  retryDelay: 1,
  retryBackoff: false,
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Nobody acts on an older card, and each one costs an edit. */
const messageDays = 90;

/** @param auditRetentionDays undefined: the audit trail is kept indefinitely */
export function createTidy(
  store: Pick<Store, 'db' | 'maintain'>,
  auditRetentionDays: number | undefined,
  now: () => number,
): () => Promise<void> {
  return async () => {
    await dropUnreachable(store.db, new Date(now()));
    await forgetShownBefore(store.db, new Date(now() - messageDays * dayMs));
    // Longer than any limit's window. By the real clock, as the limits are.
    await dropRateLimitsBefore(store.db, new Date(Date.now() - hourMs));
    // Slack stops resending an event long before that.
    await forgetSlackEventsBefore(store.db, new Date(now() - dayMs));
    if (auditRetentionDays !== undefined) {
      await removeOlderThan(store.db, new Date(now() - auditRetentionDays * dayMs));
    }
    await store.maintain();
  };
}
