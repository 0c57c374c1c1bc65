/** Reads the times in HEC's records and requests. */

/** In milliseconds; NaN if it is none. Without a zone, which HEC sometimes leaves out, it is UTC. */
export function readTime(text: string | null | undefined): number {
  if (typeof text !== 'string') return Number.NaN;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes('T');
  return Date.parse(hasZone ? text : `${text}Z`);
}
