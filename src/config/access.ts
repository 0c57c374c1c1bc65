/** Who may do what, and where. A list that names nobody is refused: it must not open what it was meant to restrict. */
import { z } from 'zod';
import { type AccessPolicy, type PeopleList, searchersSetBy, type Viewers } from '../access/policy.ts';
import type { Logger } from '../log.ts';
import { fault, list } from './fields.ts';
import { section } from './section.ts';

export interface AccessConfig {
  access: AccessPolicy;
  adminEmailDomains: string[];
}

const wherePeople =
  'find the id in Slack under “⋮” of a profile or a user group, as “Copy member ID” or “Copy group ID”';
const whereChannels = 'find the id in Slack at the bottom of the channel’s “About” tab';

const isPerson = (id: string) => /^[UWS][A-Z0-9]{2,}$/.test(id);
const isChannel = (id: string) => /^[CG][A-Z0-9]{2,}$/.test(id);

/** Which entry it is, as the value itself is never repeated. */
function entryOf(items: string[], wrong: string): string {
  return items.length === 1 ? '' : `, but entry ${items.indexOf(wrong) + 1} of ${items.length} is not`;
}

/** As other programs take lists. */
function isUnseparated(entry: string, isId: (text: string) => boolean): boolean {
  const parts = entry.split(/[\s;]+/).filter((part) => part !== '');
  return parts.length > 1 && parts.every(isId);
}

const unseparated = 'must have commas between its ids, not blanks or semicolons';

function noPeople(items: string[]): string | undefined {
  const wrong = items.find((id) => !isPerson(id));
  if (wrong === undefined) return undefined;
  if (isUnseparated(wrong, isPerson)) return unseparated;
  if (isChannel(wrong)) return `must be people and groups${entryOf(items, wrong)}: that is the id of a channel`;
  return `must be user ids (U… or W…) and user group ids (S…), separated by commas${entryOf(items, wrong)}: names and @handles do not work; ${wherePeople}`;
}

function noChannels(items: string[]): string | undefined {
  const wrong = items.find((id) => !isChannel(id));
  if (wrong === undefined) return undefined;
  if (isUnseparated(wrong, isChannel)) return unseparated;
  if (isPerson(wrong)) return `must be channels${entryOf(items, wrong)}: that is the id of a person or a group`;
  return `must be channel ids (C… or G…), separated by commas${entryOf(items, wrong)}: names do not work; ${whereChannels}`;
}

const toPeople = (ids: string[]): PeopleList => ({
  users: ids.filter((id) => !id.startsWith('S')),
  groups: ids.filter((id) => id.startsWith('S')),
});

const isMembers = (items: string[]) => items.length === 1 && items[0] === 'members';

const viewers = list
  .check(
    fault<string[]>((items) => {
      if (isMembers(items)) return undefined;
      if (items.includes('members')) return 'has "members" beside other entries: keep it alone, or name only ids';
      return noPeople(items)?.replace('must be', 'must be "members", or');
    }),
  )
  .transform(
    (items): Viewers => (isMembers(items) ? { kind: 'members' } : { kind: 'listed', people: toPeople(items) }),
  );

const named = list
  .check(
    fault<string[]>((items) =>
      items.includes('members') ? 'cannot be "members": name each person and group by id' : noPeople(items),
    ),
  )
  .transform(toPeople);

const variables = z.object({
  HEC_VIEWERS: viewers.default({ kind: 'members' }),
  HEC_SEARCHERS: named.optional(),
  HEC_RESPONDERS: named.default({ users: [], groups: [] }),
  HEC_CHANNELS: list.check(fault<string[]>(noChannels)).optional(),
  HEC_ADMIN_EMAIL_DOMAINS: list
    .refine((domains) => domains.every((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(domain)), {
      error: 'must be domains such as example.com, separated by commas, without what stands before the @',
    })
    .default([]),
});

export const accessSection = section(
  variables,
  (values): AccessConfig => ({
    access: {
      viewers: values.HEC_VIEWERS,
      searchers: values.HEC_SEARCHERS ?? values.HEC_RESPONDERS,
      responders: values.HEC_RESPONDERS,
      channels: values.HEC_CHANNELS === undefined ? { kind: 'any' } : { kind: 'listed', ids: values.HEC_CHANNELS },
    },
    adminEmailDomains: values.HEC_ADMIN_EMAIL_DOMAINS.map((domain) => domain.toLowerCase()),
  }),
);

/** One line at the start. */
export function logPolicy({ access }: AccessConfig, logger: Logger): void {
  const { viewers, searchers, responders, channels } = access;
  const restrictedBy = [
    ...(viewers.kind === 'listed' ? ['HEC_VIEWERS'] : []),
    ...(channels.kind === 'listed' ? ['HEC_CHANNELS'] : []),
  ];
  const fields = {
    restrictedBy,
    users: responders.users.length,
    groups: responders.groups.length,
    searchersSetBy: searchersSetBy(access) ?? 'nothing',
    searchers: { users: searchers.users.length, groups: searchers.groups.length },
  };
  if (fields.users + fields.groups > 0) logger.info(fields, 'only HEC_RESPONDERS may act on events');
  else logger.warn(fields, 'nobody may act on events: HEC_RESPONDERS is not set');
}
