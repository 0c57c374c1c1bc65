/** Reads the times in HEC's records, tens of thousands of them for each query: parsing each anew would take most of it. */

const parsed = new Map<string, number>();
const mostKept = 500_000;

/** In milliseconds; NaN if it is none. Without a zone, which HEC sometimes leaves out, it is UTC. */
export function readTime(text: string | null | undefined): number {
  if (typeof text !== 'string') return Number.NaN;
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes('T');
  const time = Date.parse(hasZone ? text : `${text}Z`);
  if (parsed.size >= mostKept) parsed.clear();
  parsed.set(text, time);
  return time;
}
