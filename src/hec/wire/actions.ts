/** HEC's JSON for actions and tasks: request bodies, and the answers to them. */
import { z } from 'zod';
import { type ReadResult, readEach, textSchema } from './reading.ts';

export interface EventActionRequest {
  eventId: string;
  name: string;
  parameter: unknown;
}

export interface EmailActionRequest {
  entityId: string;
  entityType: string;
  name: 'quarantine' | 'restore';
}

export type EventActionForm = 'string' | 'array';

/**
 * The body of `POST /action/event`; only this function decides how name and parameter are written.
 *
 * Check Point's documentation contradicts itself: its JSON shows arrays, its table says strings, and the name of the
 * ids differs. Clients in use send the name as a string and the ids as `eventIds`, so we begin with that; no known
 * client sends a parameter. The table calls it an "optional string with all action parameters", so it is the JSON text
 * of what HEC offered, and absent if HEC offered nothing, null or `{}`. The arrays are for tenants that refuse the
 * strings.
 */
export function eventActionBody({ eventId, name, parameter }: EventActionRequest, form: EventActionForm) {
  const written = (text: string) => (form === 'string' ? text : [text]);
  const text = JSON.stringify(parameter ?? {});
  return {
    requestData: {
      eventIds: [eventId],
      eventActionName: written(name),
      ...(text !== '{}' && { eventActionParam: written(text) }),
    },
  };
}

/** The body of `POST /action/entity`, as clients in use send it: the documentation leaves out the type. */
export function emailActionBody({ entityId, entityType, name }: EmailActionRequest) {
  return { requestData: { entityIds: [entityId], entityType, entityActionName: name } };
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

export interface HecTask {
  /** Everything except a known end is `working`: `init`, `inprogress`, `paused` and unknown words. */
  status: 'working' | 'completed' | 'failed' | 'stopped';
  /** On how many targets. */
  succeeded: number | undefined;
  failed: number | undefined;
  /** Outside text, such as "Message is not quarantined". */
  message: string | undefined;
}

const countSchema = z
  .union([z.int(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().max(1_000_000_000))
  .optional()
  .catch(undefined);

const taskSchema = z
  .object({
    id: taskIdSchema.optional().catch(undefined),
    /** Its name in another model of the same answer. */
    taskId: taskIdSchema.optional().catch(undefined),
    status: z.string(),
    succeed: countSchema,
    failed: countSchema,
    actions: z.array(z.unknown()).catch([]),
  })
  .transform(({ id, taskId, status, succeed, failed, actions }) => ({
    id: id ?? taskId,
    task: { status: toStatus(status), succeeded: succeed, failed, message: messageOf(actions) } satisfies HecTask,
  }));

/** Reads `responseData` of `/task/{id}`. The id only serves to check that it is the task we asked for. */
export function readTasks(records: unknown[]): ReadResult<{ id: string | undefined; task: HecTask }> {
  return readEach(records, taskSchema);
}

function toStatus(text: string): HecTask['status'] {
  const status = text.trim().toLowerCase();
  return status === 'completed' || status === 'failed' || status === 'stopped' ? status : 'working';
}

const messageSchema = z.object({ action_message: textSchema }).transform((action) => action.action_message?.trim());

/** An action has one target, so there is at most one message. */
function messageOf(actions: unknown[]): string | undefined {
  return readEach(actions, messageSchema).items.find(Boolean);
}
