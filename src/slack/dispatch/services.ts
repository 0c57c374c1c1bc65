/** What listeners work with; built once in `app.ts`. */
import type { WebClient } from '@slack/web-api';
import type { Config } from '../../config.ts';
import type { Logger } from '../../log.ts';
import type { ActionRunner } from '../../services/act-on-event.ts';
import type { AuditTrail } from '../../services/audit-trail.ts';
import type { EventSnapshots } from '../../services/event-snapshot.ts';
import type { RunFinisher } from '../../services/finish-run.ts';
import type { RecentActivity } from '../../services/recent-activity.ts';
import type { ShownMessageStore } from '../../store/shown-messages.ts';
import type { Directory } from '../api/directory.ts';
import type { Identity } from '../api/identity.ts';
import type { WorkQueue } from './work-queue.ts';

export interface Services {
  access: Config['access'];
  actions: ActionRunner;
  auditTrail: AuditTrail;
  client: WebClient;
  directory: Directory;
  finishRun: RunFinisher;
  identity: () => Promise<Identity>;
  logger: Logger;
  /** Which messages show an event, and which of Slack's events were taken on. */
  memory: ShownMessageStore;
  now: () => number;
  queue: WorkQueue;
  recentActivity: RecentActivity;
  settings: Settings;
  snapshots: EventSnapshots;
}

/** How the app is set up, as far as people may know it: no secret, and no address of a database. */
interface Settings {
  /** As sentences name it: "region us". */
  tenantLabel: string;
  database: 'embedded database' | 'Postgres';
  /** Undefined for ever. */
  auditRetentionDays: number | undefined;
  /** The domains that an action may send mail to. */
  emailDomains: readonly string[];
  /** Something that takes longer, in milliseconds, says so. */
  noticeAfterMs: number;
  /** Whether previews also carry Slack's own object for the event. */
  workObjects: boolean;
}
