/**
 * Who the configured people and groups are. Slack is asked sparingly, because the running app shares its limits: for a
 * bounded number of groups (20 a minute may be asked for) and of people (100 a minute).
 */
import { z } from 'zod';
import type { MemberStatus } from '../../access/people.ts';
import type { PeopleList } from '../../access/policy.ts';
import { slackFailure } from '../../slack/api/errors.ts';
import { statusOf } from '../../slack/api/member-status.ts';
import { printable } from './printable.ts';
import { hasScope, type SignedIn, type SignIn } from './slack-visit.ts';

const mostGroups = 10;
export const mostPeople = 40;
const atOnce = 5;
const nameLength = 40;

/** `unasked`: beyond what the doctor asks for, or Slack did not say. */
export interface Person {
  name: string | undefined;
  status: MemberStatus | 'unasked';
  /** The same person has two on Enterprise Grid. */
  ids: string[];
}

/** `no_groups`: the workspace's plan has none. */
export type MissingGroup = 'not_found' | 'disabled' | 'no_groups';

export interface Group {
  /** As in "@sec-oncall (Security on call)". */
  name: string | undefined;
  members:
    | { kind: 'known'; ids: string[] }
    | { kind: 'missing'; why: MissingGroup }
    | { kind: 'unknown'; because: string };
}

export interface KnownPeople {
  person(id: string): Person;
  group(id: string): Group;
  /** Why nobody's name and state is known, if so. */
  because: string | undefined;
}

const notAsked = `the doctor asks Slack about ${mostGroups} groups only, and not for long`;

/** @param listed the more important ones first @param signal ends the asking: who is left stays unasked */
export async function getToKnow(listed: PeopleList[], signIn: SignIn, signal: AbortSignal): Promise<KnownPeople> {
  const groupIds = [...new Set(listed.flatMap(({ groups }) => groups))];
  const groups = await readGroups(groupIds, signIn, signal);
  const inGroups = [...groups.values()].flatMap(({ members }) => (members.kind === 'known' ? members.ids : []));
  const userIds = [...new Set([...listed.flatMap(({ users }) => users), ...inGroups])];
  const people = await readPeople(userIds, signIn, signal);
  return {
    person: (id) => people.get(id) ?? unasked(id),
    group: (id) => groups.get(id) ?? { name: undefined, members: { kind: 'unknown', because: notAsked } },
    because: lacks(signIn, 'users:read'),
  };
}

const unasked = (id: string): Person => ({ name: undefined, status: 'unasked', ids: [id] });

/** Why Slack can't be asked for what needs this scope. */
function lacks(signIn: SignIn, scope: string): string | undefined {
  if (signIn.kind === 'failed') return signIn.because;
  return hasScope(signIn.value, scope) ? undefined : `the scope ${scope} is missing`;
}

async function readGroups(ids: string[], signIn: SignIn, signal: AbortSignal): Promise<Map<string, Group>> {
  const because = lacks(signIn, 'usergroups:read');
  if (signIn.kind === 'failed' || because !== undefined) {
    const members = { kind: 'unknown', because: because ?? '' } as const;
    return new Map(ids.map((id) => [id, { name: undefined, members }]));
  }
  if (ids.length === 0) return new Map();
  const [names, read] = await Promise.all([
    readGroupNames(signIn.value),
    inTurns(ids.slice(0, mostGroups), signal, async (id) => ({ id, members: await readMembers(id, signIn.value) })),
  ]);
  return new Map(read.map(({ id, members }) => [id, named(members, names.get(id))]));
}

const groupList = z.object({
  usergroups: z.array(
    z.object({
      id: z.string(),
      handle: z.string().catch(''),
      name: z.string().catch(''),
      date_delete: z.number().catch(0),
    }),
  ),
});

interface GroupName {
  name: string;
  isDisabled: boolean;
}

function named(members: Group['members'], known: GroupName | undefined): Group {
  const isDisabled = members.kind === 'missing' && known?.isDisabled === true;
  return { name: known?.name, members: isDisabled ? { kind: 'missing', why: 'disabled' } : members };
}

/** Names are a convenience: without them, the ids do. */
async function readGroupNames({ client, teamId }: SignedIn): Promise<Map<string, GroupName>> {
  try {
    const { usergroups } = groupList.parse(await client.usergroups.list({ team_id: teamId, include_disabled: true }));
    return new Map(
      usergroups.map(({ id, handle, name, date_delete: disabledAt }) => [
        id,
        { name: `@${printable(handle, nameLength)} (${printable(name, nameLength)})`, isDisabled: disabledAt > 0 },
      ]),
    );
  } catch {
    return new Map();
  }
}

async function readMembers(id: string, { client, teamId }: SignedIn): Promise<Group['members']> {
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup: id, team_id: teamId });
    return { kind: 'known', ids: users };
  } catch (error) {
    const { kind, slackCode = 'nothing' } = slackFailure(error) ?? {};
    if (kind !== 'nobody') return { kind: 'unknown', because: `Slack says ${slackCode}` };
    return { kind: 'missing', why: slackCode === 'plan_upgrade_required' ? 'no_groups' : 'not_found' };
  }
}

async function readPeople(ids: string[], signIn: SignIn, signal: AbortSignal): Promise<Map<string, Person>> {
  if (signIn.kind === 'failed' || !hasScope(signIn.value, 'users:read')) return new Map();
  const { value: slack } = signIn;
  const read = await inTurns(
    ids.slice(0, mostPeople),
    signal,
    async (id) => [id, await readPerson(id, slack)] as const,
  );
  return new Map(read);
}

async function readPerson(id: string, { client, teamId }: SignedIn): Promise<Person> {
  try {
    const { user } = await client.users.info({ user: id });
    if (user === undefined) return unasked(id);
    const known = [id, user.id, user.enterprise_user?.id].filter((each) => each !== undefined);
    const name = printable(user.real_name || user.name || '', nameLength);
    return { name: name === '' ? undefined : name, status: statusOf(user, teamId), ids: [...new Set(known)] };
  } catch (error) {
    return slackFailure(error)?.kind === 'nobody' ? { ...unasked(id), status: 'not_found' } : unasked(id);
  }
}

/** In the order of the ids, a few at once. */
async function inTurns<Result>(
  ids: string[],
  signal: AbortSignal,
  read: (id: string) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < ids.length && !signal.aborted; from += atOnce) {
    results.push(...(await Promise.all(ids.slice(from, from + atOnce).map(read))));
  }
  return results;
}
