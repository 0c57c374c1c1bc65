/** What buttons and modals carry: JSON that this app wrote, but read like outside data. */
import { z } from 'zod';

/** This app didn't write it: a bug of ours, or a made-up request. */
export class ForeignValueError extends Error {
  constructor(cause: unknown) {
    super('what the button or modal carries isn’t ours', { cause });
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
