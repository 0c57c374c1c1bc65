/** What the app needs from Slack's clicks, shortcuts and submitted modals, all read as outside data. */
import { z } from 'zod';
import { replyThread } from './thread.ts';

/** Where the clicked button was. `private`: a message that only one person sees. */
export interface Origin {
  kind: 'message' | 'unfurl' | 'private';
  channelId: string;
  messageTs: string;
  /** Undefined for a message in the channel, even one that has replies. */
  threadTs: string | undefined;
  /** Of an unfurl: its link, exactly as Slack has it. */
  url: string | undefined;
}

export interface Click {
  userId: string;
  triggerId: string;
  actionId: string;
  blockId: string;
  /** JSON that this app wrote, but never trusted. */
  value: string;
  /** Undefined in a modal and in the App Home. */
  origin: Origin | undefined;
  /** The modal with the button, if it was in one. */
  view: { id: string; metadata: string } | undefined;
  /** A secret; undefined outside conversations. */
  responseUrl: string | undefined;
}

export interface Shortcut {
  callbackId: string;
  userId: string;
  triggerId: string;
  /** Undefined for a global shortcut. */
  message: ShortcutMessage | undefined;
  /** A secret; undefined for a global shortcut. */
  responseUrl: string | undefined;
}

interface ShortcutMessage {
  channelId: string;
  messageTs: string;
  /** Undefined for a message in the channel, even one that has replies. */
  threadTs: string | undefined;
  /** The whole message, of any shape. */
  content: unknown;
}

export interface Submission {
  userId: string;
  viewId: string;
  callbackId: string;
  metadata: string;
  /** By block id; '' if nothing was filled in or chosen. */
  values: Record<string, string>;
  /** By block id. */
  ticked: Record<string, string[]>;
}

/** A modal that a person closed. */
export interface ClosedView {
  userId: string;
  callbackId: string;
  metadata: string;
}

const container = z.object({
  type: z.string().optional(),
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
  view: z.object({ id: z.string(), type: z.string(), private_metadata: z.string().default('') }).optional(),
  actions: z.tuple(
    // A Work Object's button isn't in a block of ours.
    [z.object({ action_id: z.string(), block_id: z.string().default(''), value: z.string().default('') })],
    z.unknown(),
  ),
});

const shortcut = z.object({
  type: z.enum(['shortcut', 'message_action']),
  callback_id: z.string(),
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
});

const option = z.object({ value: z.string() });
const inputValue = z.object({
  value: z.string().nullish(),
  selected_conversation: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).optional(),
});

const viewSubmission = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id: z.string() }),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({
      values: z.record(z.string(), z.record(z.string(), inputValue)),
    }),
  }),
});

/** Undefined for anything but a click on a button in a block. */
export function readClick(body: unknown): Click | undefined {
  const parsed = blockActions.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, trigger_id: triggerId, response_url: responseUrl, message, view, actions } = parsed.data;
  const [{ action_id: actionId, block_id: blockId, value }] = actions;
  const pressed = { userId: user.id, triggerId, actionId, blockId, value, responseUrl };
  if (view !== undefined) {
    const modal = view.type === 'modal' ? { id: view.id, metadata: view.private_metadata } : undefined;
    return { ...pressed, origin: undefined, view: modal };
  }
  return { ...pressed, origin: readOrigin(parsed.data.container, message?.thread_ts), view: undefined };
}

function readOrigin(given: unknown, threadTs: string | undefined): Origin | undefined {
  const parsed = container.safeParse(given);
  if (!parsed.success) return undefined;
  const {
    type,
    channel_id: channelId,
    message_ts: messageTs,
    thread_ts,
    is_ephemeral,
    is_app_unfurl,
    app_unfurl_url,
  } = parsed.data;
  // A Work Object's details belong to a link's preview, too.
  const isUnfurl = is_app_unfurl || type === 'entity_detail';
  const kind = is_ephemeral ? 'private' : isUnfurl ? 'unfurl' : 'message';
  return { kind, channelId, messageTs, threadTs: replyThread(messageTs, thread_ts ?? threadTs), url: app_unfurl_url };
}

export function readShortcut(body: unknown): Shortcut | undefined {
  const parsed = shortcut.safeParse(body);
  if (!parsed.success) return undefined;
  const { callback_id: callbackId, user, trigger_id: triggerId, response_url: responseUrl } = parsed.data;
  const { channel, message } = parsed.data;
  return {
    callbackId,
    userId: user.id,
    triggerId,
    message: channel &&
      message && {
        channelId: channel.id,
        messageTs: message.ts,
        threadTs: replyThread(message.ts, message.thread_ts),
        content: message,
      },
    responseUrl,
  };
}

export function readSubmission(body: unknown): Submission | undefined {
  const parsed = viewSubmission.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, view } = parsed.data;
  const inputs = Object.entries(view.state.values).flatMap(([block, elements]) =>
    Object.values(elements).map((input) => ({ block, input })),
  );
  return {
    userId: user.id,
    viewId: view.id,
    callbackId: view.callback_id,
    metadata: view.private_metadata,
    values: Object.fromEntries(inputs.map(({ block, input }) => [block, chosenIn(input)])),
    ticked: Object.fromEntries(
      inputs.map(({ block, input }) => [block, (input.selected_options ?? []).map(({ value }) => value)]),
    ),
  };
}

const viewClosed = z.object({
  type: z.literal('view_closed'),
  user: z.object({ id: z.string() }),
  view: z.object({ callback_id: z.string(), private_metadata: z.string().default('') }),
});

export function readClosedView(body: unknown): ClosedView | undefined {
  const parsed = viewClosed.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, view } = parsed.data;
  return { userId: user.id, callbackId: view.callback_id, metadata: view.private_metadata };
}

function chosenIn({ value, selected_conversation, selected_option }: z.output<typeof inputValue>): string {
  return value ?? selected_conversation ?? selected_option?.value ?? '';
}
