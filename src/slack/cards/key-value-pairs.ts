/**
 * Unknown data as "key: value" pairs that a person can read: scalars and lists of scalars. If there is room for only
 * some of them, deeper structures are left out, because half a structure misleads.
 */

/** Far deeper than anyone reads. */
const deepest = 5;
const tooDeep = '… (only in the portal)';
const mostInList = 100;

/**
 * At most `max` pairs of outside text. A plain string or list has no key. If `max` is `Infinity`, deeper values follow
 * those at the top, named by their path: "sender › ip".
 */
export function readablePairs(data: unknown, max: number): { key: string; value: string }[] {
  const text = readable(data);
  if (text !== '') return [{ key: '', value: text }];
  const pairs: { key: string; value: string }[] = [];
  const levels: { way: string[]; data: unknown }[] = [{ way: [], data }];
  // The list grows during the loop.
  for (const level of levels) {
    for (const [key, inner] of entriesOf(level.data)) {
      const way = [...level.way, key];
      const value = readable(inner) || (way.length === deepest && entriesOf(inner).length > 0 ? tooDeep : '');
      if (value !== '' && pairs.push({ key: way.join(' › '), value }) === max) return pairs;
      if (value === '' && max === Number.POSITIVE_INFINITY) levels.push({ way, data: inner });
    }
  }
  return pairs;
}

function entriesOf(data: unknown): [string, unknown][] {
  if (typeof data !== 'object' || data === null) return [];
  return Array.isArray(data) ? data.map((item, index) => [`${index + 1}`, item]) : Object.entries(data);
}

/** '' for nested structures, and for nothing. */
function readable(value: unknown): string {
  if (!Array.isArray(value)) return scalarText(value);
  if (value.some((item) => typeof item === 'object' && item !== null)) return '';
  const texts = value.map(scalarText).filter((text) => text !== '');
  return [...texts.slice(0, mostInList), ...(texts.length > mostInList ? ['…'] : [])].join(', ');
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
