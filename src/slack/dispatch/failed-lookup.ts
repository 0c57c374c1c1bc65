/** A lookup that failed, so that whoever tells of it can say what was asked and offer to try again. */
import type { FailedLookup } from '../cards/retry-codec.ts';

export class FailedLookupError extends Error {
  override readonly name = 'FailedLookupError';
  readonly lookup: FailedLookup;

  constructor(lookup: FailedLookup, cause: unknown) {
    super('a lookup failed', { cause });
    this.lookup = lookup;
  }
}

/** @throws FailedLookupError */
export async function orTryAgain<Result>(lookup: FailedLookup, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw new FailedLookupError(lookup, error);
  }
}
