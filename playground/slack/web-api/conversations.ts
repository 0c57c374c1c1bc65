/**
 * conversations.*: what the app may learn about conversations. For the app, private conversations without it and other
 * people's direct messages do not exist.
 */
import { z } from 'zod';
import { app, appDirectMessage } from '../ids.ts';
import { flag, type JsonObject } from '../json.ts';
import { conversationObject } from '../payloads.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Conversation } from '../workspace.ts';
import type { World } from '../world.ts';
import { method } from './method.ts';

const readScope = { public: 'channels:read', private: 'groups:read', direct: 'im:read' } as const;

/** @throws `missing_scope` unless this scope was granted */
export function requireScope(world: World, scope: string): void {
  const granted = world.installation.grantedScopes;
  if (!granted.includes(scope)) throw new SlackRefusal('missing_scope', { needed: scope, provided: granted.join(',') });
}

/** @throws `channel_not_found` if the app can't see it */
export function seenConversation(world: World, id: string): Conversation {
  const conversation = world.workspace.seenByApp(id);
  if (!conversation) throw new SlackRefusal('channel_not_found');
  return conversation;
}

function readable(world: World, id: string): Conversation {
  const conversation = seenConversation(world, id);
  requireScope(world, readScope[conversation.kind]);
  return conversation;
}

const info = method({
  args: z.object({ channel: z.string(), include_num_members: z.unknown().optional() }),
  run: (world, { channel }) => ({ channel: conversationObject(readable(world, channel)) }),
});

const members = method({
  args: z.object({
    channel: z.string(),
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(1_000).optional(),
  }),
  run: (world, { channel, ...page }) => {
    const { items, ...rest } = pageOf(readable(world, channel).members, page);
    return { members: items, ...rest };
  },
});

interface Page {
  cursor?: string | undefined;
  limit?: number | undefined;
}

function pageOf<Item>(all: readonly Item[], { cursor = '', limit = 100 }: Page) {
  const from = cursor === '' ? 0 : Number(cursor);
  if (!Number.isInteger(from) || from < 0 || from > all.length) throw new SlackRefusal('invalid_cursor');
  const more = from + limit < all.length;
  return { items: all.slice(from, from + limit), response_metadata: { next_cursor: more ? String(from + limit) : '' } };
}

const kinds: Readonly<Record<string, Conversation['kind']>> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'direct',
};

/**
 * Of a person's public channels Slack's documentation says both that all are listed and that only the app's are: here it
 * is all. Private ones are listed only if the app is in them too.
 */
const ofUser = method({
  args: z.object({
    user: z.string().default(app.botUserId),
    types: z.string().default('public_channel'),
    exclude_archived: flag.default(false),
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(999).optional(),
    team_id: z.string().optional(),
  }),
  run: (world, { user, types, exclude_archived: isArchivedLeftOut, ...page }) => {
    const asked = types.split(',').map((type) => kinds[type.trim()]);
    for (const kind of asked) if (kind !== undefined) requireScope(world, readScope[kind]);
    if (!world.workspace.person(user)) throw new SlackRefusal('user_not_found');
    const all = world.workspace
      .conversations()
      .filter(({ id, kind }) => asked.includes(kind) && world.workspace.isMember(id, user))
      .filter(({ id, kind }) => kind === 'public' || world.workspace.appIsMember(id))
      .filter(({ archived }) => !(archived && isArchivedLeftOut));
    const { items, ...rest } = pageOf(all, page);
    return { channels: items.map((each) => withoutMembership(conversationObject(each))), ...rest };
  },
});

/** Unlike `conversations.info`, Slack leaves it out here. */
function withoutMembership(conversation: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(conversation).filter(([field]) => field !== 'is_member'));
}

const open = method({
  scopes: ['im:write'],
  args: z.object({ users: z.string() }),
  run: (world, { users }) => {
    const person = world.workspace.person(users);
    if (!person) throw new SlackRefusal('user_not_found');
    if (person.deactivated) throw new SlackRefusal('user_disabled');
    if (person.id === app.botUserId) throw new SlackRefusal('not_allowed');
    return { channel: { id: appDirectMessage(person.id) } };
  },
});

export const conversationMethods = {
  'conversations.info': info,
  'conversations.members': members,
  'conversations.open': open,
  'users.conversations': ofUser,
} as const;
