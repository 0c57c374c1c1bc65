/**
 * HEC's markup: `#{<JSON object>}` tokens in an event's description and data, each standing for its `label`.
 *
 * The objects nest, and their strings hold text that attackers wrote, so no regular expression can find their end.
 */
import { z } from 'zod';
import { oneSpelling } from '../events/links.ts';

/**
 * Replaces every valid token with its label. An invalid one (not closed, not JSON, no string as its label) stays as it
 * is, and labels are not resolved again. Takes linear time.
 */
export function resolveMarkup(text: string): string {
  let resolved = '';
  let done = 0;
  for (const { start, end, label } of tokensIn(text)) {
    resolved += text.slice(done, start) + label;
    done = end;
  }
  return resolved + text.slice(done);
}

export interface NamedEntity {
  /** HEC's, such as `office365_emails_email`. */
  type: string;
  label: string;
}

/** What a text names by this id, in order of appearance. */
export function entitiesNamed(text: string, id: string): NamedEntity[] {
  return [...tokensIn(text)].flatMap((token) =>
    token.type !== undefined && token.id !== undefined && oneSpelling(token.id) === id
      ? [{ type: token.type, label: token.label }]
      : [],
  );
}

/**
 * The address of somebody outside that a text names right after "from". Give it `data`, where all that attackers write is
 * inside of tokens: in a description, a subject could hold such a token itself.
 */
export function senderNamed(data: string): string | undefined {
  for (const { start, id = '', type = '' } of tokensIn(data)) {
    const address = /^ext:([^\s@]{1,64}@[^\s@]{1,255})$/i.exec(id)?.[1];
    const before = data.slice(Math.max(0, start - 6), start);
    if (address !== undefined && /_user$/i.test(type) && /(?:^|\s)from $/i.test(before)) return address;
  }
  return undefined;
}

const tokenSchema = z.object({
  label: z.string(),
  entity_id: z.string().optional().catch(undefined),
  entity_type: z.string().optional().catch(undefined),
});

interface Token {
  start: number;
  end: number;
  label: string;
  id: string | undefined;
  type: string | undefined;
}

function* tokensIn(text: string): Generator<Token> {
  for (let start = text.indexOf('#{'); start !== -1; ) {
    const end = objectEnd(text, start + 1);
    const token = end === undefined ? undefined : readToken(text.slice(start + 1, end));
    const isToken = end !== undefined && token !== undefined;
    if (isToken) yield { start, end, label: token.label, id: token.entity_id, type: token.entity_type };
    start = text.indexOf('#{', isToken ? end : start + 2);
  }
}

/**
 * The index after the object that opens at `open`, or undefined if it never ends.
 *
 * JSON has `#` and `\` only inside strings. Stopping at them elsewhere keeps the time linear: a search can pass another
 * token's start only inside a string, and the search from that start sees strings and structure the other way round. So
 * no character is passed more than twice.
 */
function objectEnd(text: string, open: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = open; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    } else if (character === '#' || character === '\\') return undefined;
  }
  return undefined;
}

function readToken(json: string): z.output<typeof tokenSchema> | undefined {
  try {
    return tokenSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
