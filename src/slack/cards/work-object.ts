/**
 * An event as a Slack Work Object of type incident: for link previews, which everyone in the conversation sees, and for
 * the details that Slack opens beside the conversation for one person.
 *
 * One wrong value makes Slack drop a preview's whole entity with only a warning, so nothing empty is sent. All text is
 * plain: no value is marked as Markdown.
 */

import { type ActionRun, isEnded, runningOf } from '../../actions/run.ts';
import { nameKey } from '../../events/hec-name.ts';
import type { SecurityEvent, SeverityLevel } from '../../events/security-event.ts';
import { severityMark } from '../../events/severity.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import type { Button } from '../blocks/block-kit.ts';
import { outsidePlain, type Plain, plain } from '../blocks/text.ts';
import type {
  ActionButton,
  Actions,
  Attributes,
  CustomField,
  IncidentFields,
  SharedWorkObject,
  TagColor,
  WorkObject,
} from '../blocks/work-object-types.ts';
import { actionButtons } from './action-buttons.ts';
import { workObjectActionId } from './action-codec.ts';
import { plainRunning } from './describe-run.ts';
import { kindName, serviceName, stateName } from './display-names.ts';
import { plainSummary, shortId } from './event-summary.ts';

/** `unfurl`: the card of a preview. `details`: beside the conversation, for the person who clicked the card. */
export type WorkObjectSurface = 'unfurl' | 'details';

/** Slack limits a message's total metadata, at an undocumented size. */
const descriptionMax: Record<WorkObjectSurface, number> = { unfurl: 300, details: 2_000 };
const primaryMax = 2;
const overflowMax = 5;

/** Slack has no orange: high is shown like critical rather than medium. */
const severityColors: Record<SeverityLevel, TagColor> = { 5: 'red', 4: 'red', 3: 'yellow', 2: 'blue', 1: 'gray' };
/** HEC's six states; any other has no colour. */
const stateColors = new Map<string, TagColor>([
  ['new', 'red'],
  ['detected', 'red'],
  ['pending', 'yellow'],
  ['remediated', 'green'],
  ['dismissed', 'gray'],
  ['exception', 'gray'],
]);

/** How bad, whether handled, what happened, then the rest. */
const displayOrder = [
  'severity',
  'status',
  'running',
  'description',
  'confidence',
  'service',
  'saas',
  'sender',
  'date_created',
  'date_updated',
  'priority',
  'customer',
  'event_id',
  'entity_id',
];

/**
 * The entity for chat.unfurl (see `sharedMetadata`) or, as it is, for entity.presentDetails.
 * @param url the shared link, where a click on the title leads, with `&` and not `&amp;`. Both surfaces need the same
 * one.
 */
export function workObject(snapshot: EventSnapshot, url: string, surface: WorkObjectSurface): WorkObject {
  const fields = incidentFields(snapshot, surface);
  const custom = customFields(snapshot, surface);
  const shown = new Set([...Object.keys(fields), ...custom.map(({ key }) => key)]);
  const actions = actionsOf(snapshot);
  return {
    url,
    // Slack uses it to find other conversations about the event, so it must never change.
    external_ref: { id: snapshot.event.id, type: 'event' },
    entity_type: 'slack#/entities/incident',
    entity_payload: {
      attributes: attributes(snapshot),
      fields,
      custom_fields: custom,
      display_order: displayOrder.filter((key) => shown.has(key)),
      ...(actions === undefined ? {} : { actions }),
    },
  };
}

/** The `metadata` of chat.unfurl. `link` must be exactly what `link_shared` named: Slack matches entities by it. */
export function sharedMetadata(shared: readonly { link: string; entity: WorkObject }[]): {
  entities: SharedWorkObject[];
} {
  return { entities: shared.map(({ link, entity }) => ({ ...entity, app_unfurl_url: link })) };
}

function attributes({ event, runs }: EventSnapshot): Attributes {
  const display_id = shortId(event);
  const changes = [event.createdAt, ...event.history.map(({ at }) => at), ...runs.map(changedAt)];
  // When this grows, Slack asks for a new preview. Starting or ending a run changes what is on offer.
  const metadata_last_modified = newest(changes);
  return {
    title: { text: outsidePlain(event.description, 120) || plainSummary(event) },
    display_type: plain`Security event`,
    product_name: plain`Harmony Email & Collaboration`,
    ...(display_id === '' ? {} : { display_id }),
    ...(metadata_last_modified === undefined ? {} : { metadata_last_modified }),
  };
}

