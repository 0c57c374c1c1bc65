/**
 * Every surface × kinds of people × kinds of conversations: each asks who asks, and who would see it.
 *
 * `expected` is the whole policy. What was done is judged by what the workspace then holds, what the app told Slack and
 * asked HEC, and what the record says; a cell that differs says how.
 */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, groups, people, type SlackSimulator } from '../../playground/slack/server.ts';
import { audit } from '../../src/store/schema.ts';
import { type Started, start, testTimeouts } from './start.ts';
import { type Act, author, type Question, type Surface, surfaces, type Use } from './surfaces.ts';

/**
 * - `public`: shown in the conversation or thread, once.
 * - `private`: only the asker sees it, and why where the conversation is the reason.
 * - `refused`: nothing of the event is shown; the asker is told why, privately, and the record has it.
 * - `silent`: nothing is shown and nothing is said.
 */
type Outcome = 'public' | 'private' | 'refused' | 'silent';

/** `code` is what the record says, `why` what the person reads. */
interface Refusal {
  code: string;
  why: RegExp;
}

interface Person {
  name: string;
  id: string;
  /** For those who may do neither. */
  refusal?: Refusal;
  /** For those who may not look events up, or not search. */
  refusals?: Partial<Record<Question, Refusal>>;
}

interface Place {
  name: string;
  id: string;
  /** Undefined where everybody may see an event. */
  refusal?: Refusal;
  /** Slack lets the app preview links in conversations that it is not in. */
  previews?: true;
  withoutApp?: true;
  archived?: true;
  sharedOutside?: true;
  /** Nobody of those who are asked is in it: they can only name it. */
  notTheirs?: true;
}

const guest: Refusal = { code: 'guest', why: /Guests/ };
const outsider: Refusal = { code: 'outsider', why: /organisation/ };
const bot: Refusal = { code: 'bot', why: /Bots/ };
const deactivated: Refusal = { code: 'deactivated', why: /Deactivated/ };
const notViewer: Refusal = { code: 'not_listed', why: /HEC_VIEWERS/ };
const notSearcher: Refusal = { code: 'not_searcher', why: /may search/ };

const members: Person[] = [{ name: 'a member', id: people.member }];
const guests: Person[] = [
  { name: 'a single-channel guest', id: people.singleChannelGuest, refusal: guest },
  { name: 'a multi-channel guest', id: people.multiChannelGuest, refusal: guest },
];
const others: Person[] = [
  { name: 'a person of another organisation', id: people.stranger, refusal: outsider },
  { name: 'a bot', id: people.bot, refusal: bot },
  { name: 'a deactivated person', id: people.deactivated, refusal: deactivated },
];
const listedOrNot: Person[] = [
  { name: 'a listed viewer who is no searcher', id: people.responder, refusals: { search: notSearcher } },
  { name: 'a member of a listed group', id: people.onCallResponder },
  { name: 'a listed searcher who is no viewer', id: people.member, refusals: { view: notViewer } },
  { name: 'a listed guest', id: people.singleChannelGuest, refusal: guest },
  { name: 'a listed person of another organisation', id: people.stranger, refusal: outsider },
];

const notInvited: Refusal = { code: 'app_not_member', why: /the app isn’t in this channel/ };
const unseen: Refusal = { code: 'unseen', why: /the app can’t see who is in this conversation/ };
const shared: Refusal = { code: 'shared_outside', why: /shared with another organisation/ };

const elsewhere = { id: 'C0ELSEWHERE', name: 'elsewhere' };

