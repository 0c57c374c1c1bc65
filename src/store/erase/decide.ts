/** What becomes of one row when a person or an address is erased: the same for every table, by what its columns hold. */
import { isTheirs, type Subject, withoutSubject, withoutSubjectInJson } from './subject.ts';
import type { AnyRow, Fate, Handling, Holds } from './tables.ts';

export interface Decision {
  fates: Fate[];
  /** The new values of columns, or `removed`. Undefined: the row stays as it is. */
  change: 'removed' | AnyRow | undefined;
}

export function decideRow(handling: Handling<AnyRow>, row: AnyRow, subject: Subject): Decision {
  const columns = Object.entries<Holds>(handling.columns);
  const holding = (wanted: Holds) => columns.filter(([, holds]) => holds === wanted).map(([name]) => name);
  const own = holding('who').some((name) => isTheirs(subject, row[name])) ? handling.own(row) : undefined;
  const fates = own === undefined ? [] : [own.fate];
  if (own?.becomes === 'removed') return { fates, change: 'removed' };
  if (handling.isInUse?.(row) === true) return { fates, change: undefined };
  if (handling.fixed !== undefined && holding('fixed').some((name) => isNamedIn(subject, row[name]))) {
    return { fates: [handling.fixed], change: 'removed' };
  }
  const emptied = own === undefined || own.becomes === 'kept' ? [] : own.becomes;
  const replaced = holding('words')
    .filter((name) => !emptied.includes(name))
    .map((name) => [name, withoutSubjectInJson(subject, row[name])] as const)
    .filter(([, value]) => value !== undefined);
  const change = Object.fromEntries([...emptied.map((name) => [name, null] as const), ...replaced]);
  return {
    fates: replaced.length === 0 ? fates : [...fates, 'texts'],
    change: Object.keys(change).length === 0 ? undefined : change,
  };
}

function isNamedIn(subject: Subject, text: unknown): boolean {
  return typeof text === 'string' && withoutSubject(subject, text) !== undefined;
}