/** Slack's documentation gives incidents `severity`, its types `priority`: the custom field is sure to show. */
function incidentFields({ event, runs }: EventSnapshot, surface: WorkObjectSurface): IncidentFields {
  const { state = '' } = event;
  const status = outsidePlain(stateName(state), 30);
  const color = stateColors.get(nameKey(state));
  const service = serviceWords(event);
  const description = outsidePlain(event.description, descriptionMax[surface]);
  const created = newest([event.createdAt]);
  const done = runs.filter((run) => isEnded(run) && run.outcome === 'done');
  const updated = newest([...event.history.map(({ at }) => at), ...done.map(changedAt)]);
  return {
    priority: { value: severityWords(event) },
    ...(status === '' ? {} : { status: { value: status, ...tag(color) } }),
    ...(service === '' ? {} : { service: { value: service } }),
    ...(description === '' ? {} : { description: { value: description, long: true } }),
    ...(created === undefined ? {} : { date_created: { value: created } }),
    ...(updated === undefined ? {} : { date_updated: { value: updated } }),
  };
}

function customFields({ event, runs }: EventSnapshot, surface: WorkObjectSurface): CustomField[] {
  const { severity } = event;
  const color = severity.kind === 'known' ? severityColors[severity.level] : undefined;
  const everywhere = [
    ...customField('severity', plain`Severity`, severityWords(event), color),
    ...customField('running', plain`Now`, plainRunning(runningOf(runs))),
    ...customField('confidence', plain`Confidence`, outsidePlain(kindName(event.confidence ?? ''), 60)),
    ...customField('saas', plain`SaaS`, serviceWords(event)),
  ];
  if (surface === 'unfurl') return everywhere;
  return [
    ...everywhere,
    ...customField('sender', plain`Sender`, outsidePlain(event.sender ?? '', 200)),
    ...customField('customer', plain`Customer`, outsidePlain(event.customer ?? '', 100)),
    ...customField('event_id', plain`Event id`, outsidePlain(event.id, 80)),
    ...customField('entity_id', plain`Entity id`, outsidePlain(event.entityId ?? '', 120)),
  ];
}

function customField(key: string, label: Plain, value: Plain, color?: TagColor): CustomField[] {
  return value === '' ? [] : [{ key, label, type: 'string', value, ...tag(color) }];
}

function tag(color: TagColor | undefined) {
  return color === undefined ? {} : { tag_color: color };
}

function severityWords({ severity }: SecurityEvent): Plain {
  return outsidePlain(severityMark(severity).word, 45);
}

function serviceWords({ saas = '' }: SecurityEvent): Plain {
  return outsidePlain(serviceName(saas), 60);
}

/** The likeliest actions; the card that a lookup shows has the rest. */
function actionsOf(snapshot: EventSnapshot): Actions | undefined {
  const all = actionButtons(snapshot, primaryMax + overflowMax).map((button) =>
    entityAction(button, snapshot.revision),
  );
  if (all.length === 0) return undefined;
  const overflow = all.slice(primaryMax);
  return {
    primary_actions: all.slice(0, primaryMax),
    ...(overflow.length === 0 ? {} : { overflow_actions: overflow }),
  };
}

/** Without the button's dialog, which Work Objects don't have: the confirmation is a modal (see `confirmView`). */
function entityAction(button: Button, revision: string): ActionButton {
  const { action_id = '', text, value, style, accessibility_label } = button;
  return {
    text: text.text,
    action_id: workObjectActionId(action_id, revision),
    ...(value === undefined ? {} : { value }),
    ...(style === undefined ? {} : { style }),
    ...(accessibility_label === undefined ? {} : { accessibility_label }),
  };
}

function changedAt(run: ActionRun): Date {
  return isEnded(run) ? run.endedAt : run.startedAt;
}

/** The most seconds that Slack can't mistake for milliseconds. */
const latest = 9_999_999_999;

/** In Unix seconds; undefined if there is no valid time. */
function newest(moments: readonly (Date | undefined)[]): number | undefined {
  const seconds = moments
    .map((moment) => Math.floor((moment?.getTime() ?? Number.NaN) / 1_000))
    .filter((second) => second >= 0 && second <= latest);
  return seconds.length === 0 ? undefined : Math.max(...seconds);
}
