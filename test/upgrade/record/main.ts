/**
 * Records what a version leaves behind, for the tests of later ones. Once a version has landed:
 *
 *     git worktree add ../hec-slack-version <commit> && (cd ../hec-slack-version && npm ci && npm run build)
 *     .ci/with-postgres npx tsx test/upgrade/record/main.ts ../hec-slack-version
 *
 * The simulators are those of this checkout; the app is the built one of the other. It is started, used and killed as in
 * production, and known by its environment, its HTTP and its log alone. Takes three minutes; needs `pg_dump`.
 *
 * The first process has a clock that is eleven minutes behind, so that the second one finds a run of ten minutes ago. It
 * uses Socket Mode, because by its clock the signatures of HTTP requests are of another time.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type HecSimulator, startHecSimulator } from '../../../playground/hec/server.ts';
import {
  appDirectMessage,
  channels,
  people,
  type SlackSimulator,
  startSlackSimulator,
} from '../../../playground/slack/server.ts';
import { scopes } from '../../../src/slack/api/scopes.ts';
import {
  fixturePath,
  hecState,
  type Outside,
  type RecordedHec,
  type RecordedSlack,
  slackState,
} from '../../support/upgrade/fixture.ts';
import { setting } from '../../support/upgrade/setting.ts';
import { environmentOf, exportAudit, metricsOf, startApp } from './app.ts';
import { newEmbedded, newPostgres, type RecordedDatabase } from './database.ts';
import { createScene, type Screens } from './scene.ts';

const elevenMinutesMs = 11 * 60_000;

async function record(checkout: string, server: string): Promise<void> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')));
  const databases = { embedded: await newEmbedded(checkout), postgres: await newPostgres(checkout, server) };
  const parts: Outside[] = [];
  for (const kind of ['embedded', 'postgres'] as const) {
    await mkdir(fixturePath(version, '', kind), { recursive: true });
    parts.push(await recordOn(checkout, databases[kind], (name) => fixturePath(version, name, kind)));
  }
  await writeFile(fixturePath(version, 'outside.json'), json(together(parts)));
}

async function recordOn(
  checkout: string,
  database: RecordedDatabase,
  pathOf: (name: string) => string,
): Promise<Outside> {
  const [hec, slack] = await Promise.all([startHecSimulator(), startSlackSimulator()]);
  slack.installation.grantedScopes = Object.keys(scopes);
  const known = new Set(hec.world.events.keys());
  const env = {
    ...database.env,
    ...setting,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.installation.botToken,
    HEC_GATEWAY_URL: hec.url,
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
  };
  const { appToken: SLACK_APP_TOKEN, signingSecret: SLACK_SIGNING_SECRET } = slack.installation;
  const scene = createScene(hec, slack);

  const early = await startApp(checkout, { ...env, SLACK_APP_TOKEN }, -elevenMinutesMs);
  await slack.until(() => slack.socketCount() > 0);
  await scene.stillWorking();
  await early.kill();
  const app = await startApp(checkout, { ...env, SLACK_SIGNING_SECRET });
  slack.connectHttp(`http://127.0.0.1:${app.port}/slack/events`);
  await scene.endedRuns();
  await scene.refusals();
  await scene.emails();
  await scene.cards();
  await scene.otherPlaces();
  await scene.modals();
  await scene.answers();
  await scene.searches();
  await scene.settled();
  const metrics = await metricsOf(app);
  await scene.interrupted();
  await app.kill();
  const endedAt = new Date();

  await database.keep(pathOf);
  await writeFile(pathOf('ended.json'), json({ endedAt }));
  await writeFile(pathOf('slack.json'), json(slackNow(slack, scene.screens)));
  await writeFile(pathOf('hec.json'), json(hecNow(hec, known)));
  await writeFile(pathOf('audit.csv'), await exportAudit(checkout, { ...env, SLACK_SIGNING_SECRET }, 'csv'));
  await writeFile(pathOf('audit.jsonl'), await exportAudit(checkout, { ...env, SLACK_SIGNING_SECRET }, 'json'));
  await Promise.all([slack.close(), hec.close()]);
  const logFields = [...early.log, ...app.log].flatMap((line) => Object.keys(line));
  return { environment: await environmentOf(checkout), ...metrics, logFields };
}

function slackNow(slack: SlackSimulator, screens: Screens): RecordedSlack {
  const conversations = [...Object.values(channels), ...Object.values(people).map(appDirectMessage)];
  return slackState.parse({
    messages: conversations.flatMap((channel) => slack.messages(channel)),
    ephemerals: conversations.flatMap((channel) =>
      Object.values(people).flatMap((user) => slack.ephemerals(channel, user)),
    ),
    ...screens,
    mention: slack.deliveries.findLast(({ payload }) => /"type":"app_mention"/.test(JSON.stringify(payload))),
  });
}

function hecNow({ world }: HecSimulator, known: ReadonlySet<string>): RecordedHec {
  const events = [...world.events.values()].filter(({ eventId }) => !known.has(eventId));
  const entityIds = new Set(events.map(({ entityId }) => entityId));
  return hecState.parse({
    events,
    entities: [...world.entities.values()].filter(({ entityInfo }) => entityIds.has(entityInfo.entityId)),
    tasks: [...world.tasks.values()].filter(({ results }) => results.length === 0),
  });
}

function together(parts: readonly Outside[]): Outside {
  const sorted = (items: string[]) => [...new Set(items)].toSorted();
  const metrics = new Map(parts.flatMap((part) => part.metrics).map((metric) => [metric.name, metric]));
  return {
    environment: sorted(parts.flatMap(({ environment }) => environment)),
    metrics: [...metrics.values()],
    series: sorted(parts.flatMap(({ series }) => series)),
    logFields: sorted(parts.flatMap(({ logFields }) => logFields)),
  };
}

/** One line for each item of a list, so that a difference can be read. */
function json(value: object): string {
  const parts = Object.entries(value).map(([key, part]) => {
    const text = Array.isArray(part)
      ? `[\n${part.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
      : JSON.stringify(part);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

const [checkout] = process.argv.slice(2);
const { DATABASE_URL: server } = process.env;
if (checkout === undefined || server === undefined)
  throw new Error('Usage: DATABASE_URL=postgres://… npx tsx test/upgrade/record/main.ts <checkout of the version>');
await record(checkout, server);
