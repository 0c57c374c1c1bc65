/**
 * What Slack says about people, user groups and conversations, cached for a minute: long enough for a busy incident,
 * short enough that someone who was removed is soon refused.
 */
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Conversation, ConversationNews } from '../../access/conversations.ts';
import type { Member, MemberStatus } from '../../access/people.ts';
import type { PeopleList } from '../../access/policy.ts';
import { ttl, upTo } from '../../cache.ts';
import type { Logger } from '../../log.ts';
import { slackFailure } from './errors.ts';
import type { Identity } from './identity.ts';
import { type JoinedConversation, listJoined } from './joined-conversations.ts';
import { statusOf } from './member-status.ts';
import type { SlackApi } from './slack-api.ts';

export interface DirectoryOptions {
  client: SlackApi;
  identity: () => Promise<Identity>;
  logger: Logger;
  now: () => number;
}

/** Slack's maximum. */
const membersAtOnce = 999;

/** Whoever has just invited the app to a channel wants to find it there. */
const joinedForMs = 10_000;
/** Whose channels the app is in: its own. */
const theApp = '';

interface Person {
  /** The one that was asked about comes first. */
  ids: string[];
  status: MemberStatus;
  /** Seconds east of UTC where they are; 0 if Slack doesn't say. */
  offsetSeconds: number;
}

/** Nothing here rejects: if Slack can't be asked, the answer is "unknown". */
export class Directory {
  readonly #options: DirectoryOptions;
  readonly #people: LRUCache<string, Person>;
  readonly #groups: LRUCache<string, Set<string>>;
  readonly #conversations: LRUCache<string, Conversation>;
  /** By who is in them. */
  readonly #joined: LRUCache<string, JoinedConversation[]>;
  /** Conversations that Slack called shared in passing, which is newer than any answer about them from before. */
  readonly #sharedOutside: LRUCache<string, true>;
  /** How often something was forgotten. */
  #forgotten = 0;

