/** Acting on events and emails, and the resulting tasks. */

import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import { nameOf, newSeverity } from '../effects.ts';
import { failure, success, validationFailure } from '../envelope.ts';
import type { HecEnv } from '../http.ts';
import { type Task, writeTask } from '../tasks.ts';
import type { World } from '../world.ts';

const scopeMissing = 'Must provide a single scope in as "scope" in query string due to multi scope app client';

const ids = z.array(z.string()).min(1);
const oneString = z.array(z.string()).length(1);
const scope = z.string().optional();
const stringForm = z.object({
  requestData: z.strictObject({
    eventIds: ids,
    eventActionName: z.string(),
    eventActionParam: z.string().optional(),
    scope,
  }),
});
const objectForm = z.object({
  requestData: z.strictObject({
    eventIds: ids,
    eventActionName: z.string(),
    eventActionParam: z.record(z.string(), z.unknown()).optional(),
    scope,
  }),
});
const arrayForm = z.object({
  requestData: z.strictObject({
    eventIds: ids,
    eventActionName: oneString,
    eventActionParam: oneString.optional(),
    scope,
  }),
});
const onEntities = { scope, entityIds: ids, entityType: z.string() };
/** The length is that of Check Point's own client, which sends a reason only with this action. */
const entityAction = z.object({
  requestData: z.union([
    z.strictObject({
      ...onEntities,
      entityActionName: z.literal('decline_restore_request'),
      restoreDeclineReason: z.string().min(1).max(1_000).optional(),
    }),
    z.strictObject({ ...onEntities, entityActionName: z.enum(['quarantine', 'restore']) }),
  ]),
});
const bodyScope = z.object({ requestData: z.object({ scope: z.string() }) });

/** Accepted whether on offer or not: recorded query answers offer nothing, and clients act all the same. */
const alwaysTaken = ['quarantine', 'restore', 'dismiss', 'severityChange'];

type Refusal = { status: 400 | 403 | 404 | 422; body: object };
type EventAction = Pick<Task, 'targets' | 'action' | 'parameter'>;

export function actionRoutes(world: World, scopes: readonly string[], now: () => Date) {
  const routes = new Hono<HecEnv>();
  const oneScope = createMiddleware<HecEnv>(async (c, next) => {
    const named = Object.values(scopesIn(c)).filter((scope) => scope !== undefined);
    const [scope, ...others] = new Set(named);
    if (isMissing(c) || others.length > 0) return c.json(failure(400, scopeMissing), 400);
    if (scope !== undefined && !scopes.includes(scope)) return c.json(failure(403, 'Forbidden scope'), 403);
    return next();
  });
  routes.use('/action/*', oneScope).use('/task/*', oneScope);

  routes.post('/action/event', (c) => {
    const asked = readForm[world.actionEncoding](c.get('body'));
    if ('status' in asked) return c.json(asked.body, asked.status);
    const refusal = refuse(asked, world);
    if (refusal !== undefined) return c.json(refusal.body, refusal.status);
    const task = world.accept({ ...asked, on: 'event', customer: customerOf(c) });
    return c.json(
      success(
        task.targets.map((eventId) => ({
          eventId,
          entityId: world.events.get(eventId)?.entityId ?? null,
          taskId: writtenId(task, world),
        })),
      ),
    );
  });

  routes.post('/action/entity', (c) => {
    const asked = entityAction.safeParse(c.get('body'));
    if (!asked.success) return c.json(validationFailure(fieldOf(asked.error), 'Field required'), 422);
    const { entityIds, entityActionName } = asked.data.requestData;
    if (!entityIds.some((id) => world.entities.has(id))) return c.json(failure(404, 'Not found'), 404);
    const task = world.accept({
      on: 'entity',
      targets: entityIds,
      action: entityActionName,
      parameter:
        'restoreDeclineReason' in asked.data.requestData ? asked.data.requestData.restoreDeclineReason : undefined,
      customer: customerOf(c),
    });
    return c.json(success(task.targets.map((entityId) => ({ entityId, taskId: writtenId(task, world) }))));
  });

  routes.get('/task/:id', (c) => {
    const task = world.tasks.get(Number(c.req.param('id')));
    if (task === undefined) return c.json(failure(404, 'Task not found'), 404);
    return c.json(success(writeTask(task, now(), world.outerStatus)));
  });

  function scopesIn(c: Context<HecEnv>) {
    return {
      query: c.req.query('scope'),
      header: c.req.header('scopes'),
      body: bodyScope.safeParse(c.get('body')).data?.requestData.scope,
    };
  }

  /** Single-tenant keys may omit the scope. A task has no body to name it in. */
  function isMissing(c: Context<HecEnv>): boolean {
    const { query, header, body } = scopesIn(c);
    const wanted = c.req.method === 'GET' && world.scopeWanted === 'body' ? 'query' : world.scopeWanted;
    if (wanted === 'anywhere') return scopes.length > 1 && query === undefined && body === undefined;
    return { query, header, body }[wanted] === undefined;
  }

  function customerOf(c: Context<HecEnv>): string {
    const { query, body } = scopesIn(c);
    return (query ?? body ?? scopes[0] ?? '').split(':').at(-1) ?? '';
  }

  return routes;
}

