/**
 * HEC's markup: `#{<JSON object>}` tokens in an event's description and data, each standing for its `label`.
 *
 * The objects nest, and their strings hold text that attackers wrote, so no regular expression can find their end.
 */

/**
 * Replaces every valid token with its label. An invalid one (not closed, not JSON, no string as its label) stays as it
 * is, and labels are not resolved again. Takes linear time.
 */
export function resolveMarkup(text: string): string {
  let resolved = '';
  let done = 0;
  for (let start = text.indexOf('#{'); start !== -1; ) {
    const end = objectEnd(text, start + 1);
    const label = end === undefined ? undefined : labelOf(text.slice(start + 1, end));
    if (end !== undefined && label !== undefined) {
      resolved += text.slice(done, start) + label;
      done = end;
    }
    start = text.indexOf('#{', Math.max(done, start + 2));
  }
  return resolved + text.slice(done);
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

function labelOf(json: string): string | undefined {
  try {
    const token: unknown = JSON.parse(json);
    if (typeof token !== 'object' || token === null || !('label' in token)) return undefined;
    return typeof token.label === 'string' ? token.label : undefined;
  } catch {
    return undefined;
  }
}
