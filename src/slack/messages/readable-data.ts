/**
 * Data of unknown shape as "key: value" pairs, as far as a person can read it: scalars and short lists of scalars.
 * Deeper structures are left out, since half a structure misleads.
 */

/** Pairs of outside text, at most `max`. A plain string has no key. */
export function readablePairs(data: unknown, max: number): { key: string; value: string }[] {
  const text = scalarText(data);
  if (text !== '') return [{ key: '', value: text }];
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  const pairs: { key: string; value: string }[] = [];
  for (const [key, value] of entriesOf(data)) {
    const readable = Array.isArray(value) ? listText(value) : scalarText(value);
    if (readable !== '' && pairs.push({ key, value: readable }) === max) break;
  }
  return pairs;
}

function entriesOf(data: object): [string, unknown][] {
  return Object.entries(data);
}

function listText(list: readonly unknown[]): string {
  const texts = list.slice(0, 10).map(scalarText);
  return texts.includes('') ? '' : [...texts, ...(list.length > 10 ? ['…'] : [])].join(', ');
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
