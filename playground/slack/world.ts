/** The parts of the simulated Slack, in one object that they share. */
import { createChanges } from './changes.ts';
import { describeWorld } from './describe.ts';
import { createFaults } from './faults.ts';
import { createIds } from './ids.ts';
import { createInFlight } from './in-flight.ts';
import { createMessages } from './messages.ts';
import { createPanes } from './panes.ts';
import { createRateLimits } from './rate-limits.ts';
import { createRecording } from './recording.ts';
import { createResponseUrls } from './response-urls.ts';
import { seedWorkspace } from './seed.ts';
import { createTriggers } from './triggers.ts';
import { createViews } from './views.ts';
import { createWorkspace } from './workspace.ts';

/** The app's secrets, granted scopes and registered link domains. */
export type Installation = {
  signingSecret: string;
  botToken: string;
  appToken: string;
  revoked: boolean;
  grantedScopes: string[];
  /** A domain includes its subdomains. */
  unfurlDomains: string[];
  /** Whether `blocks.validate` is there for the app: which apps Slack lets use it isn't known. */
  validatesBlocks: boolean;
};

export type World = ReturnType<typeof createWorld>;

export type WorldOptions = { now: () => Date; origin: () => string; triggersLastMs: number; idsBefore: number };

export function createWorld(installation: Installation, { now, origin, triggersLastMs, idsBefore }: WorldOptions) {
  const changes = createChanges(() => describeWorld({ messages, views, recording }));
  const ids = createIds(now, idsBefore);
  const messages = createMessages(changes.notify);
  const views = createViews(ids, changes.notify);
  const recording = createRecording(changes.notify);
  const workspace = createWorkspace(changes.notify);
  seedWorkspace(workspace);
  return {
    installation,
    now,
    origin,
    ids,
    changes,
    messages,
    views,
    recording,
    panes: createPanes(changes.notify),
    inFlight: createInFlight(),
    workspace,
    triggers: createTriggers(now, ids, triggersLastMs),
    responseUrls: createResponseUrls(now, ids, origin),
    faults: createFaults(changes.notify),
    rateLimits: createRateLimits(now),
  };
}
