/** What listeners work with; built once in `app.ts`. */
import type { FetchFunction } from '@slack/web-api';
import type { AccessPolicy } from '../../access/policy.ts';
import type { Logger } from '../../log.ts';
import type { ActionRunner } from '../../services/act-on-event.ts';
import type { AuditTrail } from '../../services/audit-trail.ts';
import type { EventSnapshots } from '../../services/event-snapshot.ts';
import type { OtherEvents } from '../../services/events-about.ts';
import type { RunFinisher } from '../../services/finish-run.ts';
import type { ReadFile } from '../../services/read-file.ts';
import type { RecentActivity } from '../../services/recent-activity.ts';
import type { Searches } from '../../services/search/searches.ts';
import type { ShownMessageStore } from '../../store/shown-messages.ts';
import type { Directory } from '../api/directory.ts';
import type { Identity } from '../api/identity.ts';
import type { SlackApi } from '../api/slack-api.ts';
import type { WorkQueue } from './work-queue.ts';

export interface Services {
  access: AccessPolicy;
  actions: ActionRunner;
  auditTrail: AuditTrail;
  client: SlackApi;
  directory: Directory;
  /** For a `response_url`, which isn't a Web API method. */
  fetch: FetchFunction;
  finishRun: RunFinisher;
  identity: () => Promise<Identity>;
  logger: Logger;
  /** Which messages show an event, and which of Slack's events were handled. */
  memory: ShownMessageStore;
  now: () => number;
  otherEvents: OtherEvents;
  queue: WorkQueue;
  readFile: ReadFile;
  recentActivity: RecentActivity;
  searches: Searches;
  settings: Settings;
  snapshots: EventSnapshots;
}

/** The part of the configuration that people may know: no secret, no database address. */
interface Settings {
  tenantLabel: string;
  database: 'embedded database' | 'Postgres';
  /** Undefined: indefinitely. */
  auditRetentionDays: number | undefined;
  /** Domains that actions may send mail to. */
  emailDomains: readonly string[];
  /** Work that takes longer than this sends a notice first. */
  noticeAfterMs: number;
  /** Whether previews also carry a Slack Work Object. */
  workObjects: boolean;
}
