/**
 * The App Home: what this person may do here, what is running, what they looked at and did last, and how the app is set
 * up. Whoever may not look events up learns that, why, and whom to ask, and nothing else.
 */
import type { ActionsBlock, Button, HomeView, KnownBlock, SectionBlock } from '@slack/types';
import type { Channels, PeopleList, Viewers } from '../../../access/policy.ts';
import type { EndedRun, RunningRun } from '../../../actions/run.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import { context, header, joined, section } from '../../blocks/message.ts';
import {
  channelMention,
  code,
  dateTime,
  mention,
  outsidePlain,
  outsideText,
  ownWords,
  plain,
} from '../../blocks/text.ts';
import { endedWords, runningLine } from '../../cards/describe-run.ts';
import { longestEventId, writeEventId } from '../../cards/event-codec.ts';
import { markedSummary } from '../../cards/event-summary.ts';
import { notice } from '../../cards/notice.ts';

/** How many of each list are shown. Whoever reads one more that is running lets the view say that there are more. */
export const homeShown = { running: 10, recent: 5, mine: 5 } as const;

const peopleShown = 5;
const channelsShown = 10;
/** A line on a phone. */
const lineMax = 60;

export type HomeInput =
  | ({ kind: 'refused' } & HomeRefusal)
  | {
      kind: 'viewer';
      mayAct: { allowed: true } | ({ allowed: false } & HomeRefusal);
      configuration: HomeConfiguration;
      /** Newest first, like the other lists. */
      recent: readonly RecentEvent[];
      /** Of everybody. */
      running: readonly RunningRun[];
      /** The person's own, ended. */
      mine: readonly EndedRun[];
    };

export interface HomeRefusal {
  /** Our own words: why, and what would help. */
  sentence: string;
  /** Ids of people and user groups. */
  askInstead: readonly string[];
}

export interface RecentEvent {
  eventId: string;
  /** When the person looked it up last. */
  at: Date;
  /** Undefined while it is not read, and when it can't be. */
  event: SecurityEvent | undefined;
}

/** Of the configuration, what everybody who may look events up may know: no secret, and no address of a database. */
export interface HomeConfiguration {
  /** As sentences name it: "region us". */
  tenantLabel: string;
  store: 'embedded database' | 'Postgres';
  viewers: Viewers;
  responders: PeopleList;
  channels: Channels;
  workObjects: boolean;
  /** Undefined for ever. */
  auditRetentionDays: number | undefined;
}

export function homeView(input: HomeInput): HomeView {
  return { type: 'home', blocks: input.kind === 'refused' ? refusedBlocks(input) : viewerBlocks(input) };
}

function refusedBlocks(refusal: HomeRefusal): KnownBlock[] {
  return [...section('*You can’t see security events here.*'), ...notice(refusal).blocks];
}

function viewerBlocks(input: Extract<HomeInput, { kind: 'viewer' }>): KnownBlock[] {
  const { mayAct, configuration, recent, running, mine } = input;
  const isMore = running.length > homeShown.running;
  return [
    ...whatIMayDo(mayAct),
    ...header('Running now'),
    ...listed(running.slice(0, homeShown.running).map(runningItem), 'Nothing is running now.'),
    ...context(isMore ? `Only the newest ${homeShown.running} are shown.` : ''),
    ...header('Recently looked at'),
    ...listed(recent.slice(0, homeShown.recent).map(recentItem), 'You have not looked at an event lately.'),
    ...header('Your last actions'),
    ...listed(mine.slice(0, homeShown.mine).map(mineItem), 'You have not acted on an event yet.'),
    ...header('How this app is set up'),
    ...section(setup(configuration)),
    ...context(`${code('/hec-event help', lineMax)} says what else you can type.`),
  ];
}

function whatIMayDo(mayAct: Extract<HomeInput, { kind: 'viewer' }>['mayAct']): KnownBlock[] {
  const said = mayAct.allowed
    ? notice({ sentence: 'You may look security events up and act on them.' })
    : notice({ ...mayAct, sentence: `You may look security events up. ${mayAct.sentence}` });
  return [...said.blocks, lookupButton()];
}

function lookupButton(): ActionsBlock {
  const text = plain('Look up an event');
  const accessibility_label = 'Look up an event by its id or portal link';
  return {
    type: 'actions',
    elements: [{ type: 'button', action_id: 'open_lookup', style: 'primary', text, accessibility_label }],
  };
}

function listed(items: readonly SectionBlock[][], whenEmpty: string): SectionBlock[] {
  return items.length === 0 ? section(whenEmpty) : items.flat();
}

function runningItem(run: RunningRun, index: number): SectionBlock[] {
  const text = joined('\n', [runningLine(run), onEvent(run.eventId)]);
  return withDetails(text, run.eventId, `running ${index + 1}`);
}

/** As on a compact card: how bad and what, then the first words of the description. */
function recentItem({ eventId, at, event }: RecentEvent, index: number): SectionBlock[] {
  const said =
    event === undefined ? [onEvent(eventId)] : [markedSummary(event), outsideText(event.description, lineMax)];
  return withDetails(joined('\n', [...said, dateTime(at)]), eventId, `recent ${index + 1}`);
}

function mineItem(run: EndedRun, index: number): SectionBlock[] {
  const ended = endedWords(run, '', lineMax);
  const text = joined('\n', [`${ended} · ${dateTime(run.startedAt)}`, onEvent(run.eventId)]);
  return withDetails(text, run.eventId, `your action ${index + 1}`);
}

function onEvent(eventId: string): string {
  return joined(' ', ['Event', code(eventId, lineMax) || 'without an id']);
}

/** @param position where in the view, so that no two buttons are read aloud alike */
function withDetails(text: string, eventId: string, position: string): SectionBlock[] {
  if (eventId.length > longestEventId) return section(text);
  const shortId = outsidePlain(eventId, 9);
  const button: Button = {
    type: 'button',
    action_id: 'event_details',
    text: plain('Details'),
    value: writeEventId(eventId),
    accessibility_label: joined(', event ', [`Details, ${position}`, shortId]),
  };
  return section(text).map((block) => ({ ...block, accessory: button }));
}

function setup(configuration: HomeConfiguration): string {
  const { tenantLabel, store, viewers, responders, channels, workObjects, auditRetentionDays } = configuration;
  const isAnywhere = channels.kind === 'any';
  return [
    `*HEC is asked in:* ${ownWords(tenantLabel, 200)}`,
    `*Who may look events up:* ${viewers.kind === 'members' ? 'every full member' : people(viewers.people)}`,
    `*Who may act:* ${people(responders)}`,
    `*Events are shown in:* ${isAnywhere ? 'any channel that is not shared outside' : channelList(channels.ids)}`,
    `*Links get a preview in:* ${isAnywhere ? 'any conversation that is not shared outside' : 'the same channels'}`,
    `*Previews as Slack’s incidents (Work Objects):* ${workObjects ? 'on' : 'off'}`,
    `*Store:* ${store}`,
    `*The record of who did what is kept:* ${auditRetentionDays === undefined ? 'for ever' : days(auditRetentionDays)}`,
  ].join('\n');
}

function people({ groups, users }: PeopleList): string {
  return firstOf([...groups, ...users].map(mention), peopleShown) || 'nobody';
}

function channelList(ids: readonly string[]): string {
  return firstOf(ids.map(channelMention), channelsShown) || 'no channel';
}

function firstOf(all: readonly string[], max: number): string {
  const left = all.length - max;
  return joined(' ', [...all.slice(0, max), left > 0 ? `and ${left} more` : '']);
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
