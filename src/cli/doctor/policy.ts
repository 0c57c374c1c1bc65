/** The policy as it is in force, in words: who may do what, with names beside ids. */
import { type AccessPolicy, type PeopleList, searchersSetBy } from '../../access/policy.ts';
import { type Finding, notExamined, note, ok, wrong } from './finding.ts';
import { type Group, getToKnow, type KnownPeople, type MissingGroup, mostPeople, type Person } from './people.ts';
import type { SignIn } from './slack-visit.ts';

/** Something that the policy allows to some. */
interface Right {
  what: string;
  setBy: string;
  who: PeopleList | 'members';
}

/** A new one is a line here. */
function rightsOf({ viewers, searchers, responders }: AccessPolicy): Record<'look' | 'search' | 'act', Right> {
  const who = viewers.kind === 'members' ? 'members' : viewers.people;
  return {
    look: { what: 'Look events up', setBy: 'HEC_VIEWERS', who },
    search: { what: 'Search', setBy: 'HEC_SEARCHERS', who: searchers },
    act: { what: 'Act on events', setBy: 'HEC_RESPONDERS', who: responders },
  };
}

export async function examinePolicy(access: AccessPolicy, signIn: SignIn, signal: AbortSignal): Promise<Finding[]> {
  const { look, search, act } = rightsOf(access);
  const isSearchNamed = searchersSetBy(access) === search.setBy;
  const rights = isSearchNamed ? [look, search, act] : [look, act];
  const listed = rights.toReversed().flatMap(({ who }) => (who === 'members' ? [] : [who]));
  const known = await getToKnow(listed, signIn, signal);
  const names = listed.some(({ users, groups }) => users.length + groups.length > 0);
  return [
    ...rights.flatMap((right) => [inWords(right, known), ...broken(right, known)]),
    ...(isSearchNamed ? withoutLooking(search, look, 'search, but not look up what they find', known) : []),
    ...(isSearchNamed ? [] : [respondersSearch(search, known)]),
    ...withoutLooking(act, look, 'act on events, but not look them up', known),
    ...(names && known.because !== undefined ? [notExamined('People', known.because)] : []),
  ];
}

function inWords({ what, setBy, who }: Right, known: KnownPeople): Finding {
  if (who === 'members') {
    return note(what, `every full member of the workspace may. ${setBy} narrows it.`);
  }
  if (who.users.length + who.groups.length === 0) {
    const fix = `To allow it, set ${setBy} to the ids of people or user groups.`;
    return note(what, `nobody may, because ${setBy} is empty.`, { fix });
  }
  const details = [
    ...who.users.map((id) => aboutPerson(id, known.person(id))),
    ...who.groups.map((id) => aboutGroup(id, known.group(id), known)),
  ];
  const { may, open } = count(who, known);
  if (known.because !== undefined) return note(what, `those whom ${setBy} names may`, { details });
  if (open) return note(what, `${people(may)} may, and perhaps more: ${notAll}`, { details });
  if (may === 0) return wrong(what, 'nobody may', `Correct ${setBy}: none of those whom it names may.`, details);
  if (may === 1) return note(what, 'only one person may', { details, fix: `Name somebody else in ${setBy} too.` });
  const never = who.users.some((id) => states[known.person(id).status] !== '');
  const said = `${people(may)} may`;
  return never
    ? note(what, said, { details, fix: `Take those who may not out of ${setBy}.` })
    : ok(what, said, details);
}

/** The same people as those who may act: what is wrong with them is told there. */
function respondersSearch({ what, setBy, who }: Right, known: KnownPeople): Finding {
  const narrows = `${setBy} names others.`;
  if (who === 'members') return note(what, `every full member of the workspace may. ${narrows}`);
  const { may, open } = count(who, known);
  if (may > 0 && !open) return note(what, `${people(may)} may: those who may act on events. ${narrows}`);
  const isUnknown = open || known.because !== undefined;
  if (isUnknown && who.users.length + who.groups.length > 0)
    return note(what, `those who may act on events may. ${narrows}`);
  const fix = `To allow it, set ${setBy} or HEC_RESPONDERS to the ids of people or user groups.`;
  return note(what, 'nobody may, because nobody may act on events.', { fix });
}

const notAll = `not all were looked at (the doctor asks Slack about ${mostPeople} people at most)`;
const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);

