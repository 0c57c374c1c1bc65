/**
 * The simulator's state: HEC's events and entities, the tasks under way, and how HEC behaves.
 *
 * Every read first applies the tasks that are due.
 */

import { randomBytes } from 'node:crypto';
import { stories } from './content/stories.ts';
import { type Ago, agoFrom, newEntity, newEvent, type Quirks } from './content/story.ts';
import { applyToEntity, applyToEvent, type Effect, notQuarantined, type Outcome } from './effects.ts';
import { type QueryHabits, usualHabits } from './query-habits.ts';
import { Records } from './records.ts';
import type { OuterStatus, Task } from './tasks.ts';
import type { WireEntity, WireEvent } from './wire.ts';

/** One action that HEC actually carried out on one target. */
export interface AppliedAction {
  on: Task['on'];
  targetId: string;
  action: string;
  parameter: unknown;
  at: Date;
  taskId: number;
}

/** What is not shown yet: until then, everything is as it was before. */
interface LateEffect {
  kind: 'effect' | 'history';
  until: number;
  before: { events: ReadonlyMap<string, WireEvent>; entities: ReadonlyMap<string, WireEntity> };
}

/** For a picker: every event of the initial world, with what makes it special. */
export const simulatedEvents: readonly { id: string; title: string }[] = stories.map(({ id, title }) => ({
  id,
  title,
}));

export class World {
  /** Rows on a page of a query, up to 100. */
  pageSize = 100;
  /** How queries are answered. */
  readonly queries: QueryHabits = usualHabits();
  /** The accepted form of `POST /action/event`; the others are refused, and nothing is applied. */
  actionEncoding: 'string' | 'object' | 'array' = 'string';
  /** Where an action has to name its scope. `anywhere`: in the query or the body, and only for keys of several tenants. */
  scopeWanted: 'anywhere' | 'query' | 'header' | 'body' = 'anywhere';
  /**
   * The envelope of every data answer. `recorded` has the code; `vendor` is the one that Check Point's own client
   * reads: failures come with HTTP 200 and in words, and nothing has a code.
   */
  envelope: 'recorded' | 'vendor' = 'recorded';
  /** How the bodies of data answers are compressed; nobody asks for it. */
  coding: 'identity' | 'gzip' | 'deflate' | 'raw deflate' = 'identity';
  /** The answer for an unknown event or entity. */
  unknownId: '404' | 'empty' | 'hang' = '404';
  /** The answer to a wrong key: status 401, or 200 with `success: false`. */
  wrongKey: '401' | 'success-false' = '401';
  /** From accepting an action to its effect. */
  taskSeconds = 3;
  /** How the answer to an action names the task; `none`: the action is done at once. */
  taskId: 'string' | 'number' | 'none' = 'string';
  /** For actions on targets without their own outcome. */
  outcome: Outcome = 'applied';
  /** How long after a task has ended its effect is shown: on the event and the email, and in the event's history. */
  shownAfterSeconds = { effect: 0, history: 0 };
  /** How far HEC's own clock is ahead; below 0, behind. The times in histories are by it. */
  clockAheadSeconds = 0;
  /** What a task says of itself as a whole, beside what it says of its actions. */
  outerStatus: OuterStatus = 'true';
  /** Rows that queries return although they are neither events nor emails, unless they ask for ids. */
  readonly brokenRows: unknown[] = [null, { eventId: 17, severity: [], actions: 'none' }];
  /** By event or entity id. */
  readonly quirks = new Map<string, Quirks>();

  readonly #now: () => Date;
  readonly #events = new Records<WireEvent>();
  readonly #entities = new Records<WireEntity>();
  readonly #tasks = new Map<number, Task>();
  readonly #applied: AppliedAction[] = [];
  #late: LateEffect[] = [];

  constructor(now: () => Date) {
    this.#now = now;
    const ago = this.#ago();
    for (const story of stories) {
      this.#events.set(story.id, story.event(ago));
      const entity = story.entity?.(ago);
      if (entity !== undefined) this.#entities.set(entity.entityInfo.entityId, entity);
      if (story.quirks !== undefined) this.quirks.set(story.id, story.quirks);
    }
  }

  /** By event id. Change the objects freely. */
  get events(): Map<string, WireEvent> {
    this.#settle();
    return this.#events;
  }

  /** By entity id. Change the objects freely. */
  get entities(): Map<string, WireEntity> {
    this.#settle();
    return this.#entities;
  }

  /** One task for each accepted request, finished or not. */
  get tasks(): ReadonlyMap<number, Task> {
    this.#settle();
    return this.#tasks;
  }

  /** What has taken effect by now, oldest first, one for each target. */
  get appliedActions(): readonly AppliedAction[] {
    this.#settle();
    return this.#applied;
  }

  /** As HEC shows it now, which may be from before what it has done. */
  shownEvent(id: string): WireEvent | undefined {
    const event = this.events.get(id);
    return event === undefined ? undefined : this.#shown(id, event);
  }

