/**
 * What the demo's server and page say to each other: what the page shows, and what people can do there.
 *
 * Blocks travel as the app sent them, with Slack's generated ids filled in.
 */
import { z } from 'zod';
import { anyBlock } from '../slack/json.ts';

const person = z.object({
  id: z.string(),
  /** The handle after the @. */
  name: z.string(),
  realName: z.string(),
  kind: z.enum(['member', 'single_channel_guest', 'multi_channel_guest', 'stranger', 'bot']),
  /** What this person is to the app, such as "responder" or "guest". */
  role: z.string(),
  deactivated: z.boolean(),
});
export type Person = z.infer<typeof person>;

const group = z.object({
  id: z.string(),
  /** The handle after the @. */
  handle: z.string(),
});

const conversation = z.object({
  id: z.string(),
  /** Empty for direct messages. */
  name: z.string(),
  kind: z.enum(['public', 'private', 'direct']),
  members: z.array(z.string()),
  archived: z.boolean(),
  sharing: z.enum(['internal', 'external', 'pending']),
});
export type Conversation = z.infer<typeof conversation>;

const unfurl = z.object({ url: z.string(), blocks: z.array(anyBlock) });

const shown = {
  channel: z.string(),
  /** Unix seconds with six decimals, which is the message's id. */
  ts: z.string(),
  threadTs: z.string().optional(),
  text: z.string(),
  blocks: z.array(anyBlock),
  attachments: z.array(z.object({ blocks: z.array(anyBlock), color: z.string().optional() })),
};

const message = z.object({
  ...shown,
  user: z.string(),
  edited: z.boolean(),
  /** The text as somebody would type it, to edit. */
  typed: z.string(),
  unfurls: z.array(unfurl),
  /** What "Copy link" copies. */
  permalink: z.string(),
});
export type Message = z.infer<typeof message>;

const ephemeral = z.object({
  ...shown,
  /** The only person who sees it. */
  user: z.string(),
  by: z.enum(['app', 'slack']),
});
export type Ephemeral = z.infer<typeof ephemeral>;

const view = z.object({
  id: z.string(),
  user: z.string(),
  kind: z.enum(['modal', 'home']),
  /** Changes with each update by the app. */
  hash: z.string(),
  title: z.string(),
  submit: z.string().optional(),
  close: z.string(),
  blocks: z.array(anyBlock),
  /** block_id → action_id → state as Slack sends it. */
  state: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
  /** block_id → sentence. */
  errors: z.record(z.string(), z.string()),
});
export type View = z.infer<typeof view>;

/** An unsent message with the previews of its links. */
const draft = z.object({ user: z.string(), links: z.array(z.string()), unfurls: z.array(unfurl) });

const hecFaults = [
  'slow',
  'rate_limited',
  'down',
  'hanging',
  'key_expired',
  'action_answers_lost',
  'slow_tasks',
] as const;
const slackFaults = ['rate_limited', 'failing'] as const;
export type HecFault = (typeof hecFaults)[number];
export type SlackFault = (typeof slackFaults)[number];

const command = z.object({ command: z.string(), description: z.string(), usageHint: z.string() });
const shortcut = z.object({ kind: z.enum(['message', 'global']), name: z.string(), callbackId: z.string() });
/** What people can use, by the app's manifest. */
const declared = z.object({ commands: z.array(command), shortcuts: z.array(shortcut) });

const simulatedEvent = z.object({
  id: z.string(),
  /** What makes it special. */
  title: z.string(),
  /** Its portal link, if there is an email or file behind it. */
  link: z.string().optional(),
});
export type SimulatedEvent = z.infer<typeof simulatedEvent>;

const appStatus = z.enum(['starting', 'running', 'stopped']);
export type AppStatus = z.infer<typeof appStatus>;

