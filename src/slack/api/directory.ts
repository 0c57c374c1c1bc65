/**
 * What Slack says of people, user groups and conversations, each remembered for a minute: long enough for a busy
 * incident, short enough that a removed person is soon refused.
 */
import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Conversation } from '../../access/conversations.ts';
import type { Member, MemberStatus } from '../../access/people.ts';
import type { PeopleList } from '../../access/policy.ts';
import { ttl } from '../../cache.ts';
import type { Logger } from '../../log.ts';
import { slackFailure } from './errors.ts';
import type { Identity } from './identity.ts';

export interface Directory {
  /** Never rejects: when Slack can't be asked, the status is `unknown`. */
  member(userId: string, listed: PeopleList): Promise<Member>;
  /** Never rejects: when Slack can't be asked, the conversation is `unknown`. */
  conversation(channelId: string): Promise<Conversation>;
  /** Whether somebody is in a conversation, as Slack says now. Never rejects: undefined when Slack can't be asked. */
  isInConversation(channelId: string, userId: string): Promise<boolean | undefined>;
}

/** The most that Slack gives at once. */
const membersAtOnce = 999;

export function createDirectory(options: {
  client: WebClient;
  identity: () => Promise<Identity>;
  logger: Logger;
  now: () => number;
}): Directory {
  const { client, identity, logger, now } = options;
  const forAMinute = { max: 5_000, ...ttl(60_000, now) };

  const standings = new LRUCache<string, MemberStatus>({
    ...forAMinute,
    fetchMethod: async (userId) => {
      const [{ user }, { teamId }] = await Promise.all([client.users.info({ user: userId }), identity()]);
      return user === undefined ? 'unknown' : statusOf(user, teamId);
    },
  });
  const groups = new LRUCache<string, Set<string>>({
    ...forAMinute,
    fetchMethod: async (groupId) => new Set((await client.usergroups.users.list({ usergroup: groupId })).users),
  });
  const conversations = new LRUCache<string, Conversation>({
    ...forAMinute,
    fetchMethod: async (id) => {
      try {
        const { channel } = await client.conversations.info({ channel: id });
        if (channel === undefined) return { kind: 'unknown', id };
        return {
          kind: 'seen',
          id,
          // An invitation that waits counts as shared: who accepts it reads what was posted before.
          sharedOutside: channel.is_ext_shared === true || channel.is_pending_ext_shared === true,
          archived: channel.is_archived === true,
          appIsMember: channel.is_member === true,
        };
      } catch (error) {
        const kind = slackFailure(error)?.kind;
        if (kind === 'refusal' || kind === 'no_scope') return { kind: 'unseen', id };
        throw error;
      }
    },
  });

  return {
    async member(id, listed) {
      try {
        const status = await standings.forceFetch(id);
        const isNamed = listed.users.includes(id);
        const asked = isNamed || status !== 'member' ? [] : listed.groups;
        const members = await Promise.all(asked.map(async (group) => ({ group, ids: await groups.forceFetch(group) })));
        return { id, status, groups: members.filter(({ ids }) => ids.has(id)).map(({ group }) => group) };
      } catch (error) {
        logger.warn({ err: error, userId: id }, 'Slack could not say who somebody is');
        return { id, status: 'unknown', groups: [] };
      }
    },
    async conversation(id) {
      try {
        return await conversations.forceFetch(id);
      } catch (error) {
        logger.warn({ err: error, channelId: id }, 'Slack could not say who reads a conversation');
        return { kind: 'unknown', id };
      }
    },
    async isInConversation(channel, userId) {
      try {
        const pages = client.paginate('conversations.members', { channel, limit: membersAtOnce });
        for await (const page of pages) if (membersPage.parse(page).members.includes(userId)) return true;
        return false;
      } catch (error) {
        logger.warn({ err: error, channelId: channel, userId }, 'Slack could not say who is in a conversation');
        return undefined;
      }
    },
  };
}

const membersPage = z.object({ members: z.array(z.string()) });

interface SlackUser {
  id?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
  team_id?: string;
  enterprise_user?: { teams?: string[] };
}

/** On an Enterprise Grid a member's home team may be another of the organisation's, so the list of teams counts too. */
function statusOf(user: SlackUser, teamId: string): MemberStatus {
  if (user.deleted === true) return 'deactivated';
  const isOurs = user.team_id === teamId || user.enterprise_user?.teams?.includes(teamId) === true;
  if (!isOurs || user.is_stranger === true) return 'outsider';
  // Slack does not mark its own bot as one, and it posts what people had it remind them of.
  if (user.is_bot === true || user.id === 'USLACKBOT') return 'bot';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  return 'member';
}
