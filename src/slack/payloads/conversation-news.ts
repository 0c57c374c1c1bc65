/**
 * What Slack says in passing about who can read a conversation: by an event about the conversation itself, or by
 * `is_ext_shared_channel` on anything else. Slack documents that flag only for events, but the app believes it wherever
 * it appears.
 */
import { z } from 'zod';
import type { ConversationNews } from '../../access/conversations.ts';

/** A conversion between public and private has no event of its own: Slack only writes it into the channel. */
export const conversationEvents = [
  'channel_archive',
  'channel_id_changed',
  'channel_rename',
  'channel_shared',
  'channel_unarchive',
  'channel_unshared',
  'group_archive',
  'group_rename',
  'group_unarchive',
] as const;

const channel = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .optional()
  .catch(undefined);
/** In a command, all fields are text. */
const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
  .optional()
  .catch(undefined);

const anything = z.object({
  is_ext_shared_channel: flag,
  channel,
  channel_id: channel,
  container: z.object({ channel_id: channel }).optional().catch(undefined),
  event: z
    .object({
      type: z.string(),
      channel,
      old_channel_id: channel,
      new_channel_id: channel,
      is_ext_shared: flag,
    })
    .optional()
    .catch(undefined),
});

export function conversationNews(body: unknown): ConversationNews[] {
  const parsed = anything.safeParse(body);
  if (!parsed.success) return [];
  const { is_ext_shared_channel: isShared, event, ...outer } = parsed.data;
  const named = [event?.channel, outer.channel, outer.channel_id, outer.container?.channel_id];
  const kind = isShared === true || event?.type === 'channel_shared' ? 'shared' : changeIn(event);
  const news = kind === undefined ? [] : known(named).map((channelId) => ({ channelId, kind }));
  const renumbered = known([event?.old_channel_id, event?.new_channel_id]);
  return [...news, ...renumbered.map((channelId) => ({ channelId, kind: 'changed' as const }))];
}

function changeIn(
  event: { type: string; is_ext_shared?: boolean | undefined } | undefined,
): ConversationNews['kind'] | undefined {
  if (event?.type === 'channel_unshared') return event.is_ext_shared === false ? 'unshared' : 'changed';
  return conversationEvents.some((type) => type === event?.type) ? 'changed' : undefined;
}

/** The composer has no conversation yet. */
function known(ids: readonly (string | undefined)[]): string[] {
  return [...new Set(ids)].filter((id) => id !== undefined).filter((id) => id !== 'COMPOSER');
}
