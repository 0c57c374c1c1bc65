/**
 * What every reader of HEC's JSON needs: its texts, dates and lists. What can't be read costs only itself.
 */
import { parseISO } from 'date-fns';
import { z } from 'zod';
import { reasonOf } from '../envelope.ts';

export const textSchema = z.union([z.string(), z.number().transform(String)]).nullish();
/** Not `min(1)`: zod asks even what is no string for its length, and an object with a hostile `length` makes it throw. */
export const someText = z.string().refine((text) => text !== '');

/** To zod, a key of `z.unknown()` alone must be there. */
export const anything = z.unknown().optional();

export const optionalText = textSchema.catch(undefined).transform((text) => text || undefined);
export const listOf = <T>(element: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((values) => readEach(values, element).items);

export interface ReadResult<T> {
  items: T[];
  /** Why something was left out, in words for the log: never its values. */
  skipped: string[];
}

/** Equal reasons are counted together, since a list may be long. */
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
 * HEC writes dates as ISO 8601 in several dialects: with an offset, with Z or with neither (then UTC is meant), with a
 * fraction of up to six digits or without, with `T` or with a space.
 */
export function parseDate(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toUpperCase();
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const at = parseISO(hasZone ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