  /** Each as `shownEvent`. */
  shownEvents(): readonly WireEvent[] {
    this.#settle();
    const { list } = this.#events;
    return this.#late.length === 0 ? list : [...this.#events].map((each) => this.#shown(...each));
  }

  #shown(id: string, event: WireEvent): WireEvent {
    const { effect, history } = this.#lateOn(id);
    const shown = effect?.event ?? event;
    return history?.event === undefined ? shown : { ...shown, actions: history.event.actions ?? [] };
  }

  /** As `shownEvent`. */
  shownEntity(id: string): WireEntity | undefined {
    const entity = this.entities.get(id);
    return this.#lateOn(id).effect?.entity ?? entity;
  }

  /** Each as `shownEntity`. */
  shownEntities(): readonly WireEntity[] {
    this.#settle();
    const { list } = this.#entities;
    if (this.#late.length === 0) return list;
    return [...this.#entities].map(([id, entity]) => this.#lateOn(id).effect?.entity ?? entity);
  }

  /** Adds an event and returns it: by default, an everyday phishing email that has just arrived. */
  addEvent(event: Partial<WireEvent> = {}, quirks?: Quirks): WireEvent {
    const added = newEvent(event.eventId ?? freshId(), this.#ago(), event);
    this.events.set(added.eventId, added);
    if (quirks !== undefined) this.quirks.set(added.eventId, quirks);
    return added;
  }

  /** Adds an email that has just arrived; the given fields override the usual ones. */
  addEntity(
    entity: Omit<Partial<WireEntity>, 'entityInfo'> & { entityInfo?: Partial<WireEntity['entityInfo']> } = {},
  ): WireEntity {
    const added = newEntity(entity.entityInfo?.entityId ?? freshId(), this.#ago(), entity);
    this.entities.set(added.entityInfo.entityId, added);
    return added;
  }

  /** Accepts an action; it takes effect later. */
  accept(asked: Pick<Task, 'on' | 'targets' | 'action' | 'parameter' | 'customer'>): Task {
    const created = this.#now();
    const seconds = this.taskId === 'none' ? 0 : this.taskSeconds;
    const isOnEmail = asked.on === 'entity';
    const task: Task = {
      ...asked,
      emails: asked.targets.map((id) => (isOnEmail ? id : (this.#events.get(id)?.entityId ?? id))),
      id: this.#taskIdAt(created),
      created,
      finishes: new Date(created.getTime() + seconds * 1000),
      results: [],
    };
    this.#tasks.set(task.id, task);
    return task;
  }

  #settle(): void {
    const now = this.#now();
    const due = [...this.#tasks.values()].filter((task) => task.results.length === 0 && task.finishes <= now);
    for (const task of due.sort((a, b) => a.finishes.getTime() - b.finishes.getTime())) {
      task.results = task.targets.map((targetId) => this.#carryOut(task, targetId));
    }
  }

  #carryOut(task: Task, targetId: string): Effect {
    const wanted = this.quirks.get(targetId)?.outcome ?? this.outcome;
    if (wanted === 'nothing') return notQuarantined(targetId);
    if (wanted === 'failed')
      return { outcome: 'failed', message: 'Action could not be carried out by the mail service' };
    const at = new Date(task.finishes.getTime() + this.clockAheadSeconds * 1_000);
    const scene = { events: this.#events, entities: this.#entities, at };
    this.#keepLate(task);
    const effect =
      task.on === 'event'
        ? applyToEvent(scene, targetId, task.action, task.parameter)
        : applyToEntity(scene, targetId, task.action, task.parameter);
    if (effect.outcome === 'applied') {
      const { on, action, parameter, finishes: at, id: taskId } = task;
      this.#applied.push({ on, targetId, action, parameter, at, taskId });
    }
    return effect;
  }

  /** Keeps everything as it is shown until the effect may be: an action may change any event about the email. */
  #keepLate({ finishes }: Task): void {
    for (const kind of ['effect', 'history'] as const) {
      const seconds = this.shownAfterSeconds[kind];
      if (seconds <= 0) continue;
      const before = { events: structuredClone(this.#events), entities: structuredClone(this.#entities) };
      this.#late.push({ kind, until: finishes.getTime() + seconds * 1_000, before });
    }
  }

  #lateOn(id: string): Partial<Record<LateEffect['kind'], { event?: WireEvent; entity?: WireEntity }>> {
    const now = this.#now().getTime();
    this.#late = this.#late.filter(({ until }) => until > now);
    const shownOf = (kind: LateEffect['kind']) => {
      const before = this.#late.find((late) => late.kind === kind)?.before;
      const [event, entity] = [before?.events.get(id), before?.entities.get(id)];
      return { ...(event && { event }), ...(entity && { entity }) };
    };
    return { effect: shownOf('effect'), history: shownOf('history') };
  }

  #taskIdAt(created: Date): number {
    return Math.max(created.getTime() * 1000, ...[...this.#tasks.keys()].map((id) => id + 1));
  }

  #ago(): Ago {
    return agoFrom(this.#now());
  }
}

function freshId(): string {
  return randomBytes(16).toString('hex');
}
