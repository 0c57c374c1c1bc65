/**
 * What Slack says about people, user groups and conversations, cached for a minute: long enough for a busy incident,
 * short enough that someone who was removed is soon refused.
 */
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Conversation } from '../../access/conversations.ts';
import type { Member, MemberStatus } from '../../access/people.ts';
import type { PeopleList } from '../../access/policy.ts';
import { ttl } from '../../cache.ts';
import type { Logger } from '../../log.ts';
import { slackFailure } from './errors.ts';
import type { Identity } from './identity.ts';
import type { SlackApi } from './slack-api.ts';

export interface DirectoryOptions {
  client: SlackApi;
  identity: () => Promise<Identity>;
  logger: Logger;
  now: () => number;
}

/** Slack's maximum. */
const membersAtOnce = 999;

/** Nothing here rejects: if Slack can't be asked, the answer is "unknown". */
export class Directory {
  readonly #options: DirectoryOptions;
  readonly #statuses: LRUCache<string, MemberStatus>;
  readonly #groups: LRUCache<string, Set<string>>;
  readonly #conversations: LRUCache<string, Conversation>;

  constructor(options: DirectoryOptions) {
    this.#options = options;
    const forAMinute = { max: 5_000, ...ttl(60_000, options.now) };
    this.#statuses = new LRUCache({ ...forAMinute, fetchMethod: (userId) => this.#askStatus(userId) });
    this.#groups = new LRUCache({ ...forAMinute, fetchMethod: (groupId) => this.#askGroup(groupId) });
    this.#conversations = new LRUCache({ ...forAMinute, fetchMethod: (id) => this.#askConversation(id) });
  }

  /** Asks about the listed groups only if membership matters. */
  async member(id: string, listed: PeopleList): Promise<Member> {
    try {
      const status = await this.#statuses.forceFetch(id);
      const isNamed = listed.users.includes(id);
      const asked = isNamed || status !== 'member' ? [] : listed.groups;
      const members = await Promise.all(
        asked.map(async (group) => ({ group, ids: await this.#groups.forceFetch(group) })),
      );
      return { id, status, groups: members.filter(({ ids }) => ids.has(id)).map(({ group }) => group) };
    } catch (error) {
      this.#options.logger.warn({ err: error, userId: id }, 'Slack could not say who somebody is');
      return { id, status: 'unknown', groups: [] };
    }
  }

  async conversation(id: string): Promise<Conversation> {
    try {
      return await this.#conversations.forceFetch(id);
    } catch (error) {
      this.#options.logger.warn({ err: error, channelId: id }, 'Slack could not say who reads a conversation');
      return { kind: 'unknown', id };
    }
  }

  /** Never cached. Undefined if Slack can't be asked. */
  async isInConversation(channel: string, userId: string): Promise<boolean | undefined> {
    const { client, logger } = this.#options;
    try {
      const pages = client.paginate('conversations.members', { channel, limit: membersAtOnce });
      for await (const page of pages) if (membersPage.parse(page).members.includes(userId)) return true;
      return false;
    } catch (error) {
      logger.warn({ err: error, channelId: channel, userId }, 'Slack could not say who is in a conversation');
      return undefined;
    }
  }

  async #askStatus(userId: string): Promise<MemberStatus> {
    const { client, identity } = this.#options;
    const [{ user }, { teamId }] = await Promise.all([client.users.info({ user: userId }), identity()]);
    return user === undefined ? 'unknown' : statusOf(user, teamId);
  }

  async #askGroup(groupId: string): Promise<Set<string>> {
    const { users } = await this.#options.client.usergroups.users.list({ usergroup: groupId });
    return new Set(users);
  }

  async #askConversation(id: string): Promise<Conversation> {
    try {
      const { channel } = await this.#options.client.conversations.info({ channel: id });
      if (channel === undefined) return { kind: 'unknown', id };
      return {
        kind: 'seen',
        id,
        // A pending invitation counts as shared: those who accept it can read earlier messages.
        sharedOutside: channel.is_ext_shared === true || channel.is_pending_ext_shared === true,
        archived: channel.is_archived === true,
        appIsMember: channel.is_member === true,
      };
    } catch (error) {
      const kind = slackFailure(error)?.kind;
      if (kind === 'refusal' || kind === 'no_scope') return { kind: 'unseen', id };
      throw error;
    }
  }
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

/** On Enterprise Grid a member's home team may be another team of the organisation: their list counts too. */
function statusOf(user: SlackUser, teamId: string): MemberStatus {
  if (user.deleted === true) return 'deactivated';
  const isOurs = user.team_id === teamId || user.enterprise_user?.teams?.includes(teamId) === true;
  if (!isOurs || user.is_stranger === true) return 'outsider';
  // Slack doesn't mark its own bot as one, and it posts people's reminders.
  if (user.is_bot === true || user.id === 'USLACKBOT') return 'bot';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  return 'member';
}
