/**
 * Reads JSON as servers write it, some of which write numbers that JSON doesn't have: `NaN` and `Infinity`, and Python's
 * `None` for null.
 */
import { HecUnreadableError } from './errors.ts';
import type { HttpAnswer } from './http.ts';

/**
 * Stands for `NaN` or `Infinity`. It is an object, which no field of ours is: whatever needs the value can't be read, and
 * all the rest can. Null would mean something else, such as an envelope without a code, which is a success.
 */
const noNumber = Object.freeze({});

/** Whether it is, or holds anywhere, a number that JSON doesn't have. */
export function lacksNumber(value: unknown): boolean {
  if (value === noNumber) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(lacksNumber);
}

/**
 * The body as JSON, without `__proto__` keys, which would change objects that are made from it.
 *
 * The parser's error is not kept as the cause: its message quotes the body, which may hold a token. Nesting that is too
 * deep for the reviver fails here, and not later in code that walks through an event.
 */
export function parseJson({ text, reference }: Pick<HttpAnswer, 'text' | 'reference'>): unknown {
  try {
    return JSON.parse(text, withoutProto);
  } catch {
    return parseAlmostJson(text, reference);
  }
}

function parseAlmostJson(text: string, reference: string): unknown {
  // Nobody but us can write it: it is new each time.
  const placeholder = crypto.randomUUID();
  try {
    return JSON.parse(inJson(text, JSON.stringify(placeholder)), (key, value) =>
      value === placeholder ? noNumber : withoutProto(key, value),
    );
  } catch {
    throw new HecUnreadableError("HEC's answer is not JSON", { reference });
  }
}

function withoutProto(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

/** A whole string, closed or not, so that what stands in it stays; or a word that only stands outside of strings. */
const stringOrWord = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)|-?\bInfinity\b|\b(?:NaN|None)\b/gs;

function inJson(text: string, placeholder: string): string {
  return text.replace(stringOrWord, (found) => {
    if (found.startsWith('"')) return found;
    return found === 'None' ? 'null' : placeholder;
  });
}
