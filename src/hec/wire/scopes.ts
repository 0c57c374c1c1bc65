/** HEC's JSON for the tenants that a key reaches. */
import { z } from 'zod';
import { type ReadResult, readEach } from './reading.ts';

/** Reads `responseData` of `/scopes`: `farm:tenant` strings, or a single empty one for a key that reaches no tenant. */
export function readScopes(records: unknown[]): ReadResult<string> {
  const { items, skipped } = readEach(records, z.string());
  return { items: items.filter((scope) => scope !== ''), skipped };
}
