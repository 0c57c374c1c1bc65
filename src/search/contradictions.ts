/** Finds what can't be so, however many events there are: an empty list would look like good news. */

import { withIncluded } from './choices.ts';
import { choicesOf, type FilterField, fields, type ValueField } from './fields.ts';
import type { Filter, Query, SeverityFilter, ValueFilter } from './query.ts';
import { quoted } from './reading.ts';

export function contradictionsIn({ filters, words }: Pick<Query, 'filters' | 'words'>): string[] {
  const ruledOut = filters.filter(({ negated }) => negated);
  const impossible = filters
    .filter(({ negated }) => !negated)
    .filter((filter) => ruledOut.some((other) => leavesNothing(filter, other)))
    .map(({ field }) => contradiction(field));
  const wordsBothWays = words
    .filter(({ negated, text }) => !negated && words.some((other) => other.negated && holds(text, other.text)))
    .map(({ text }) => `${quoted(text)} is both asked for and ruled out, so nothing can match. Leave one of them out.`);
  return [...impossible, ...wordsBothWays];
}

const contradiction = (field: FilterField) =>
  `-${field}: rules out all that ${field}: asks for, so nothing can match. Leave one of them out.`;

function leavesNothing(wanted: Filter, ruledOut: Filter): boolean {
  if (isSeverity(wanted) || isSeverity(ruledOut)) {
    return (
      isSeverity(wanted) && isSeverity(ruledOut) && wanted.levels.every((level) => ruledOut.levels.includes(level))
    );
  }
  return wanted.field === ruledOut.field && isCovered(wanted, ruledOut);
}

const isSeverity = (filter: Filter): filter is SeverityFilter => filter.field === 'severity';

function isCovered(wanted: ValueFilter, ruledOut: ValueFilter): boolean {
  return wanted.values.every((value) => ruledOut.values.some((other) => covers(wanted.field, other, value)));
}

/** Whether all that matches `value` also matches `wider`. */
function covers(field: ValueField, wider: string, value: string): boolean {
  switch (fields[field].value.kind) {
    case 'choice': {
      const all = withIncluded(choicesOf(field), wider);
      return withIncluded(choicesOf(field), value).every((name) => all.includes(name));
    }
    case 'address':
      return value === wider || (!wider.includes('@') && (value.endsWith(`@${wider}`) || value.endsWith(`.${wider}`)));
    case 'text':
      return holds(value, wider);
    default:
      return value.toLowerCase() === wider.toLowerCase();
  }
}

const holds = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
