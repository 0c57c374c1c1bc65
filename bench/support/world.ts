/** The app's outside world: a Slack and an HEC in the process that also makes the load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalHec, startHec } from './hec.ts';
import type { Lab } from './lab.ts';
import { type LocalSlack, startSlack } from './slack.ts';

export const signingSecret = 'bench-signing-secret';
export const responder = 'U0BENCHRES';

export interface World {
  hec: LocalHec;
  slack: LocalSlack;
  /** An app's environment in this world. */
  env: Record<string, string>;
}

export async function startWorld(lab: Lab): Promise<World> {
  const [hec, slack] = await Promise.all([startHec(lab), startSlack(lab)]);
  const env = {
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: `${slack.origin}/api/`,
    SLACK_WORK_OBJECTS: 'on',
    HEC_GATEWAY_URL: hec.origin,
    HEC_CLIENT_ID: 'bench',
    HEC_ACCESS_KEY: 'bench',
    HEC_RESPONDERS: responder,
    HEC_ADMIN_EMAIL_DOMAINS: 'example.com',
    AUDIT_RETENTION_DAYS: '365',
    METRICS_PORT: '0',
    LOG_LEVEL: 'info',
  };
  return { hec, slack, env };
}

/**
 * Waits until nobody asked Slack or HEC for anything for so long. Resolves with how long that took, in milliseconds.
 */
export async function quiet({ hec, slack }: World, quietMs: number, atMostMs: number): Promise<number> {
  const startedAt = performance.now();
  const since = () => performance.now() - Math.max(startedAt, hec.busyAt, slack.busyAt);
  while (since() < quietMs && performance.now() - startedAt < atMostMs) await sleep(50);
  return performance.now() - startedAt;
}