/** HEC writes the id as a string here, but as a number in the task itself. */
function writtenId(task: Task, world: World): string | number | null {
  if (world.taskId === 'none') return null;
  return world.taskId === 'string' ? String(task.id) : task.id;
}

function readStringForm(body: unknown): EventAction | Refusal {
  const asked = stringForm.safeParse(body);
  if (!asked.success)
    return { status: 422, body: validationFailure(fieldOf(asked.error), 'Input should be a valid string') };
  const { eventIds, eventActionName, eventActionParam } = asked.data.requestData;
  return withParameter(eventIds, eventActionName, eventActionParam);
}

function readObjectForm(body: unknown): EventAction | Refusal {
  const asked = objectForm.safeParse(body);
  if (!asked.success)
    return { status: 422, body: validationFailure(fieldOf(asked.error), 'Input should be a valid dictionary', body) };
  const { eventIds, eventActionName, eventActionParam } = asked.data.requestData;
  return { targets: eventIds, action: eventActionName, parameter: eventActionParam };
}

function readArrayForm(body: unknown): EventAction | Refusal {
  const asked = arrayForm.safeParse(body);
  if (!asked.success) return { status: 400, body: failure(400, 'Invalid request') };
  const { eventIds, eventActionName, eventActionParam } = asked.data.requestData;
  return withParameter(eventIds, eventActionName[0] ?? '', eventActionParam?.[0]);
}

const readForm = { string: readStringForm, object: readObjectForm, array: readArrayForm };

function withParameter(targets: string[], action: string, text: string | undefined): EventAction | Refusal {
  if (text === undefined) return { targets, action, parameter: undefined };
  try {
    return { targets, action, parameter: JSON.parse(text) };
  } catch {
    return { status: 422, body: validationFailure('eventActionParam', 'Invalid JSON') };
  }
}

function refuse({ targets, action, parameter }: EventAction, world: World): Refusal | undefined {
  const events = targets.map((id) => world.events.get(id)).filter((event) => event !== undefined);
  if (events.length === 0) return { status: 404, body: failure(404, 'Not found') };
  const offered = events.some((event) => event.availableEventActions?.some((offer) => nameOf(offer) === action));
  if (!offered && !alwaysTaken.includes(action)) return { status: 400, body: failure(400, 'Unknown action') };
  if (action === 'severityChange' && newSeverity(parameter) === undefined) {
    return { status: 400, body: failure(400, 'newSeverity is required') };
  }
  return undefined;
}

function fieldOf(error: z.ZodError): string {
  return String(error.issues[0]?.path.at(-1) ?? 'requestData');
}
