/** What every reader of HEC's JSON needs: its texts, dates and lists. An unreadable value costs only itself. */
import { parseISO } from 'date-fns';
import { z } from 'zod';
import { reasonOf } from '../envelope.ts';

export const textSchema = z.union([z.string(), z.number().transform(String)]).nullish();
/** Not `min(1)`: zod reads the length even of non-strings, and an object with a hostile `length` makes it throw. */
export const someText = z.string().refine((text) => text !== '');

/** Without `optional`, zod requires the key of a `z.unknown()` to be present. */
export const anything = z.unknown().optional();

export const optionalText = textSchema.catch(undefined).transform((text) => text || undefined);
export const listOf = <T>(element: z.ZodType<T>) =>
  anything.transform((value) => readEach(asList(value), element).items);

/** A whole number that is not negative. */
export const countSchema = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().nonnegative())
  .optional()
  .catch(undefined);

/** One element where a list is documented is a list of it. */
export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || value === '' || value === false ? [] : [value];
}

export interface ReadResult<T> {
  items: T[];
  /** Why values were left out, for the log. Never holds the values. */
  skipped: string[];
}

/** Counts equal reasons, since a list may be long. */
export function readEach<T>(values: unknown[], schema: z.ZodType<T>): ReadResult<T> {
  const items: T[] = [];
  const reasons = new Map<string, number>();
  for (const value of values) {
    const result = schema.safeParse(value);
    if (result.success) items.push(result.data);
    else {
      const reason = reasonOf(result.error);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  const skipped = [...reasons].map(([reason, count]) => `${count} of ${values.length} left out (${reason})`);
  return { items, skipped };
}

/**
 * HEC writes ISO 8601 in several dialects: with an offset, with Z or with neither (meaning UTC), with up to six digits
 * of a second or none, with `T` or a space.
 */
export function parseDate(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  // Cut, or the last microsecond of the year 9999 would be the year 10000.
  const text = value
    .trim()
    .toUpperCase()
    .replace(/(\.\d{3})\d+/, '$1');
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const at = parseISO(hasZone ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
