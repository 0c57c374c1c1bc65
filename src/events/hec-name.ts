/** Compares HEC's names for actions, severities, states and services, which it spells in several ways. */

/** HEC's names are shorter, but outside text of any length may be looked up. */
const longestName = 200;

/** One key for all spellings: `Severity Change`, `severity_change` and `severityChange` differ only in case and gaps. */
export function nameKey(name: string): string {
  return name
    .slice(0, longestName)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}
