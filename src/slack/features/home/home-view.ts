/**
 * The App Home: what this person may do, what is running, what they looked up and did last, and how the app is set up.
 * People who may not look up events learn only that, why, and whom to ask.
 */
import type { Channels, PeopleList, Viewers } from '../../../access/policy.ts';
import type { EndedRun, RunningRun } from '../../../actions/run.ts';
import type { EmailDetails } from '../../../events/email.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import {
  type ActionsBlock,
  type Button,
  type HomeView,
  type KnownBlock,
  plainText,
  type SectionBlock,
} from '../../blocks/block-kit.ts';
import { context, header, section } from '../../blocks/message.ts';
import {
  channelMention,
  code,
  configured,
  dateTime,
  joined,
  type Mrkdwn,
  md,
  mention,
  outsideText,
  type Plain,
  plain,
  type Words,
} from '../../blocks/text.ts';
import { endedWords, runningLine } from '../../cards/describe-run.ts';
import { quotedSubject } from '../../cards/email-lines.ts';
import { longestEventId, writeEventId } from '../../cards/event-codec.ts';
import { markedSummary, shortId } from '../../cards/event-summary.ts';
import { notice } from '../../cards/notice.ts';

/** How many of each list are shown. Pass one more running action, and the view says that there are more. */
export const homeShown = { running: 10, recent: 5, mine: 5 } as const;

const peopleShown = 5;
const channelsShown = 10;
/** Home is as wide as its window: what doesn't fit on a phone's line goes on in the next. */
const textMax = 200;
const idMax = 60;

export type HomeInput =
  | ({ kind: 'refused' } & HomeRefusal)
  | {
      kind: 'viewer';
      maySearch: HomeDecision;
      mayAct: HomeDecision;
      configuration: HomeConfiguration;
      /** Each event once, when this person last looked it up. Newest first, like the other lists. */
      recent: readonly { eventId: string; at: Date }[];
      /** Everyone's. */
      running: readonly RunningRun[];
      /** This person's. */
      mine: readonly EndedRun[];
      /** What this person looked up or acted on, by id, as far as it is read. */
      events: ReadonlyMap<string, KnownEvent>;
    };

export type HomeDecision = { allowed: true } | ({ allowed: false } & HomeRefusal);

export interface HomeRefusal {
  /** Why, and what would help. */
  sentence: Mrkdwn;
  /** Ids of people and user groups. */
  askInstead: readonly string[];
}

export interface KnownEvent {
  event: SecurityEvent;
  /** Undefined if it isn't about an email, or that can't be read. */
  email: EmailDetails | undefined;
}

/** What everyone who may look up events may know: no secret, no database address. */
export interface HomeConfiguration {
  tenantLabel: string;
  store: 'embedded database' | 'Postgres';
  viewers: Viewers;
  searchers: PeopleList;
  responders: PeopleList;
  channels: Channels;
  workObjects: boolean;
  /** Undefined: indefinitely. */
  auditRetentionDays: number | undefined;
}

export function homeView(input: HomeInput): HomeView {
  return { type: 'home', blocks: input.kind === 'refused' ? refusedBlocks(input) : viewerBlocks(input) };
}

function refusedBlocks(refusal: HomeRefusal): KnownBlock[] {
  return [...section(md`*You can’t see security events here.*`), ...notice(refusal).blocks];
}

function viewerBlocks(input: Extract<HomeInput, { kind: 'viewer' }>): KnownBlock[] {
  const { configuration, recent, running, mine, events } = input;
  const isMore = running.length > homeShown.running;
  return [
    ...whatIMayDo(input),
    ...header(plain`Running now`),
    ...listed(
      running.slice(0, homeShown.running).map((run, index) => runningItem(run, index, events.get(run.eventId))),
      md`Nothing is running.`,
    ),
    ...context(isMore ? md`Only the newest ${homeShown.running} are shown.` : ''),
    ...header(plain`Recent lookups`),
    ...listed(
      recent.slice(0, homeShown.recent).map((lookup, index) => recentItem(lookup, index, events.get(lookup.eventId))),
      md`You haven’t looked up any events recently.`,
    ),
    ...header(plain`Your recent actions`),
    ...listed(
      mine.slice(0, homeShown.mine).map((run, index) => mineItem(run, index, events.get(run.eventId))),
      md`You haven’t acted on any events yet.`,
    ),
    ...header(plain`How this app is set up`),
    ...section(setup(configuration)),
    ...context(md`Type ${code('/hec-event help', idMax)} to see what else you can do.`),
  ];
}

function whatIMayDo({ maySearch, mayAct }: Extract<HomeInput, { kind: 'viewer' }>): KnownBlock[] {
  const refusals = [maySearch, mayAct].flatMap((each) => (each.allowed ? [] : [each]));
  const can = whatTheyCan(maySearch.allowed, mayAct.allowed);
  const sentence = joined(' ', [can, ...refusals.map((refusal) => refusal.sentence)]);
  const askInstead = [...new Set(refusals.flatMap((refusal) => refusal.askInstead))];
  return [...notice({ sentence, askInstead }).blocks, waysIn(maySearch.allowed)];
}