export const stateSchema = z.object({
  app: z.object({ name: z.string(), botUserId: z.string(), status: appStatus, port: z.number().optional() }),
  workspace: z.string(),
  people: z.array(person),
  groups: z.array(group),
  conversations: z.array(conversation),
  messages: z.array(message),
  ephemerals: z.array(ephemeral),
  /** Each person's stack, top one last. */
  modals: z.array(view),
  homes: z.array(view),
  drafts: z.array(draft),
  faults: z.object({ hec: z.enum(hecFaults).nullable(), slack: z.enum(slackFaults).nullable() }),
  declared,
  events: z.array(simulatedEvent),
});
export type State = z.infer<typeof stateSchema>;

export const trafficEntrySchema = z.object({
  id: z.string(),
  /** Unix milliseconds. */
  at: z.number(),
  route: z.enum(['slack_to_app', 'app_to_slack', 'app_to_hec']),
  title: z.string(),
  /** HTTP status; absent as long as there is no answer. */
  status: z.number().optional(),
  elapsedMs: z.number().optional(),
  fault: z.string().optional(),
  request: z.unknown().optional(),
  response: z.unknown().optional(),
});
export type TrafficEntry = z.infer<typeof trafficEntrySchema>;

export const logLineSchema = z.object({
  id: z.number(),
  at: z.number(),
  level: z.enum(['info', 'warn', 'error']),
  text: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

const inChannel = { user: z.string(), channel: z.string() };
const choice = z.union([z.string(), z.array(z.string()), z.null()]);
/** A text, an option's value, an id or a date; a list for several. */
export type Choice = z.infer<typeof choice>;

const clickTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), channel: z.string(), ts: z.string() }),
  z.object({ kind: z.literal('ephemeral'), channel: z.string(), ts: z.string() }),
  z.object({ kind: z.literal('unfurl'), channel: z.string(), ts: z.string(), url: z.string() }),
  z.object({ kind: z.literal('view'), id: z.string() }),
]);
export type ClickTarget = z.infer<typeof clickTarget>;

/** Everything that people can do on the page, one request each. */
export const actSchema = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('command'),
    ...inChannel,
    command: z.string(),
    text: z.string(),
    thread: z.string().optional(),
  }),
  z.object({ act: z.literal('post'), ...inChannel, text: z.string().min(1), threadTs: z.string().optional() }),
  z.object({ act: z.literal('compose'), ...inChannel, text: z.string() }),
  z.object({ act: z.literal('edit'), ...inChannel, ts: z.string(), text: z.string().min(1) }),
  z.object({ act: z.literal('delete'), channel: z.string(), ts: z.string() }),
  z.object({
    act: z.literal('click'),
    user: z.string(),
    target: clickTarget,
    blockId: z.string(),
    actionId: z.string(),
    choice: choice.optional(),
  }),
  /** `values` are keyed by block_id. */
  z.object({ act: z.literal('submit'), user: z.string(), values: z.record(z.string(), choice) }),
  z.object({ act: z.literal('close'), user: z.string() }),
  z.object({ act: z.literal('message_shortcut'), ...inChannel, ts: z.string(), callbackId: z.string() }),
  z.object({ act: z.literal('global_shortcut'), user: z.string(), callbackId: z.string() }),
  z.object({ act: z.literal('open_home'), user: z.string() }),
  /** Slack's own `/invite`, for the app only. */
  z.object({ act: z.literal('invite_app'), ...inChannel }),
  z.object({ act: z.literal('hec_fault'), fault: z.enum(hecFaults).nullable() }),
  z.object({ act: z.literal('slack_fault'), fault: z.enum(slackFaults).nullable() }),
  /** Immediately, as in a crash. */
  z.object({ act: z.literal('kill_app') }),
  z.object({ act: z.literal('start_app') }),
]);
export type Act = z.infer<typeof actSchema>;

/**
 * `unanswered`: the app did not acknowledge in time, which Slack shows as a warning sign.
 * `untaken`: Slack has said in the conversation that nobody took the command.
 */
export const actResultSchema = z.discriminatedUnion('result', [
  z.object({ result: z.literal('done') }),
  z.object({ result: z.literal('unanswered') }),
  z.object({ result: z.literal('untaken') }),
  z.object({ result: z.literal('refused'), because: z.string() }),
]);
export type ActResult = z.infer<typeof actResultSchema>;
