/** Puts `last:`, `since:` and `until:` together to one time. */
import { isBefore } from 'date-fns';
import type { TimeField } from './fields.ts';
import { type Clock, defaultSpan, type QueryTime } from './query.ts';
import { problem, type Reading, understood } from './reading.ts';
import { readSpan } from './spans.ts';
import { readSince, readUntil } from './times.ts';

export interface TimeCondition {
  field: TimeField;
  negated: boolean;
  text: string;
}

export function readTime(conditions: readonly TimeCondition[], clock: Clock): Reading<QueryTime> {
  const negated = conditions.find((condition) => condition.negated);
  if (negated !== undefined) return problem(`${negated.field}: can’t be ruled out. Use since: and until:.`);
  const textsOf = (field: TimeField) =>
    conditions.filter((condition) => condition.field === field).map(({ text }) => text);
  const [last, secondLast] = textsOf('last');
  const [since, secondSince] = textsOf('since');
  const [until, secondUntil] = textsOf('until');
  if (secondLast !== undefined) return twice('last');
  if (secondSince !== undefined) return twice('since');
  if (secondUntil !== undefined) return twice('until');
  if (last === undefined) return between(since, until, clock);
  if (since !== undefined || until !== undefined) {
    return problem('last: says all about the time. Use it alone, or since: and until:.');
  }
  const span = readSpan(last);
  return span.kind === 'problem' ? span : understood({ kind: 'last', span: span.value });
}

const twice = (field: TimeField) => problem(`${field}: is there twice. Leave one of them out.`);

function between(sinceText: string | undefined, untilText: string | undefined, clock: Clock): Reading<QueryTime> {
  const since = sinceText === undefined ? undefined : readSince(sinceText, clock);
  const until = untilText === undefined ? undefined : readUntil(untilText, clock);
  if (since?.kind === 'problem') return since;
  if (until?.kind === 'problem') return until;
  if (since === undefined) {
    return understood(
      until === undefined ? { kind: 'last', span: defaultSpan } : { kind: 'until', until: until.value },
    );
  }
  if (until === undefined) return understood({ kind: 'since', since: since.value });
  if (!isBefore(since.value, until.value)) {
    return problem(`since:${sinceText} is not before until:${untilText}: nothing lies between them.`);
  }
  return understood({ kind: 'between', since: since.value, until: until.value });
}
