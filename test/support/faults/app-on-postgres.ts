/** The built app as a process of its own, on a database that a test breaks, between a local Slack and a local HEC. */
import type { TestContext } from 'vitest';
import { z } from 'zod';
import { startHecSimulator } from '../../../playground/hec/server.ts';
import { people, startSlackSimulator } from '../../../playground/slack/server.ts';
import { scopes } from '../../../src/slack/api/scopes.ts';
import { startAppProcess } from '../processes/app-process.ts';
import { newDirectory } from '../store.ts';

export type AppOnPostgres = Awaited<ReturnType<typeof startOnPostgres>>;

export async function startOnPostgres(databaseUrl: string, { onTestFinished, onTestFailed }: TestContext) {
  const [hec, slack] = await Promise.all([startHecSimulator(), startSlackSimulator()]);
  const { installation } = slack;
  installation.grantedScopes = Object.keys(scopes);
  const env = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: installation.botToken,
    SLACK_SIGNING_SECRET: installation.signingSecret,
    HEC_GATEWAY_URL: hec.url,
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
    HEC_RESPONDERS: people.responder,
    DATABASE_URL: databaseUrl,
  };
  const app = await startAppProcess(env, await newDirectory());
  onTestFinished(async () => {
    await app.kill();
    await Promise.all([slack.close(), hec.close()]);
  });
  onTestFailed(() => void process.stderr.write(app.errors.map((line) => `${line}\n`).join('')));
  slack.connectHttp(`http://127.0.0.1:${app.port}/slack/events`);

  return {
    app,
    hec,
    slack,
    /** What `/readyz` says: whether the app can serve, and how its database is. */
    async readiness(): Promise<{ status: number; database: string }> {
      const response = await fetch(`http://127.0.0.1:${app.port}/readyz`);
      const { database } = z.object({ database: z.string() }).parse(await response.json());
      return { status: response.status, database };
    },
  };
}
