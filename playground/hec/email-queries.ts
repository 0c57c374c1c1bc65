/**
 * `POST /search/query`: the emails (or files, or chats) of one service, by when HEC made its record of them and by
 * clauses that all have to be true.
 */

import { z } from 'zod';
import { type Condition, clause, conditionOf, kindOf } from './clauses.ts';
import { date, type Found, inOrder, type Page, Pages, withBroken } from './pages.ts';
import { reaches, refusal } from './queries.ts';
import { readTime } from './read-time.ts';
import { Times } from './records.ts';
import type { WireEntity } from './wire.ts';
import type { World } from './world.ts';

const query = z.object({
  requestData: z.object({
    entityFilter: z.object(
      {
        saas: z.string('Field required'),
        startDate: date,
        endDate: z.union([date, z.literal('')]).nullish(),
        saasEntity: z.string().optional(),
      },
      'Field required',
    ),
    // As in the other query, an explicit null matches nothing.
    entityExtendedFilter: z.array(clause).nullable().optional(),
    // HEC has it. Refused here, for whoever sends it must not believe that it was applied.
    entityDetectionResolutionFilter: z.undefined('The simulator does not have this filter').optional(),
    scopes: z.array(z.string()).nullable().optional(),
    scrollId: z.string().nullish(),
    pageSize: z.number().optional(),
  }),
});

type Filters = Omit<z.infer<typeof query>['requestData'], 'scrollId' | 'pageSize'>;

export class EmailQueries {
  readonly #world: World;
  readonly #scopes: readonly string[];
  readonly #now: () => Date;
  readonly #pages: Pages;
  readonly #times = { window: new Times(), created: new Times() };

  constructor(world: World, scopes: readonly string[], now: () => Date) {
    this.#world = world;
    this.#scopes = scopes;
    this.#now = now;
    this.#pages = new Pages(world, now);
  }

  page(body: unknown): Page {
    const asked = query.safeParse(body);
    if (!asked.success) return refusal(asked.error);
    const { scrollId, pageSize, ...filters } = asked.data.requestData;
    const { queries: habits } = this.#world;
    if (habits.unlicensed.includes(filters.entityFilter.saas)) return { kind: 'forbidden' };
    const isUnknown = filters.entityExtendedFilter?.some((each) => kindOf(each, habits) === undefined) === true;
    if (isUnknown && habits.unknownClause === 'is refused') {
      return { kind: 'invalid', field: 'entityExtendedFilter', message: 'Invalid filter' };
    }
    return this.#pages.page({ scrollId, pageSize, filters }, () => this.#find(filters));
  }

  #find(filters: Filters): unknown[] {
    const { entityExtendedFilter: clauses = [] } = filters;
    if (!reaches(filters.scopes, this.#scopes) || clauses === null) return [];
    const found = this.#inWindow(
      filters.entityFilter,
      clauses.map((each) => this.#condition(each)),
    );
    const emails = inOrder(found, this.#world.queries);
    const namesId = clauses.some(({ saasAttrName }) => saasAttrName === 'entityInfo.entityId');
    return namesId ? emails : withBroken(emails, this.#world.brokenRows);
  }

  #condition(asked: z.infer<typeof clause>): Condition {
    const { queries: habits } = this.#world;
    const kind = kindOf(asked, habits);
    if (kind === undefined) return () => habits.unknownClause === 'is ignored';
    return conditionOf(asked, kind, habits);
  }

  /** Both ends belong to it. */
  #inWindow(asked: Filters['entityFilter'], conditions: Condition[]): Found<WireEntity>[] {
    const { queries: habits, quirks } = this.#world;
    const now = this.#now().getTime();
    const start = readTime(asked.startDate);
    const end = asked.endDate ? readTime(asked.endDate) : now;
    const found: Found<WireEntity>[] = [];
    this.#world.shownEntities().forEach((entity, place) => {
      const { entityId: id, entityCreated, entityUpdated, saas, saasEntityType } = entity.entityInfo;
      const at = this.#times.window.at(place, habits.emailWindow === 'entityCreated' ? entityCreated : entityUpdated);
      if (!(at >= start && at <= end) || saas !== asked.saas) return;
      const indexedAfter = quirks.get(id)?.indexedAfterSeconds ?? habits.indexedAfterSeconds.email;
      if (this.#times.created.at(place, entityCreated) + indexedAfter * 1_000 > now) return;
      if (asked.saasEntity !== undefined && saasEntityType !== asked.saasEntity) return;
      if (conditions.every((isTrue) => isTrue(entity))) found.push({ id, at, record: entity });
    });
    return found;
  }
}
