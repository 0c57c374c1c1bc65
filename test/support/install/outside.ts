/** A local Slack and a local HEC for an installed app, and the environment that leads it to them. */
import { onTestFinished } from 'vitest';
import { type HecSimulator, startHecSimulator } from '../../../playground/hec/server.ts';
import { people, type SlackSimulator, startSlackSimulator } from '../../../playground/slack/server.ts';
import { scopes } from '../../../src/slack/api/scopes.ts';
import { freePort } from '../free-port.ts';
import { dataDirectory } from './folders.ts';

export interface Outside {
  hec: HecSimulator;
  slack: SlackSimulator;
  env: Record<string, string>;
}

/** As the systemd unit and the container set it: production, and the data elsewhere. */
export async function startOutside(): Promise<Outside> {
  const [hec, slack, dataDir, port] = await Promise.all([
    startHecSimulator(),
    startSlackSimulator(),
    dataDirectory(),
    freePort(),
  ]);
  onTestFinished(async () => void (await Promise.all([slack.close(), hec.close()])));
  slack.installation.grantedScopes = Object.keys(scopes);
  const env = {
    NODE_ENV: 'production',
    DATA_DIR: dataDir,
    PORT: String(port),
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.installation.botToken,
    SLACK_APP_TOKEN: slack.installation.appToken,
    HEC_GATEWAY_URL: hec.url,
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
    HEC_RESPONDERS: people.responder,
  };
  return { hec, slack, env };
}
