/** How to read and show HEC's severities. A mark always has its word: not everybody can see or tell colours apart. */
import { nameKey } from './hec-name.ts';
import type { Severity, SeverityLevel } from './security-event.ts';

export interface SeverityMark {
  mark: string;
  /** Never empty. For an unknown severity it holds HEC's own text: outside text like any other. */
  word: string;
}

const known: Record<SeverityLevel, SeverityMark> = {
  5: { mark: '🔴', word: 'Critical' },
  4: { mark: '🟠', word: 'High' },
  3: { mark: '🟡', word: 'Medium' },
  2: { mark: '🔵', word: 'Low' },
  1: { mark: '⚪', word: 'Lowest' },
};

export function severityMark(severity: Severity): SeverityMark {
  if (severity.kind === 'known') return known[severity.level];
  const text = severity.text.trim();
  return { mark: '⚫', word: text === '' ? 'Unknown severity' : `Severity ${text}` };
}

/** Words from the documentation, digits from recorded answers. */
const levels: ReadonlyMap<string, SeverityLevel> = new Map([
  ['1', 1],
  ['lowest', 1],
  ['verylow', 1],
  ['2', 2],
  ['low', 2],
  ['3', 3],
  ['medium', 3],
  ['4', 4],
  ['high', 4],
  ['5', 5],
  ['highest', 5],
  ['critical', 5],
]);

export function toSeverity(text: string): Severity {
  // `nameKey` would read "-1" as "1".
  const level = text.trim().startsWith('-') ? undefined : levels.get(nameKey(text));
  return level === undefined ? { kind: 'unknown', text } : { kind: 'known', level };
}