  constructor(options: DirectoryOptions) {
    this.#options = options;
    const forAMinute = { ...upTo(5_000), ...ttl(60_000, options.now) };
    this.#people = new LRUCache({ ...forAMinute, fetchMethod: (userId) => this.#askPerson(userId) });
    this.#groups = new LRUCache({ ...forAMinute, fetchMethod: (groupId) => this.#askGroup(groupId) });
    this.#conversations = new LRUCache({ ...forAMinute, fetchMethod: (id) => this.#askConversation(id) });
    this.#joined = new LRUCache({
      // Each may hold thousands.
      max: 20,
      // Those who wait for an answer get it, even if it has been forgotten meanwhile.
      ignoreFetchAbort: true,
      ...ttl(joinedForMs, options.now),
      fetchMethod: (userId) => this.#askJoined(userId),
    });
    this.#sharedOutside = new LRUCache(forAMinute);
  }

  /** Asks about the listed groups only if membership matters. */
  async member(id: string, listed: PeopleList): Promise<Member> {
    const { ids, status } = await this.#person(id);
    const isNamed = ids.some((each) => listed.users.includes(each));
    const asked = isNamed || status !== 'member' ? [] : listed.groups;
    return { ids, status, ...(await this.#membershipsOf(asked, ids)) };
  }

  /** All ids of the same person: two on Enterprise Grid. The given one comes first, and alone if Slack can't say. */
  async idsOf(id: string): Promise<string[]> {
    return (await this.#person(id)).ids;
  }

  /** Seconds east of UTC: what this person means by "today". 0 if Slack can't say. */
  async utcOffsetOf(id: string): Promise<number> {
    return (await this.#person(id)).offsetSeconds;
  }

  async conversation(id: string): Promise<Conversation> {
    const asked = await this.#conversation(id);
    return asked.kind === 'seen' && this.#sharedOutside.has(id) ? { ...asked, sharedOutside: true } : asked;
  }

  /**
   * The channels that both the app and this person are in, archived ones left out. Slack may list channels of a person's
   * that the app is not in. Undefined if Slack can't say.
   */
  async joinedWith(userId: string): Promise<JoinedConversation[] | undefined> {
    try {
      const [ours, theirs] = await Promise.all([this.#joined.forceFetch(theApp), this.#joined.forceFetch(userId)]);
      const known = new Set(theirs.map(({ id }) => id));
      return ours
        .filter(({ id }) => known.has(id))
        .map((each) => (this.#sharedOutside.has(each.id) ? { ...each, sharedOutside: true } : each));
    } catch (error) {
      this.#options.logger.warn({ err: error, userId }, 'Slack could not say which conversations somebody is in');
      return undefined;
    }
  }

  /** Forgets what was known, at once. A conversation that Slack calls shared is shared, whatever it says when asked. */
  heed({ channelId, kind }: ConversationNews): void {
    const isKnown = kind === 'shared' && this.#sharedOutside.has(channelId);
    if (kind === 'shared') this.#sharedOutside.set(channelId, true);
    if (isKnown) return;
    if (kind === 'unshared') this.#sharedOutside.delete(channelId);
    this.#forgotten += 1;
    this.#conversations.delete(channelId);
    this.#joined.clear();
  }

  async #conversation(id: string): Promise<Conversation> {
    const before = this.#forgotten;
    try {
      return await this.#conversations.forceFetch(id);
    } catch (error) {
      // Slack's answer was under way when the conversation was forgotten: it may be older than what made us forget.
      if (this.#forgotten > before) return this.#conversation(id);
      this.#options.logger.warn({ err: error, channelId: id }, 'Slack could not say who reads a conversation');
      return { kind: 'unknown', id };
    }
  }

  /** Never cached. Undefined if Slack can't be asked. */
  async isInConversation(channel: string, userId: string): Promise<boolean | undefined> {
    const { client, logger } = this.#options;
    try {
      const pages = client.paginate('conversations.members', { channel, limit: membersAtOnce });
      const ids = await this.idsOf(userId);
      for await (const page of pages) {
        if (membersPage.parse(page).members.some((member) => ids.includes(member))) return true;
      }
      return false;
    } catch (error) {
      logger.warn({ err: error, channelId: channel, userId }, 'Slack could not say who is in a conversation');
      return undefined;
    }
  }

  async #person(id: string): Promise<Person> {
    try {
      return await this.#people.forceFetch(id);
    } catch (error) {
      this.#options.logger.warn({ err: error, userId: id }, 'Slack could not say who somebody is');
      return { ids: [id], status: 'unknown', offsetSeconds: 0 };
    }
  }

  async #askPerson(userId: string): Promise<Person> {
    const { client, identity, logger } = this.#options;
    try {
      const [{ user }, { teamId }] = await Promise.all([client.users.info({ user: userId }), identity()]);
      if (user === undefined) throw new Error('users.info names no user');
      const known = [userId, user.id, user.enterprise_user?.id].filter((id) => id !== undefined);
      const status = statusOf(user, teamId);
      if (status === 'unknown') logger.warn({ userId }, 'Slack left out what tells members from guests and bots');
      return { ids: [...new Set(known)], status, offsetSeconds: user.tz_offset ?? 0 };
    } catch (error) {
      if (slackFailure(error)?.kind !== 'nobody') throw error;
      return { ids: [userId], status: 'not_found', offsetSeconds: 0 };
    }
  }

  async #askJoined(userId: string): Promise<JoinedConversation[]> {
    const { client, identity } = this.#options;
    const { teamId } = await identity();
    return listJoined(client, userId === theApp ? undefined : userId, teamId);
  }

  /** One group that has the person is enough, and is not kept waiting by the others. */
  async #membershipsOf(groups: string[], ids: string[]): Promise<Pick<Member, 'groups' | 'unreadGroups'>> {
    const answers = groups.map(async (group) => ({ group, answer: await this.#isIn(group, ids) }));
    const found = answers.map(async (asked) => {
      const { group, answer } = await asked;
      return answer === 'in' ? group : Promise.reject(new Error('not in it'));
    });
    const first = await Promise.any(found).then(
      (group) => group,
      () => undefined,
    );
    if (first !== undefined) return { groups: [first], unreadGroups: [] };
    const all = await Promise.all(answers);
    return {
      groups: [],
      unreadGroups: all.filter(({ answer }) => answer === 'unknown').map(({ group }) => group),
    };
  }

  async #isIn(groupId: string, ids: string[]): Promise<'in' | 'out' | 'unknown'> {
    try {
      const members = await this.#groups.forceFetch(groupId);
      return ids.some((id) => members.has(id)) ? 'in' : 'out';
    } catch (error) {
      this.#options.logger.warn({ err: error, groupId }, 'Slack could not say who is in a user group');
      return 'unknown';
    }
  }

  async #askGroup(groupId: string): Promise<Set<string>> {
    const { client, identity, logger } = this.#options;
    const { teamId } = await identity();
    try {
      const { users } = await client.usergroups.users.list({ usergroup: groupId, team_id: teamId });
      if (users === undefined) throw new Error('usergroups.users.list names no users');
      return new Set(users);
    } catch (error) {
      const failure = slackFailure(error);
      if (failure?.kind !== 'nobody') throw error;
      logger.warn({ groupId, reason: failure.slackCode }, 'a configured user group does not exist, so nobody is in it');
      return new Set();
    }
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
