/**
 * Who asks: may this person look events up, and may they act?
 *
 * Refuses by default. Guests, people from other organisations, bots and deactivated people never may, whatever the
 * configuration lists; when Slack can't say who somebody is, the answer is no.
 */
import type { PeopleList, Viewers } from '../config.ts';
import { allowed, type Decision, refused } from './decision.ts';

export type Standing = 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated' | 'unknown';

export interface Asker {
  id: string;
  standing: Standing;
  /** Those of the configured user groups that the person is in. */
  groups: string[];
}

export type PersonRefusal = Exclude<Standing, 'member'> | 'not_listed' | 'not_responder' | 'no_responders';

export function decideViewer(asker: Asker, viewers: Viewers): Decision<PersonRefusal> {
  if (asker.standing !== 'member') return refused(asker.standing);
  if (viewers.kind === 'members' || isListed(asker, viewers.people)) return allowed;
  return refused('not_listed');
}

/** Acting is a right of its own: whoever may look events up can't act for that, and the reverse. */
export function decideResponder(asker: Asker, responders: PeopleList): Decision<PersonRefusal> {
  if (asker.standing !== 'member') return refused(asker.standing);
  if (responders.users.length + responders.groups.length === 0) return refused('no_responders');
  return isListed(asker, responders) ? allowed : refused('not_responder');
}

function isListed(asker: Asker, people: PeopleList): boolean {
  return people.users.includes(asker.id) || people.groups.some((group) => asker.groups.includes(group));
}
