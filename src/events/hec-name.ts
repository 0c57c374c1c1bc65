/** HEC's names of actions, severities, states and services, each of which it spells in several ways. */

/** No name of HEC's is longer, but outside text of any length may be looked up. */
const longestName = 200;

/** One key for all spellings: `Severity Change`, `severity_change` and `severityChange` differ only in case and gaps. */
export function nameKey(name: string): string {
  return name
    .slice(0, longestName)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}
