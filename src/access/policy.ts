/** Who may do what, and where events may be shown, as the app's administrator configures it. */

/** Who may look events up: every full member of the workspace, or only these people and groups. */
export type Viewers = { kind: 'members' } | { kind: 'listed'; people: PeopleList };

export interface PeopleList {
  users: string[];
  groups: string[];
}

/** Where events may be shown publicly: any conversation that is not shared outside, or only these. */
export type Channels = { kind: 'any' } | { kind: 'listed'; ids: string[] };

export interface AccessPolicy {
  viewers: Viewers;
  /** Whoever lists events and emails sees more than whoever looks up what they have an id for. */
  searchers: PeopleList;
  responders: PeopleList;
  channels: Channels;
}

/** The setting that says who may search: the responders may, unless others are named. Undefined if nobody may. */
export function searchersSetBy({
  searchers,
  responders,
}: Pick<AccessPolicy, 'searchers' | 'responders'>): 'HEC_SEARCHERS' | 'HEC_RESPONDERS' | undefined {
  if (searchers.users.length + searchers.groups.length === 0) return undefined;
  const idsOf = ({ users, groups }: PeopleList) => [...users, ...groups].toSorted().join();
  return idsOf(searchers) === idsOf(responders) ? 'HEC_RESPONDERS' : 'HEC_SEARCHERS';
}
