/**
 * May this person look events up? May they search? May they act?
 *
 * Refuses by default. Guests, people from other organisations, bots and deactivated people never may, whatever the
 * configuration lists; if Slack can't say who somebody is, the answer is no.
 */

import { allowed, type Decision, refused } from './decision.ts';
import type { PeopleList, Viewers } from './policy.ts';

/** `not_found`: Slack knows no such person in this workspace. `unknown`: Slack couldn't say. */
export type MemberStatus = 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated' | 'not_found' | 'unknown';

export interface Member {
  /** The one that Slack named first. On Enterprise Grid one person has two, and Slack uses either. */
  ids: string[];
  status: MemberStatus;
  /** Configured user groups that the person is in. One that the answer needs is enough. */
  groups: string[];
  /** Configured user groups about which Slack couldn't say; empty if the answer doesn't depend on them. */
  unreadGroups: string[];
}

export type PersonRefusal =
  | Exclude<MemberStatus, 'member'>
  | 'not_listed'
  | 'not_searcher'
  | 'no_searchers'
  | 'not_responder'
  | 'no_responders';

export function decideViewer(member: Member, viewers: Viewers): Decision<PersonRefusal> {
  if (member.status !== 'member') return refused(member.status);
  return viewers.kind === 'members' ? allowed : decideListed(member, viewers.people, 'not_listed');
}

/** A separate permission, too: who may act need not be able to list, nor the reverse. */
export function decideSearcher(member: Member, searchers: PeopleList): Decision<PersonRefusal> {
  return decideNamed(member, searchers, { ifNobodyIs: 'no_searchers', ifOthersAre: 'not_searcher' });
}

/** A separate permission: viewers can't act unless they are also listed as responders, nor the reverse. */
export function decideResponder(member: Member, responders: PeopleList): Decision<PersonRefusal> {
  return decideNamed(member, responders, { ifNobodyIs: 'no_responders', ifOthersAre: 'not_responder' });
}

/** For what nobody may do until people are named. */
function decideNamed(
  member: Member,
  people: PeopleList,
  { ifNobodyIs, ifOthersAre }: Record<'ifNobodyIs' | 'ifOthersAre', PersonRefusal>,
): Decision<PersonRefusal> {
  if (member.status !== 'member') return refused(member.status);
  if (people.users.length + people.groups.length === 0) return refused(ifNobodyIs);
  return decideListed(member, people, ifOthersAre);
}

function decideListed(
  { ids, groups, unreadGroups }: Member,
  people: PeopleList,
  otherwise: PersonRefusal,
): Decision<PersonRefusal> {
  const isNamed = ids.some((id) => people.users.includes(id));
  if (isNamed || groups.some((group) => people.groups.includes(group))) return allowed;
  return refused(unreadGroups.some((group) => people.groups.includes(group)) ? 'unknown' : otherwise);
}