const channel: Place = { name: 'a channel', id: channels.security, previews: true };
const places: Place[] = [
  channel,
  { name: 'a channel without the app', id: channels.general, refusal: notInvited, previews: true, withoutApp: true },
  { name: 'a private channel', id: channels.privateWithApp, previews: true },
  {
    name: 'a private channel without the app',
    id: channels.privateWithoutApp,
    refusal: unseen,
    previews: true,
    withoutApp: true,
  },
  { name: 'a direct message', id: channels.directMessage, refusal: unseen, previews: true, withoutApp: true },
  { name: 'a channel shared with others', id: channels.sharedPartner, refusal: shared, sharedOutside: true },
  { name: 'a channel about to be shared', id: channels.pendingShared, refusal: shared },
  {
    name: 'an archived channel',
    id: channels.archived,
    refusal: { code: 'archived', why: /this channel is archived/ },
    archived: true,
  },
  {
    name: 'a channel that they are not in',
    id: elsewhere.id,
    refusal: { code: 'sharer_not_member', why: /you’re not in this conversation/ },
    notTheirs: true,
  },
];
const placesWithList: Place[] = [
  { name: 'a listed channel', id: channels.security, previews: true },
  { name: 'a channel that is not listed', id: channels.incident, refusal: { code: 'not_listed', why: /HEC_CHANNELS/ } },
  { name: 'a listed channel shared with others', id: channels.sharedPartner, refusal: shared, sharedOutside: true },
];
const lists = {
  HEC_VIEWERS: [people.responder, groups.secOncall, author, people.singleChannelGuest, people.stranger].join(),
  HEC_SEARCHERS: [people.member, groups.secOncall, author, people.singleChannelGuest, people.stranger].join(),
  HEC_RESPONDERS: [people.responder, people.member].join(),
  HEC_CHANNELS: [channels.security, channels.sharedPartner].join(),
};

/** Nobody may search by default, so whoever may be refused for another reason is on the list. */
const everybodySearches = { HEC_SEARCHERS: [...members, ...guests, ...others].map(({ id }) => id).join() };

/** Undefined for those who may. */
function refusalOf({ asks = ['view'] }: Surface, { refusal, refusals }: Person): Refusal | undefined {
  return refusal ?? asks.map((question) => refusals?.[question]).find(Boolean);
}

function expected(surface: Surface, person: Person, place: Place): Outcome {
  const { shows, at } = surface;
  if (at === 'a mention' && place.withoutApp) return 'silent';
  const isAsked = shows !== 'as a preview' && shows !== 'as a draft';
  if (refusalOf(surface, person) !== undefined) return isAsked ? 'refused' : 'silent';
  switch (shows) {
    case 'to the asker':
      return 'private';
    case 'as an answer':
    case 'in its place':
      return place.refusal === undefined ? 'public' : 'private';
    case 'where it is sent':
      return place.refusal === undefined ? 'public' : 'refused';
    case 'as a preview':
      return place.previews ? 'public' : 'silent';
    case 'as a draft':
      return place.sharedOutside ? 'silent' : 'private';
  }
}

/** What people and Slack let nobody do is no cell. */
function isPossible({ at }: Surface, place: Place): boolean {
  if (at === 'nowhere in particular') return place.id === channels.security;
  if (place.notTheirs) return at === 'a form';
  if (place.archived) return at !== 'the composer' && at !== 'a mention';
  // No preview came to stand where nothing may be shown by list.
  return at !== 'a preview' || place.refusal?.code !== 'not_listed';
}

/** What the person reads of the reason; undefined where they need none. */
function reason(surface: Surface, person: Person, place: Place): RegExp | undefined {
  const { shows, at } = surface;
  const refusal = refusalOf(surface, person);
  // Slack has its own words for that.
  if (at === 'a preview') return refusal && /"restricted"/;
  if (refusal !== undefined) return refusal.why;
  return shows === 'as an answer' || shows === 'where it is sent' ? place.refusal?.why : undefined;
}

/** The refusals that the record may have of the cell, by their codes. */
function recorded(surface: Surface, person: Person, place: Place): string[] {
  const outcome = expected(surface, person, place);
  const refusal = refusalOf(surface, person);
  const code = (refusal ?? place.refusal)?.code ?? '';
  if (outcome === 'refused') return [code];
  if (outcome !== 'silent' || surface.at === 'a mention' || refusal === undefined) return [''];
  // Which question is asked first is nobody's concern: where the place is refused, the person need not be.
  return expected(surface, { name: person.name, id: person.id }, place) === 'silent' ? ['', code] : [code];
}

