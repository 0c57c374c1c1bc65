/** The tables of the app's database that are not in its schema, with their columns. A new one may hold something of people. */

/** pg-boss's own, in version 10. Of a job, an erasure reads what it carries; the others name queues. */
const jobColumns = [
  ...['completed_on', 'created_on', 'data', 'dead_letter', 'expire_in', 'id', 'keep_until', 'name', 'output', 'policy'],
  ...['priority', 'retry_backoff', 'retry_count', 'retry_delay', 'retry_limit', 'singleton_key', 'singleton_on'],
  ...['start_after', 'started_on', 'state'],
];
export const tablesOfLibraries = {
  'drizzle.__drizzle_migrations': ['created_at', 'hash', 'id'],
  'pgboss.archive': ['archived_on', ...jobColumns],
  'pgboss.job': jobColumns,
  'pgboss.queue': [
    ...['created_on', 'dead_letter', 'expire_seconds', 'name', 'partition_name', 'policy', 'retention_minutes'],
    ...['retry_backoff', 'retry_delay', 'retry_limit', 'updated_on'],
  ],
  'pgboss.schedule': ['created_on', 'cron', 'data', 'name', 'options', 'timezone', 'updated_on'],
  'pgboss.subscription': ['created_on', 'event', 'name', 'updated_on'],
  'pgboss.version': ['cron_on', 'maintained_on', 'monitored_on', 'version'],
};
