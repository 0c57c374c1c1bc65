/**
 * HEC's markup: `#{<JSON object>}` tokens in an event's description and data, each standing for its `label`.
 *
 * The objects nest, and their strings hold text that attackers wrote, so no regular expression can find their end.
 */

/**
 * The text with every valid token replaced by its label. What is no token (not closed, not JSON, without a label that
 * is a string) stays as it was, and labels are not looked into again. Takes time in proportion to the text's length.
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
 * The index after the object that opens at `open`, or undefined where none ends.
 *
 * `#` and `\` occur in JSON only inside strings. Ending there is what keeps the whole linear: a search can pass the
 * start of another token only inside a string, and the search from that other start sees strings and structure the
 * other way round, so that no place in the text is passed more than twice.
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
