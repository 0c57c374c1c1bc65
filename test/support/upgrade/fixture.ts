/** The files of a recorded version, and how they are read. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { anyBlock, jsonObject } from '../../../playground/slack/json.ts';

export type Database = 'embedded' | 'postgres';

const fixtures = new URL('../../upgrade/fixtures/', import.meta.url);

export const versions = readdirSync(fixtures);

const content = {
  text: z.string(),
  blocks: z.array(anyBlock),
  attachments: z.array(jsonObject.and(z.object({ blocks: z.array(anyBlock).exactOptional() }))),
};

export const messageState = z.object({
  channel: z.string(),
  ts: z.string(),
  user: z.string(),
  botId: z.string().exactOptional(),
  threadTs: z.string().exactOptional(),
  edited: z.object({ user: z.string(), ts: z.string() }).exactOptional(),
  links: z.array(z.string()),
  unfurlId: z.string().exactOptional(),
  unfurls: z.array(
    z.object({
      url: z.string(),
      blocks: z.array(anyBlock),
      attachment: jsonObject,
      entity: jsonObject.exactOptional(),
    }),
  ),
  ...content,
});

const view = (type: 'modal' | 'home') => z.looseObject({ type: z.literal(type), blocks: z.array(anyBlock) });

export const slackState = z.object({
  messages: z.array(messageState),
  ephemerals: z.array(
    z.object({
      channel: z.string(),
      ts: z.string(),
      user: z.string(),
      by: z.enum(['app', 'slack']),
      threadTs: z.string().exactOptional(),
      ...content,
    }),
  ),
  /** As they stood open before the person did anything. */
  modals: z.array(z.object({ name: z.string(), user: z.string(), content: view('modal') })),
  homes: z.array(z.object({ user: z.string(), content: view('home') })),
  /** Of Work Objects. */
  details: z.array(z.object({ user: z.string(), url: z.string(), entity: jsonObject })),
  /** What a message showed before it changed: somebody may still have it in front of them. */
  earlier: z.array(z.object({ name: z.string(), message: messageState })),
  /** A mention as Slack delivered it. */
  mention: z.object({
    direction: z.literal('to_app'),
    id: z.number(),
    kind: z.literal('event'),
    transport: z.enum(['http', 'socket', 'none']),
    payload: jsonObject,
    at: z.coerce.date(),
  }),
});
export type RecordedSlack = z.infer<typeof slackState>;

export const hecState = z.object({
  events: z.array(z.looseObject({ eventId: z.string() })),
  entities: z.array(z.looseObject({ entityInfo: z.looseObject({ entityId: z.string() }) })),
  /** Those that had taken no effect yet. */
  tasks: z.array(
    z.object({
      id: z.number(),
      on: z.enum(['event', 'entity']),
      targets: z.array(z.string()),
      action: z.string(),
      parameter: z.unknown(),
      customer: z.string(),
    }),
  ),
});
export type RecordedHec = z.infer<typeof hecState>;

const outside = z.object({
  /** The names in `.env.example`. */
  environment: z.array(z.string()),
  metrics: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Names and labels, without what Prometheus itself adds to a histogram. */
  series: z.array(z.string()),
  /** Every field of every line of the log. */
  logFields: z.array(z.string()),
});
export type Outside = z.infer<typeof outside>;

export interface Recording {
  /** When the app was killed. */
  endedAt: Date;
  slack: RecordedSlack;
  hec: RecordedHec;
  /** The export of the audit record, as `npm run audit` gave it. */
  audit: { csv: string; json: string };
}

/** Where a file of the version stands. `database` is where it is about one kind of database. */
export function fixturePath(version: string, name: string, database?: Database): string {
  return fileURLToPath(new URL([version, database, name].filter(Boolean).join('/'), fixtures));
}

export async function readOutside(version: string): Promise<Outside> {
  return outside.parse(await readJson(fixturePath(version, 'outside.json')));
}

export async function readRecording(version: string, database: Database): Promise<Recording> {
  const path = (name: string) => fixturePath(version, name, database);
  const ended = z.object({ endedAt: z.coerce.date() });
  return {
    ...ended.parse(await readJson(path('ended.json'))),
    slack: slackState.parse(await readJson(path('slack.json'))),
    hec: hecState.parse(await readJson(path('hec.json'))),
    audit: { csv: await readFile(path('audit.csv'), 'utf8'), json: await readFile(path('audit.jsonl'), 'utf8') },
  };
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
