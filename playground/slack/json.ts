/**
 * JSON as it travels: the open object and block types that the simulator passes around unread,
 * and the few zod pieces that read arguments arriving either as JSON or as form fields.
 */
import { z } from 'zod';

export type JsonObject = Record<string, unknown>;

export const jsonObject = z.record(z.string(), z.unknown());

/** A block as sent: only what every block has is known here; block-kit.ts decides whether it is valid. */
export const anyBlock = z.looseObject({ type: z.string(), block_id: z.string().optional() });
export type Block = z.infer<typeof anyBlock>;

/** Parses JSON text; text that is no JSON stays text. */
export function parsedIfJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The object in a text of JSON, or undefined when the text is anything else. */
export function objectIn(text: string): JsonObject | undefined {
  return jsonObject.safeParse(parsedIfJson(text)).data;
}

/** An argument that a form carries as JSON text and a JSON body as it is. */
export const jsonArgument = <T extends z.ZodType>(schema: T) => z.preprocess(parsedIfJson, schema);

/** An argument that a form carries as "true", "1", "false" or "0". */
export const flag = z.preprocess(
  (value) => (typeof value === 'string' ? value === 'true' || value === '1' : value),
  z.boolean(),
);
