/**
 * The whole playground: a local Slack, a local HEC, the app in its own process between them, and the page.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HecSimulator, startHecSimulator } from '../hec/server.ts';
import { groups, people, type SlackSimulator, startSlackSimulator } from '../slack/server.ts';
import { carryOut } from './acts.ts';
import { createAppProcess } from './app-process.ts';
import { retryEvents } from './event-retries.ts';
import { createNamedFaults } from './faults.ts';
import { createLive } from './live.ts';
import { readManifest } from './manifest.ts';
import { playOpeningScene } from './opening-scene.ts';
import { startPageServer } from './page-server.ts';
import { createSnapshot } from './snapshot.ts';
import type { LogLine } from './state.ts';
import { followTraffic } from './traffic.ts';

const manifest = new URL('../../manifest.http.yml', import.meta.url);
const responders = [people.responder, people.otherResponder, groups.secOncall];

export interface Demo {
  url: string;
  appPort: number;
  slack: SlackSimulator;
  hec: HecSimulator;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** 0 for any free port. */
  pagePort: number;
  appPort: number;
  onLog?: (line: Omit<LogLine, 'id'>) => void;
}

/** Resolves once the page and the app are ready. Rejects if the page's port is taken or the app does not start. */
export async function startDemo({ pagePort, appPort, onLog = () => {} }: DemoOptions): Promise<Demo> {
  const [slack, hec, installed, directory] = await Promise.all([
    startSlackSimulator(),
    startHecSimulator(),
    readManifest(manifest),
    mkdtemp(join(tmpdir(), 'hec-slack-demo-')),
  ]);
  slack.installation.grantedScopes = installed.scopes;
  slack.installation.unfurlDomains = installed.unfurlDomains;

  const drafts = new Map<string, string>();
  const traffic = followTraffic(slack, hec, (entry) => live.traffic(entry));
  const faults = createNamedFaults(hec, slack, () => live.changed());
  const app = createAppProcess({
    env: {
      SLACK_BOT_TOKEN: slack.installation.botToken,
      SLACK_SIGNING_SECRET: slack.installation.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      PORT: String(appPort),
      LISTEN_HOST: '127.0.0.1',
      HEC_GATEWAY_URL: hec.url,
      HEC_CLIENT_ID: hec.clientId,
      HEC_ACCESS_KEY: hec.accessKey,
      HEC_RESPONDERS: responders.join(','),
      HEC_ADMIN_EMAIL_DOMAINS: 'harbour-freight.example',
      DATA_DIR: join(directory, 'data'),
    },
    directory,
    changed: () => live.changed(),
    log(line) {
      live.log(line);
      onLog(line);
    },
  });
  // After the app, which ends with this process, too.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  const snapshot = createSnapshot({
    slack,
    hec,
    responders,
    declared: installed.declared,
    app: () => ({ status: app.status(), port: app.port() }),
    faults: faults.active,
    draftOf: (user) => drafts.get(user),
  });
  const live = createLive({ snapshot, traffic: traffic.entries });
  slack.onChange(live.changed);
  const stopRetrying = retryEvents(slack);

  const startApp = async (): Promise<number> => {
    const port = await app.start();
    slack.connectHttp(`http://127.0.0.1:${port}/slack/events`);
    return port;
  };
  const closeAll = async (): Promise<void> => {
    stopRetrying();
    await app.stop();
    live.close();
    await Promise.all([slack.close(), hec.close()]);
    await rm(directory, { recursive: true, force: true });
  };

  try {
    const port = await startApp();
    await playOpeningScene(slack);
    const page = await startPageServer({
      port: pagePort,
      live,
      carryOut: (act) =>
        carryOut(act, {
          slack,
          app: { kill: app.kill, start: startApp },
          faults,
          drafted(user, unfurlId) {
            if (unfurlId === undefined) drafts.delete(user);
            else drafts.set(user, unfurlId);
            live.changed();
          },
        }),
    });
    return {
      url: `http://localhost:${page.port}`,
      appPort: port,
      slack,
      hec,
      async close() {
        await Promise.all([page.close(), closeAll()]);
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
