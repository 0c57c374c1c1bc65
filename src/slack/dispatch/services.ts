/** What listeners work with; built once in `app.ts`. */
import type { WebClient } from '@slack/web-api';
import type { Config } from '../../config.ts';
import type { HecClient } from '../../hec/client.ts';
import type { Logger } from '../../log.ts';
import type { ActRequest, ActResult } from '../../services/act-on-event.ts';
import type { AuditTrail } from '../../services/audit-trail.ts';
import type { ReadEventSnapshot } from '../../services/event-snapshot.ts';
import type { RunFinisher } from '../../services/finish-run.ts';
import type { Store } from '../../store/open.ts';
import type { Directory } from '../api/directory.ts';
import type { Identity } from '../api/identity.ts';
import type { WorkQueue } from './work-queue.ts';

export interface Services {
  access: Config['access'];
  act: (request: ActRequest) => Promise<ActResult>;
  auditTrail: AuditTrail;
  client: WebClient;
  directory: Directory;
  finishRun: RunFinisher;
  hec: Pick<HecClient, 'readEntity'>;
  identity: () => Promise<Identity>;
  logger: Logger;
  now: () => number;
  queue: WorkQueue;
  readEventSnapshot: ReadEventSnapshot;
  settings: Settings;
  store: Store;
}

/** How the app is set up, as far as people may know it: no secret, and no address of a database. */
export interface Settings {
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
