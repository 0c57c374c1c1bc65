/** Reading: one event, one entity, and the queries over both. */

import { type Context, Hono } from 'hono';
import { EmailQueries } from '../email-queries.ts';
import { asDocumented, failure, success, validationFailure, withTotals } from '../envelope.ts';
import { type HecEnv, noAnswer } from '../http.ts';
import type { Page } from '../pages.ts';
import { EventQueries } from '../queries.ts';
import type { World } from '../world.ts';

export function eventRoutes(world: World, scopes: readonly string[], now: () => Date) {
  const queries = new EventQueries(world, scopes, now);
  const emails = new EmailQueries(world, scopes, now);
  return new Hono<HecEnv>()
    .get('/event/:id', (c) => {
      const event = world.shownEvent(c.req.param('id'));
      if (event === undefined) return unknown(c, world);
      const quirks = world.quirks.get(event.eventId);
      const answer = success(quirks?.responseData === 'object' ? event : [event]);
      return c.json(quirks?.envelope === 'documented' ? asDocumented(answer) : answer);
    })
    .get('/search/entity/:id', (c) => {
      const id = c.req.param('id');
      // It knows emails. Nobody has seen how it answers for people, files and chats; hanging is to be expected.
      if (!/^[0-9a-f]{32}$/.test(id)) return noAnswer();
      const entity = world.shownEntity(id);
      return entity === undefined ? unknown(c, world) : c.json(success([entity]));
    })
    .post('/event/query', (c) => written(c, queries.page(c.get('body')), world))
    .post('/search/query', (c) => written(c, emails.page(c.get('body')), world));
}

function written(c: Context<HecEnv>, page: Page, { queries: { noRows, singleRow, totals } }: World): Response {
  switch (page.kind) {
    case 'rows': {
      const { rows, total: recordsNumber, scrollId } = page;
      const single = rows.length === 1 && singleRow === 'object' ? rows[0] : rows;
      const data = rows.length === 0 && noRows === 'null' ? null : single;
      return c.json(withTotals(success(data, { recordsNumber, scrollId }), totals));
    }
    case 'invalid':
      return c.json(validationFailure(page.field, page.message), 422);
    case 'forbidden':
      return c.json(failure(403, 'Forbidden'), 403);
    case 'unknown cursor':
      return c.body(null, 500);
  }
}

/** HEC does not document how it answers for unknown ids; hanging has been reported. */
function unknown(c: Context<HecEnv>, world: World): Response {
  switch (world.unknownId) {
    case '404':
      return c.json(failure(404, 'Not found'), 404);
    case 'empty':
      return c.json(success([]));
    case 'hang':
      return noAnswer();
  }
}
