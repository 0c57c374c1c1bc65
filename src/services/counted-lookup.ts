/** Counts lookups by their result. */
import { KnownError } from '../errors.ts';
import type { Lookup } from './lookup-event.ts';

/** @param count is given `found`, or the code of the error */
export function countedLookup(lookup: Lookup, count: (result: string) => void): Lookup {
  return async (...asked) => {
    try {
      const found = await lookup(...asked);
      count('found');
      return found;
    } catch (error) {
      count(error instanceof KnownError ? error.code : 'unexpected');
      throw error;
    }
  };
}
