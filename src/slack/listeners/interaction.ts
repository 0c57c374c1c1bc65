/** What Slack says of a click and of a submitted modal, as far as the app needs it. Read as outside data all the same. */
import { z } from 'zod';

/** Where the pressed button was. A message that only one person sees is `private`. */
export interface ClickPlace {
  kind: 'message' | 'unfurl' | 'private';
  channelId: string;
  messageTs: string;
  threadTs: string | undefined;
  /** Of an unfurl: the link that it belongs to, exactly as Slack has it. */
  url: string | undefined;
}

export interface Click {
  userId: string;
  triggerId: string;
  actionId: string;
  blockId: string;
  /** JSON of our own making, but never trusted. */
  value: string;
  /** Undefined in a modal. */
  place: ClickPlace | undefined;
  /** The modal that the button was in, which carries what it needs in its metadata. */
  view: { id: string; metadata: string } | undefined;
  /** A secret; undefined in a modal. */
  responseUrl: string | undefined;
}

export interface Submission {
  userId: string;
  viewId: string;
  callbackId: string;
  metadata: string;
  /** What was filled in, by block id. */
  values: Record<string, string>;
}

const container = z.object({
  channel_id: z.string(),
  message_ts: z.string(),
  thread_ts: z.string().optional(),
  is_ephemeral: z.boolean().default(false),
  is_app_unfurl: z.boolean().default(false),
  app_unfurl_url: z.string().optional(),
});

const blockActions = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  container: z.unknown(),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
  view: z.object({ id: z.string(), private_metadata: z.string().default('') }).optional(),
  actions: z.tuple(
    [z.object({ action_id: z.string(), block_id: z.string(), value: z.string().default('') })],
    z.unknown(),
  ),
});

const viewSubmission = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id: z.string() }),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({
      values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))),
    }),
  }),
});

/** Undefined for anything that is not a click on a button in a block. */
export function readClick(body: unknown): Click | undefined {
  const parsed = blockActions.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, trigger_id: triggerId, response_url: responseUrl, message, view, actions } = parsed.data;
  const [{ action_id: actionId, block_id: blockId, value }] = actions;
  const pressed = { userId: user.id, triggerId, actionId, blockId, value, responseUrl };
  if (view !== undefined) {
    return { ...pressed, place: undefined, view: { id: view.id, metadata: view.private_metadata } };
  }
  return { ...pressed, place: readPlace(parsed.data.container, message?.thread_ts), view: undefined };
}

function readPlace(given: unknown, threadTs: string | undefined): ClickPlace | undefined {
  const parsed = container.safeParse(given);
  if (!parsed.success) return undefined;
  const {
    channel_id: channelId,
    message_ts: messageTs,
    thread_ts,
    is_ephemeral,
    is_app_unfurl,
    app_unfurl_url,
  } = parsed.data;
  const kind = is_ephemeral ? 'private' : is_app_unfurl ? 'unfurl' : 'message';
  return { kind, channelId, messageTs, threadTs: thread_ts ?? threadTs, url: app_unfurl_url };
}

/** Undefined for anything that is not a submitted modal. */
export function readSubmission(body: unknown): Submission | undefined {
  const parsed = viewSubmission.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, view } = parsed.data;
  const values = Object.entries(view.state.values).flatMap(([block, inputs]) =>
    Object.values(inputs).map(({ value }) => [block, value ?? ''] as const),
  );
  return {
    userId: user.id,
    viewId: view.id,
    callbackId: view.callback_id,
    metadata: view.private_metadata,
    values: Object.fromEntries(values),
  };
}
