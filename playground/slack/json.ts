/**
 * JSON: the open object and block types that the simulator passes on unparsed, and zod pieces for arguments that arrive
 * as JSON or as form fields.
 */
import { z } from 'zod';

export type JsonObject = Record<string, unknown>;

export const jsonObject = z.record(z.string(), z.unknown());

/** A block as sent, with only what every block has; block-kit.ts validates it. */
export const anyBlock = z.looseObject({ type: z.string(), block_id: z.string().optional() });
export type Block = z.infer<typeof anyBlock>;

/** Text that is not JSON stays text. */
export function parsedIfJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The object in a JSON text; undefined for anything else. */
export function objectIn(text: string): JsonObject | undefined {
  return jsonObject.safeParse(parsedIfJson(text)).data;
}

/** An argument that is JSON text in a form, and plain in a JSON body. */
export const jsonArgument = <T extends z.ZodType>(schema: T) => z.preprocess(parsedIfJson, schema);

/** A boolean argument, which a form sends as "true", "1", "false" or "0". */
export const flag = z.preprocess(
  (value) => (typeof value === 'string' ? value === 'true' || value === '1' : value),
  z.boolean(),
);
