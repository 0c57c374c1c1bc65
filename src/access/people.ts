/**
 * May this person look events up? May they act?
 *
 * Refuses by default. Guests, people from other organisations, bots and deactivated people never may, whatever the
 * configuration lists; if Slack can't say who somebody is, the answer is no.
 */

import { allowed, type Decision, refused } from './decision.ts';
import type { PeopleList, Viewers } from './policy.ts';

export type MemberStatus = 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated' | 'unknown';

export interface Member {
  id: string;
  status: MemberStatus;
  /** The configured user groups that the person is in. */
  groups: string[];
}

export type PersonRefusal = Exclude<MemberStatus, 'member'> | 'not_listed' | 'not_responder' | 'no_responders';

export function decideViewer(member: Member, viewers: Viewers): Decision<PersonRefusal> {
  if (member.status !== 'member') return refused(member.status);
  if (viewers.kind === 'members' || isListed(member, viewers.people)) return allowed;
  return refused('not_listed');
}

/** A separate permission: viewers can't act unless they are also listed as responders, nor the reverse. */
export function decideResponder(member: Member, responders: PeopleList): Decision<PersonRefusal> {
  if (member.status !== 'member') return refused(member.status);
  if (responders.users.length + responders.groups.length === 0) return refused('no_responders');
  return isListed(member, responders) ? allowed : refused('not_responder');
}

function isListed(member: Member, people: PeopleList): boolean {
  return people.users.includes(member.id) || people.groups.some((group) => member.groups.includes(group));
}