const whereOf: Record<Surface['shows'], string> = {
  'to the asker': 'privately, wherever they are',
  'as an answer': 'publicly where everybody may see it, and privately elsewhere',
  'where it is sent': 'publicly where everybody may see it and they are members, and nowhere else',
  'in its place': 'publicly where everybody may see it, and privately elsewhere',
  'as a preview': 'where no outsider can read it, now or soon',
  'as a draft': 'privately, and not where outsiders read',
};

/** The settings that name who may. */
function listsFor({ asks = ['view'] }: Surface): string {
  return asks.map((question) => ({ view: 'HEC_VIEWERS', search: 'HEC_SEARCHERS' })[question]).join(' and ');
}

/** Each surface stands in one of the files that go through them. */
export type SurfaceGroup = 'written' | 'menus' | 'forms' | 'buttons' | 'views';

function groupOf({ at, shows }: Surface): SurfaceGroup {
  switch (at) {
    case 'the composer':
    case 'a mention':
      return 'written';
    case 'a form':
      return 'forms';
    case 'a message':
      return shows === 'as an answer' ? 'menus' : 'buttons';
    case 'a preview':
    case 'nowhere in particular':
      return 'views';
  }
}

/** The tests of every surface of the group. */
export function testSurfaces(group: SurfaceGroup): void {
  for (const surface of surfaces.filter((each) => groupOf(each) === group)) testSurface(surface);
}

function testSurface(surface: Surface): void {
  describe(`through ${surface.name}`, () => {
    const everybody = onceForAll(() =>
      useEverywhere(surface, [...members, ...guests, ...others], places, everybodySearches),
    );
    const byList = onceForAll(() => useEverywhere(surface, listedOrNot, placesWithList, lists));

    test(`through ${surface.name}, members see an event ${whereOf[surface.shows]}`, async () =>
      expectAsInTable(surface, members, await everybody()));

    test(`through ${surface.name}, a guest sees nothing`, async () =>
      expectAsInTable(surface, guests, await everybody()));

    test(`through ${surface.name}, people from other organisations, bots and deactivated people see nothing`, async () =>
      expectAsInTable(surface, others, await everybody()));

    test(`through ${surface.name}, people not on ${listsFor(surface)} see nothing, and no list lets guests in or events out`, async () =>
      expectAsInTable(surface, listedOrNot, await byList()));
  });
}

/** What a guest sees of each form that they opened while they were a member, by the name of the surface. */
export async function throughFormsAsNewGuest(): Promise<Record<string, string>> {
  let time = Date.now();
  const forms = surfaces.filter(({ form }) => form);
  const idOf = (index: number) => `U0LATER00${index}`;
  const everybody = { HEC_SEARCHERS: forms.map((_, index) => idOf(index)).join() };
  const started = await startTryingOnce(everybody, () => time);
  const { workspace } = started.slack;
  const found: Record<string, string> = {};
  for (const [index, surface] of forms.entries()) {
    const person = { name: 'a guest from now on', id: idOf(index), refusal: guest };
    workspace.addPerson({ ...person, realName: '', kind: 'member', deactivated: false });
    workspace.join(channel.id, person.id);
    const use = newUse(started, person.id, channel.id);
    const whenOpen: Seen[] = [];
    const act = await surface.prepare({
      ...use,
      async meanwhile() {
        workspace.changePerson(person.id, { kind: 'single_channel_guest' });
        time += 61_000;
        whenOpen.push(await look(started));
      },
    });
    const thread = await act();
    await done(started);
    const now = await look(started);
    const cell = { surface, person, place: channel, use };
    found[surface.name] = whenOpen.map((before) => judge(cell, changes(before, now), thread)).join();
  }
  return found;
}

interface Cell {
  surface: Surface;
  person: Person;
  place: Place;
  use: Use;
}

type Judged = Pick<Cell, 'person' | 'place'> & { found: string };

