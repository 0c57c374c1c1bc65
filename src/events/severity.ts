/**
 * What a severity is called and which mark stands for it: the one place for both.
 *
 * The mark is the colour. It never stands alone, since not everybody can see or tell colours apart.
 */
import type { Severity, SeverityLevel } from './security-event.ts';

export interface SeverityMark {
  /** One emoji. */
  mark: string;
  /** Never empty. Of an unknown severity it holds HEC's own text, which is outside text like any other. */
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
