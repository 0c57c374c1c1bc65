/**
 * A lookup that failed, as the value of its "Try again": the JSON {"kind","id","to","shape","threadTs","userId"}. Where it was
 * asked is where the button is.
 */
import { z } from 'zod';
import type { EventReference } from '../../events/links.ts';
import { limits } from '../blocks/limits.ts';
import { readCarried } from '../payloads/carried.ts';

export interface FailedLookup {
  reference: EventReference;
  /** `asker`: only they see it. */
  to: 'conversation' | 'asker';
  shape: 'full' | 'compact';
  /** The thread that the card goes to; undefined for none. */
  threadTs?: string | undefined;
  /** Whose direct message with the app it is, if it was asked there. */
  userId?: string | undefined;
}

/** Ids of people, files and messages have many shapes. A Message-ID may be as long as a line of an email. */
const printable = /^[\x21-\x7e]{1,998}$/;

const carriedLookup = z
  .object({
    kind: z.enum(['typed', 'linked', 'entity', 'item', 'message-id']),
    id: z.string().regex(printable),
    to: z.enum(['conversation', 'asker']),
    shape: z.enum(['full', 'compact']),
    threadTs: z.string().optional(),
    userId: z.string().optional(),
  })
  .transform(({ kind, id, ...where }): FailedLookup => ({ reference: { kind, id }, ...where }));

/** Undefined for an id that no button could carry. */
export function writeFailedLookup({ reference: { kind, id }, ...where }: FailedLookup): string | undefined {
  const value = JSON.stringify({ kind, id, ...where });
  return printable.test(id) && value.length <= limits.button.value ? value : undefined;
}

/** @throws ForeignValueError */
export function readFailedLookup(carried: string): FailedLookup {
  return readCarried(carriedLookup, carried);
}