function whatTheyCan(search: boolean, act: boolean): Mrkdwn {
  if (search && act) return md`You can look up security events, search for them and act on them.`;
  if (search) return md`You can look up security events and search for them.`;
  return act ? md`You can look up security events and act on them.` : md`You can look up security events.`;
}

/** What they are on the Home for. */
function waysIn(maySearch: boolean): ActionsBlock {
  const lookup: Button = {
    type: 'button',
    action_id: 'open_lookup',
    style: 'primary',
    text: plainText(plain`Look up an event`),
    accessibility_label: plain`Look up an event by its id or portal link`,
  };
  const search: Button = {
    type: 'button',
    action_id: 'open_search',
    text: plainText(plain`Search…`),
    accessibility_label: plain`Search for events and emails`,
  };
  return { type: 'actions', elements: maySearch ? [lookup, search] : [lookup] };
}

function listed(items: readonly SectionBlock[][], whenEmpty: Mrkdwn): SectionBlock[] {
  return items.length === 0 ? section(whenEmpty) : items.flat();
}

function runningItem(run: RunningRun, index: number, known: KnownEvent | undefined): SectionBlock[] {
  const text = joined('\n', [runningLine(run), subjectOf(run, known)]);
  return withDetails(text, run.eventId, plain`running ${index + 1}`);
}

function recentItem(
  lookup: { eventId: string; at: Date },
  index: number,
  known: KnownEvent | undefined,
): SectionBlock[] {
  const summary = known === undefined ? '' : markedSummary(known.event);
  const from = outsideText(known?.email?.fromEmail ?? '', textMax);
  const seen = joined(' · ', [from === '' ? '' : md`from ${from}`, dateTime(lookup.at)]);
  return withDetails(
    joined('\n', [summary, subjectOf(lookup, known), seen]),
    lookup.eventId,
    plain`recent ${index + 1}`,
  );
}

function mineItem(run: EndedRun, index: number, known: KnownEvent | undefined): SectionBlock[] {
  const ended = md`*${endedWords(run, '', textMax)}* · ${dateTime(run.startedAt)}`;
  return withDetails(joined('\n', [ended, subjectOf(run, known)]), run.eventId, plain`your action ${index + 1}`);
}

/** The email's subject, else what HEC says of the event, else its id. */
function subjectOf({ eventId }: { eventId: string }, known: KnownEvent | undefined): Mrkdwn {
  const { email, event } = known ?? {};
  const subject = email === undefined ? '' : quotedSubject(email, textMax);
  return subject || outsideText(event?.description ?? '', textMax) || onEvent(eventId);
}

function onEvent(eventId: string): Mrkdwn {
  return md`Event ${code(eventId, idMax) || plain`without an id`}`;
}

/** @param position in the view, so no two buttons are read aloud alike */
function withDetails(text: Mrkdwn, eventId: string, position: Plain): SectionBlock[] {
  if (eventId.length > longestEventId) return section(text);
  const button: Button = {
    type: 'button',
    action_id: 'event_details',
    text: plainText(plain`Details`),
    value: writeEventId(eventId),
    accessibility_label: joined(', event ', [plain`Details, ${position}`, shortId({ id: eventId })]),
  };
  return section(text).map((block) => ({ ...block, accessory: button }));
}

function setup(configuration: HomeConfiguration): Mrkdwn {
  const { tenantLabel, viewers, searchers, responders, channels, workObjects, auditRetentionDays } = configuration;
  const isAnywhere = channels.kind === 'any';
  const store = configuration.store === 'Postgres' ? plain`Postgres` : plain`embedded database`;
  return joined('\n', [
    md`*HEC:* ${configured(tenantLabel, 200)}`,
    md`*Who can look up events:* ${viewers.kind === 'members' ? plain`every full member` : people(viewers.people)}`,
    md`*Who can search:* ${people(searchers)}`,
    md`*Who can act:* ${people(responders)}`,
    md`*Events are shown in:* ${isAnywhere ? plain`any channel that isn’t shared outside` : channelList(channels.ids)}`,
    md`*Links are previewed in:* ${isAnywhere ? plain`any conversation that isn’t shared outside` : plain`the same channels`}`,
    md`*Slack incidents (Work Objects) in previews:* ${workObjects ? plain`on` : plain`off`}`,
    md`*Store:* ${store}`,
    md`*Audit trail is kept:* ${auditRetentionDays === undefined ? plain`indefinitely` : days(auditRetentionDays)}`,
  ]);
}

function people({ groups, users }: PeopleList): Mrkdwn {
  return firstOf([...groups, ...users].map(mention), peopleShown) || plain`nobody`;
}

function channelList(ids: readonly string[]): Mrkdwn {
  return firstOf(ids.map(channelMention), channelsShown) || plain`no channel`;
}

function firstOf(all: readonly Mrkdwn[], max: number): Mrkdwn {
  const left = all.length - max;
  return joined(' ', [...all.slice(0, max), left > 0 ? md`and ${left} more` : '']);
}

function days(count: number): Words {
  return count === 1 ? plain`1 day` : plain`${count} days`;
}
