/** HEC's JSON for actions and tasks: request bodies, and the answers to them. */
import { z } from 'zod';
import { listOf, optionalText, type ReadResult, readEach } from './reading.ts';

export interface EventActionRequest {
  eventId: string;
  name: string;
  parameter: unknown;
}

export interface EmailActionRequest {
  entityId: string;
  entityType: string;
  name: 'quarantine' | 'restore' | 'decline_restore_request';
  /** Only of a declined restore request, and only if somebody wrote one. */
  declineReason?: string | undefined;
}

/** How the parameter is written: as JSON text, as the JSON value itself, or as JSON text in a list, with the name in one. */
export type EventActionForm = 'string' | 'object' | 'array';

const forms = ['string', 'object', 'array'] as const;

interface WrittenAction {
  form: EventActionForm;
  /** The body of `POST /action/event`. */
  body: object;
}

/**
 * The same action in each form that HEC may take, in the order to try them; only this function decides what they are.
 *
 * Check Point's documentation contradicts itself: its JSON shows lists, its table says strings, and the name of the ids
 * differs. Clients in use send the name as a string and the ids as `eventIds`. A parameter is sent by one of them only, as
 * an object; the table calls it an "optional string with all action parameters". Which of them HEC takes is unknown, so
 * we begin with the text of what HEC offered. What this tenant took before comes first.
 *
 * Without a parameter (HEC offered nothing, null or `{}`) text and object are the same body, which is there once.
 */
export function eventActionForms(
  action: EventActionRequest,
  scope: string | undefined,
  taken: EventActionForm,
): [WrittenAction, ...WrittenAction[]] {
  const written = (form: EventActionForm) => ({ form, body: eventActionBody(action, scope, form) });
  const others = forms.filter((form) => form !== taken);
  const [other] = others.filter((form) => isInList(form) !== isInList(taken));
  const distinct = parameterText(action) === undefined && other !== undefined ? [other] : others;
  return [written(taken), ...distinct.map(written)];
}

function isInList(form: EventActionForm): boolean {
  return form === 'array';
}

function parameterText({ parameter }: EventActionRequest): string | undefined {
  const text = JSON.stringify(parameter ?? {});
  return text === '{}' ? undefined : text;
}

function eventActionBody(action: EventActionRequest, scope: string | undefined, form: EventActionForm): object {
  const { eventId, name, parameter } = action;
  const text = parameterText(action);
  return {
    requestData: {
      eventIds: [eventId],
      eventActionName: isInList(form) ? [name] : name,
      ...(text !== undefined && { eventActionParam: { string: text, object: parameter, array: [text] }[form] }),
      ...scopeField(scope),
    },
  };
}

/** The body of `POST /action/entity`, as clients in use send it: the documentation leaves out the type. */
export function emailActionBody(
  { entityId, entityType, name, declineReason }: EmailActionRequest,
  scope: string | undefined,
): object {
  return {
    requestData: {
      entityIds: [entityId],
      entityType,
      entityActionName: name,
      ...(declineReason !== undefined && { restoreDeclineReason: declineReason }),
      ...scopeField(scope),
    },
  };
}

/** Clients in use put the one scope of an action into the query, a header or here, so it goes into all three. */
function scopeField(scope: string | undefined): object {
  return scope === undefined ? {} : { scope };
}

