/** What a button or a modal carries is JSON of our own making, and read as outside data all the same. */
import { z } from 'zod';

/** Something else than this app makes: a mistake of ours, or somebody made the request up. */
export class ForeignValueError extends Error {
  constructor(cause: unknown) {
    super('what the button or modal carries is none of ours', { cause });
    this.name = 'ForeignValueError';
  }
}

/** @throws ForeignValueError */
export function readCarried<Schema extends z.ZodType>(schema: Schema, json: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new ForeignValueError(error);
  }
  const read = z.safeParse(schema, value);
  if (!read.success) throw new ForeignValueError(read.error);
  return read.data;
}