/** Settings that can't mean what they say. */
function broken({ setBy, who }: Right, known: KnownPeople): Finding[] {
  if (who === 'members') return [];
  const missing = who.users
    .filter((id) => known.person(id).status === 'not_found')
    .map((id) => wrong(`Person ${id}`, 'Slack knows nobody with this id.', `Correct the id in ${setBy}.`));
  const groups = who.groups.flatMap((id) => {
    const { members, name } = known.group(id);
    const what = `User group ${name === undefined ? id : `${name}, ${id}`}`;
    if (members.kind === 'unknown') return [notExamined(what, members.because)];
    if (members.kind === 'missing') return [wrong(what, missingGroups[members.why], `Name others in ${setBy}.`)];
    return members.ids.length === 0 ? [wrong(what, 'nobody is in it.', `Fill it, or name another in ${setBy}.`)] : [];
  });
  return [...missing, ...groups];
}

const missingGroups: Record<MissingGroup, string> = {
  not_found: 'Slack knows no group with this id.',
  disabled: 'disabled in Slack, so nobody is in it.',
  no_groups: 'the plan of this workspace has no user groups.',
};

/** Why somebody may not. */
const states: Record<Person['status'], string> = {
  member: '',
  guest: 'a guest, who never may',
  outsider: 'of another organisation, who never may',
  bot: 'a bot, which never may',
  deactivated: 'deactivated, so no longer',
  not_found: 'Slack knows nobody with this id',
  unknown: 'Slack does not say what kind of member this is, so no',
  unasked: '',
};

function aboutPerson(id: string, { name, status }: Person): string {
  const named = name === undefined ? id : `${name} (${id})`;
  return states[status] === '' ? named : `${named}: ${states[status]}`;
}

const neverMay: [Person['status'], string, string][] = [
  ['guest', 'guest', 'guests'],
  ['outsider', 'person of another organisation', 'people of other organisations'],
  ['bot', 'bot', 'bots'],
  ['deactivated', 'deactivated person', 'deactivated people'],
];

function aboutGroup(id: string, { name, members }: Group, known: KnownPeople): string {
  const named = name === undefined ? `group ${id}` : `${name}, group ${id}`;
  if (members.kind !== 'known') return named;
  const all = members.ids.map((each) => known.person(each).status);
  const counted = (sought: Person['status']) => all.filter((status) => status === sought).length;
  const looked = all.length - counted('unasked');
  if (looked === 0) return `${named}: ${people(all.length)}`;
  const not = neverMay.flatMap(([status, one, many]) => {
    const found = counted(status);
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many} never may`];
  });
  const part = looked === all.length ? '' : `, ${looked} of them looked at`;
  return [`${named}: ${people(all.length)}${part}, ${counted('member')} may`, ...not].join('; ');
}

/** Each person once, by whatever ways they are named. `open`: there may be more. */
function count(who: PeopleList, known: KnownPeople): { may: number; open: boolean } {
  const isUnasked = everybody(who, known).some((id) => known.person(id).status === 'unasked');
  const isUnread = who.groups.some((id) => known.group(id).members.kind === 'unknown');
  return { may: allowed(who, known).size, open: isUnasked || isUnread };
}

function everybody({ users, groups }: PeopleList, known: KnownPeople): string[] {
  const inGroups = groups.map((id) => known.group(id).members);
  return [...new Set([...users, ...inGroups.flatMap((members) => (members.kind === 'known' ? members.ids : []))])];
}

/** One of each person's ids, always the same. */
function allowed(who: PeopleList, known: KnownPeople): Set<string> {
  const all = everybody(who, known).map((id) => known.person(id));
  return new Set(all.filter(({ status }) => status === 'member').map(({ ids }) => ids.toSorted()[0] ?? ''));
}

/** Separate rights: without the one to look, the others are of little use. */
function withoutLooking(right: Right, look: Right, onlyMay: string, known: KnownPeople): Finding[] {
  if (look.who === 'members' || right.who === 'members' || count(look.who, known).open) return [];
  const viewers = allowed(look.who, known);
  const without = [...allowed(right.who, known)].filter((id) => !viewers.has(id));
  if (without.length === 0) return [];
  const details = without.map((id) => aboutPerson(id, known.person(id)));
  const fix = `Add them to ${look.setBy}, unless that is meant.`;
  const what = `${right.what.split(' ')[0]} only`;
  return [note(what, `${people(without.length)} may ${onlyMay}`, { details, fix })];
}