/** Whether it can go into a path unescaped. */
export function isTaskId(text: string): boolean {
  return /^[\x21-\x7e]{1,256}$/.test(text) && !/[#?/\\%]/.test(text) && !/^\.{1,2}$/.test(text);
}

/** Text, or in recorded answers a number of 16 digits. A larger number has already lost digits, so it is refused. */
const taskIdSchema = z.union([z.string().trim(), z.int().transform(String)]).refine(isTaskId);

const acceptedSchema = z.object({ taskId: taskIdSchema.nullish() }).transform(({ taskId }) => taskId ?? undefined);

export function readTaskIds(records: unknown[]): ReadResult<string | undefined> {
  return readEach(records, acceptedSchema);
}

type TaskEnd = 'completed' | 'failed' | 'stopped';

export interface HecTask {
  /** Everything except a known end is `working`: `init`, `inprogress`, `paused` and unknown words. */
  status: 'working' | TaskEnd;
  /** On how many targets. */
  succeeded: number | undefined;
  failed: number | undefined;
  /** Outside text, such as "Message is not quarantined". */
  message: string | undefined;
  /** What has become of each target. Empty if HEC doesn't say. */
  targets: TaskTarget[];
}

interface TaskTarget {
  /** Of the email, in lower case; undefined if HEC doesn't name it. */
  entityId: string | undefined;
  status: HecTask['status'];
  /** Outside text. */
  message: string | undefined;
}

const countSchema = z
  .union([z.int(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().max(1_000_000_000))
  .optional()
  .catch(undefined);

const targetSchema = z
  .object({
    action_id: optionalText,
    action_name: optionalText,
    action_type: optionalText,
    action_status: optionalText,
    action_message: optionalText,
  })
  .transform(
    ({ action_id, action_name, action_type, action_status, action_message }): TaskTarget => ({
      entityId: [action_id, action_type, action_name].map(entityIdIn).find(Boolean),
      status: toStatus(action_status ?? ''),
      message: action_message?.trim() || undefined,
    }),
  );

/** Recorded answers name the action and the email in one: `Restore_<id>`, or `Restore <id>`. */
function entityIdIn(text: string | undefined): string | undefined {
  return /(?:^|[ _])([0-9a-f]{32})$/i.exec(text?.trim() ?? '')?.[1]?.toLowerCase();
}

const taskSchema = z
  .object({
    id: taskIdSchema.optional().catch(undefined),
    /** Its name in another model of the same answer. */
    taskId: taskIdSchema.optional().catch(undefined),
    status: optionalText,
    total: countSchema,
    succeed: countSchema,
    failed: countSchema,
    actions: listOf(targetSchema),
  })
  .refine(({ status, actions }) => status !== undefined || actions.length > 0, { error: 'it says nothing of its end' })
  .transform((task) => ({ id: task.id ?? task.taskId, task: toTask(task) }));

interface WrittenTask {
  status?: string | undefined;
  total?: number | undefined;
  succeed?: number | undefined;
  failed?: number | undefined;
  actions: TaskTarget[];
}

/** Reads `responseData` of `/task/{id}`. The id only serves to check that it is the task we asked for. */
export function readTasks(records: unknown[]): ReadResult<{ id: string | undefined; task: HecTask }> {
  return readEach(records, taskSchema);
}

/**
 * The task's own status lags, or is missing, while each of its actions has ended; clients in use go by the actions. So
 * either tells the end, and counts are those of whichever told it.
 */
function toTask({ status, total, succeed, failed, actions }: WrittenTask): HecTask {
  const own = toStatus(status ?? '');
  const whole = { succeeded: succeed, failed, message: messageOf(actions), targets: actions };
  const end = endOf(actions, total);
  // Its own counts stand, but where it has none only the actions tell that all of them failed.
  if (end === undefined || (own !== 'working' && (succeed ?? failed) !== undefined)) return { ...whole, status: own };
  const count = (isCounted: boolean) =>
    actions.filter((action) => (action.status === 'completed') === isCounted).length;
  return { ...whole, status: own === 'working' ? end : own, succeeded: count(true), failed: count(false) };
}

/** A list that is shorter than the total may not hold those that are still under way. */
function endOf(actions: readonly TaskTarget[], total = 1): TaskEnd | undefined {
  if (actions.length < Math.max(total, 1)) return undefined;
  const ends = actions.map(({ status }) => status);
  if (ends.includes('working')) return undefined;
  if (ends.includes('completed')) return 'completed';
  return ends.includes('failed') ? 'failed' : 'stopped';
}

function toStatus(text: string): HecTask['status'] {
  const status = text.trim().toLowerCase();
  return status === 'completed' || status === 'failed' || status === 'stopped' ? status : 'working';
}

/** What went wrong comes first. */
function messageOf(targets: readonly TaskTarget[]): string | undefined {
  const failed = targets.filter(({ status }) => status === 'failed');
  return [...failed, ...targets].map(({ message }) => message).find(Boolean);
}