function expectAsInTable(surface: Surface, asking: Person[], judged: Judged[]): void {
  const table = (cell: (judged: Judged) => string) =>
    Object.fromEntries(
      judged
        .filter(({ person }) => asking.includes(person))
        .map((each) => [`${each.person.name} in ${each.place.name}`, cell(each)]),
    );
  expect(table(({ found }) => found)).toEqual(table(({ person, place }) => expected(surface, person, place)));
}

/** One start serves all tests of a surface. */
function onceForAll<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

async function useEverywhere(surface: Surface, asking: Person[], where: Place[], env = {}): Promise<Judged[]> {
  let time = Date.now();
  const started = await startTryingOnce(env, () => time);
  const restore = openUp(started, asking);
  const rounds: (Cell & { act: Act })[][] = [];
  for (const place of where.filter((each) => isPossible(surface, each))) {
    const cells = asking.map((person) => ({ surface, person, place, use: newUse(started, person.id, place.id) }));
    rounds.push(await Promise.all(cells.map(async (cell) => ({ ...cell, act: await surface.prepare(cell.use) }))));
  }
  await done(started);
  restore();
  // What was read for what stands there already is not remembered any longer.
  time += 3_000;

  const judged: Judged[] = [];
  let before = await look(started);
  for (const cells of rounds) {
    const threads = await Promise.all(cells.map(({ act }) => act()));
    await done(started);
    const now = await look(started);
    const since = changes(before, now);
    judged.push(...cells.map((cell, index) => ({ ...cell, found: judge(cell, since, threads[index]) })));
    before = now;
  }
  return judged;
}

/** Nothing is tried again. */
function startTryingOnce(env: Record<string, string>, now: () => number): Promise<Started> {
  const timeouts = { slack: { ...testTimeouts.slack, tries: 1 } };
  return start({ env: { SLACK_WORK_OBJECTS: 'on', ...env }, timeouts, now });
}

/** Resolves once the app has done all that it was told to: nothing here goes on by itself. */
async function done({ app, slack }: Started): Promise<void> {
  await app.idle();
  await slack.settled({ quietMs: 3 });
  await app.idle();
}

/**
 * Everybody is in every conversation but the one that is not theirs and others' direct messages with the app, and for now
 * none is shared or archived.
 */
function openUp({ slack: { workspace, app } }: Started, asking: Person[]): () => void {
  const before = workspace
    .conversations()
    .filter(({ kind, members: there }) => kind !== 'direct' || !there.includes(app.botUserId));
  for (const { id, members: there } of before) {
    const all = [...new Set([...there, author, ...asking.map((person) => person.id)])];
    workspace.changeConversation(id, { members: all, sharing: 'internal', archived: false });
  }
  const members = [author, app.botUserId];
  workspace.addConversation({ ...elsewhere, kind: 'public', members, archived: false, sharing: 'internal' });
  return () => {
    for (const { id, sharing, archived } of before) workspace.changeConversation(id, { sharing, archived });
  };
}

function newUse(started: Started, user: string, channel: string): Use {
  const eventId = randomUUID().replaceAll('-', '');
  const word = `quoll${eventId.slice(0, 8)}`;
  const description = `${word} asked for a payment`;
  started.hec.world.addEvent({ eventId, entityId: null, type: word, description, availableEventActions: [] });
  return { started, user, channel, eventId, word };
}

