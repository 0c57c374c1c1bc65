/** What is removed every minute because its time is over. */
import { removeOlderThan } from '../store/audit-trail.ts';
import type { Backend } from '../store/backend.ts';
import { dropUnreachable } from '../store/shown-messages.ts';
import { forgetSlackEventsBefore } from '../store/slack-events.ts';

const dayMs = 86_400_000;

export function createTidy(
  { database, maintain }: Pick<Backend, 'database' | 'maintain'>,
  auditRetentionDays: number | undefined,
  now: () => number,
): () => Promise<void> {
  return async () => {
    await dropUnreachable(database, new Date(now()));
    // Slack gives up sending an event again long before.
    await forgetSlackEventsBefore(database, new Date(now() - dayMs));
    if (auditRetentionDays !== undefined) {
      await removeOlderThan(database, new Date(now() - auditRetentionDays * dayMs));
    }
    await maintain();
  };
}
