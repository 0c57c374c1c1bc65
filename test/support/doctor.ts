/** What the doctor says of a local Slack and a local HEC. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type HecSimulatorOptions, startHecSimulator } from '../../playground/hec/server.ts';
import { startSlackSimulator } from '../../playground/slack/server.ts';
import { type ExamineOptions, examine } from '../../src/cli/doctor/examine.ts';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { readConfig } from '../../src/config/config.ts';
import { scopes } from '../../src/slack/api/scopes.ts';
import { freePort } from './free-port.ts';

/** Both, and the environment of an app between them. */
export async function startServices(options: HecSimulatorOptions = {}) {
  const [hec, slack] = await Promise.all([startHecSimulator(options), startSlackSimulator()]);
  onTestFinished(async () => {
    await Promise.all([hec.close(), slack.close()]);
  });
  slack.installation.grantedScopes = Object.keys(scopes);
  const directory = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const env = {
    SLACK_BOT_TOKEN: slack.installation.botToken,
    SLACK_APP_TOKEN: slack.installation.appToken,
    SLACK_API_URL: slack.apiUrl,
    HEC_GATEWAY_URL: hec.url,
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
    DATA_DIR: join(directory, 'data'),
    PORT: String(await freePort()),
  };
  return { hec, slack, env };
}

type Env = Record<string, string>;

/** All of them, in the order in which they are read. */
export async function findings(env: Env, options: ExamineOptions = {}): Promise<Finding[]> {
  const sections = examine(readConfig({ values: env, problems: [], warnings: [] }), options);
  return (await Promise.all(sections.map(({ findings }) => findings))).flat();
}

/** What is wrong, as it is read, without the fixes. */
export async function faults(env: Env, options?: ExamineOptions): Promise<string[]> {
  const found = await findings(env, options);
  return found.filter(({ kind }) => kind === 'wrong').map(({ what, says }) => `${what}: ${says}`);
}

/** The one about this. */
export async function findingAbout(what: string, env: Env, options?: ExamineOptions): Promise<Finding> {
  const [found, ...others] = (await findings(env, options)).filter((each) => each.what === what);
  if (found === undefined || others.length > 0) throw new Error(`${others.length} findings are about ${what}`);
  return found;
}