/** The outcome, and what is wrong with it. */
function judge({ surface, person, place, use }: Cell, since: Seen, thread: string | undefined): string {
  const { user, eventId, word } = use;
  const about = since.shown.filter(({ text }) => text.toLowerCase().includes(word));
  const toAll = about.filter(({ to }) => to === 'everybody');
  const told = since.shown.filter(({ to }) => to === user);
  const outcome = toAll.length > 0 ? 'public' : about.length > 0 ? 'private' : told.length > 0 ? 'refused' : 'silent';

  // Not even to say no.
  const isKept = refusalOf(surface, person) !== undefined || expected(surface, person, place) === 'silent';
  const why = reason(surface, person, place);
  const isTold = outcome === 'private' || outcome === 'refused';
  const isSearch =
    surface.asks?.includes('search') && surface.opens !== true && ['public', 'private'].includes(outcome);
  const searches = since.searches.filter(({ userId }) => userId === user).length;
  const records = since.refusals.filter(({ userId }) => userId === user).map((row) => row.reason);
  const problems: Record<string, boolean> = {
    'more than once': toAll.length > 1,
    'not where it belongs': toAll.some(({ channel, threadTs }) => channel !== place.id || threadTs !== thread),
    'to somebody else': about.some(({ to }) => to !== 'everybody' && to !== user),
    'without the reason': isTold && why !== undefined && !told.some(({ text }) => why.test(text)),
    'with the event sent to Slack': isKept && mentions(since.calls, eventId, word),
    'with HEC asked for it': isKept && mentions(since.requests, eventId, word),
    [`${searches} searches recorded`]: searches !== (isSearch ? 1 : 0),
    [`recorded as [${records}]`]: !recorded(surface, person, place).includes(records.join()),
  };
  return [outcome, ...Object.keys(problems).filter((problem) => problems[problem])].join(', ');
}

function mentions(traffic: readonly unknown[], eventId: string, word: string): boolean {
  const text = JSON.stringify(traffic).toLowerCase();
  return text.includes(eventId) || text.includes(word);
}

/** Something that the app shows to one person or to everybody. */
interface Shown {
  to: string;
  channel?: string;
  threadTs?: string | undefined;
  text: string;
}

interface Seen {
  shown: Shown[];
  /** To Slack. */
  calls: unknown[];
  /** To HEC. */
  requests: unknown[];
  refusals: { id: string; userId: string; reason: string | null }[];
  searches: { id: string; userId: string }[];
}

async function look({ slack, hec, store }: Started): Promise<Seen> {
  return {
    shown: everythingShown(slack),
    calls: slack.calls.map(({ args }) => args),
    requests: hec.requests.map(({ path, body }) => [path, body]),
    refusals: await store.db.select().from(audit).where(eq(audit.kind, 'refusal')),
    searches: await store.db.select().from(audit).where(eq(audit.kind, 'search')),
  };
}

function changes(before: Seen, now: Seen): Seen {
  const records = [...before.refusals, ...before.searches];
  const known = new Set([...before.shown.map(({ text }) => text), ...records.map(({ id }) => id)]);
  return {
    shown: now.shown.filter(({ text }) => !known.has(text)),
    calls: now.calls.slice(before.calls.length),
    requests: now.requests.slice(before.requests.length),
    refusals: now.refusals.filter(({ id }) => !known.has(id)),
    searches: now.searches.filter(({ id }) => !known.has(id)),
  };
}

function everythingShown(slack: SlackSimulator): Shown[] {
  const conversations = slack.workspace.conversations().map(({ id }) => id);
  const drafts = slack.calls.filter(({ args }) => args.source === 'composer').map(({ args }) => args.unfurl_id);
  const people = slack.workspace.people().map(({ id }) => id);
  return [
    ...conversations.flatMap(slack.messages).flatMap(shownIn),
    ...drafts.flatMap((id) => slack.draft(String(id)) ?? []).map((draft) => shownTo(draft.user, draft)),
    ...people.flatMap((user) => {
      const ephemerals = conversations.flatMap((channel) => slack.ephemerals(channel, user));
      const home = slack.home(user) ?? [];
      return [ephemerals, slack.views(user), home, slack.details(user)].flat().map((each) => shownTo(user, each));
    }),
  ];

  /** What the app wrote in a message, or into it. */
  function shownIn(message: ReturnType<typeof slack.messages>[number]): Shown[] {
    const { channel, ts, threadTs, user, edited, unfurls, text, blocks } = message;
    const isOurs = [user, edited?.user].includes(slack.app.botUserId);
    const parts: unknown[] = [...(isOurs ? [{ text, blocks }] : []), ...unfurls];
    const to = people.find((id) => appDirectMessage(id) === channel) ?? 'everybody';
    return parts.map((part) => ({ to, channel, threadTs, text: JSON.stringify({ ts, part }) }));
  }

  function shownTo(to: string, part: unknown): Shown {
    return { to, text: JSON.stringify(part) };
  }
}
