/** A search through the simulated HEC, from the words that somebody types to the pages that they are shown. */
import { pino } from 'pino';
import type { HecSimulator } from '../../playground/hec/server.ts';
import type { HecClientOptions } from '../../src/hec/client.ts';
import { parse } from '../../src/search/parse.ts';
import type { Query } from '../../src/search/query.ts';
import { HecFinder } from '../../src/services/search/hec-finder.ts';
import { Search } from '../../src/services/search/search.ts';
import type { SearchContext } from '../../src/services/search/search-context.ts';
import type { SearchPage } from '../../src/services/search/search-page.ts';
import { nothingSeen } from './fake-search.ts';
import { startClient } from './hec/hec-server.ts';

export function queryOf(text: string, now: Date): Query {
  const parsed = parse(text, { now, offsetSeconds: 0 });
  if (parsed.kind === 'problems') throw new Error(`${text}: ${parsed.problems.join(' ')}`);
  return parsed.query;
}

export function finderFor(
  { url, clientId, accessKey }: HecSimulator,
  given: Partial<Pick<SearchContext, 'logger'>> & { now: () => number; limits?: HecClientOptions['limits'] },
) {
  const { now, limits = {}, ...others } = given;
  const { client } = startClient(url, { clientId, accessKey, now, limits });
  return new HecFinder({
    hec: client,
    background: client.background,
    logger: pino({ enabled: false }),
    ...others,
  });
}

/** Its pages, one after the other, once it has ended. */
export async function pagesOf(finder: HecFinder, query: Query, asOf: Date): Promise<SearchPage[]> {
  const times = { fullMs: 0, firstMs: 0, changeMs: 0, wholeMs: 120_000 };
  const search = new Search(query, asOf, { finder, seen: nothingSeen, readEmail: async () => undefined, times });
  await search.run();
  const pages = Math.max(1, Math.ceil(search.total / 10));
  return Array.from({ length: pages }, (_, index) => search.page(index + 1));
}
