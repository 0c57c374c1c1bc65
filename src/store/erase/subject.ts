/** Of whom something is erased, and where a text names them. */

/** A person has two ids on Enterprise Grid. */
export type Subject = { kind: 'person'; ids: readonly [string, ...string[]] } | { kind: 'address'; address: string };

/** What stands in a kept text from then on. */
const erased = '[erased]';

export function isTheirs(subject: Subject, id: unknown): boolean {
  return subject.kind === 'person' && typeof id === 'string' && subject.ids.includes(id);
}

/** The text without the person's id or address; undefined if it doesn't hold any. */
export function withoutSubject(subject: Subject, text: string): string | undefined {
  const without = text.replace(patternOf(subject), erased);
  return without === text ? undefined : without;
}

/** The same for any JSON. */
export function withoutSubjectInJson(subject: Subject, json: unknown): unknown {
  if (typeof json === 'string') return withoutSubject(subject, json);
  if (typeof json !== 'object' || json === null) return undefined;
  const parts = Object.entries(json).map(([key, value]) => {
    const [newKey, newValue] = [withoutSubject(subject, key), withoutSubjectInJson(subject, value)];
    return { isChanged: newKey !== undefined || newValue !== undefined, part: [newKey ?? key, newValue ?? value] };
  });
  if (!parts.some(({ isChanged }) => isChanged)) return undefined;
  return Array.isArray(json)
    ? parts.map(({ part: [, value] }) => value)
    : Object.fromEntries(parts.map(({ part }) => part));
}

/** What no address begins with or goes on with, as it stands in a link: any sign but a letter, a digit and ._+- */
const separatorInLink = '%(?:[01][0-9A-F]|2(?![BDE])[0-9A-F]|3[A-F]|40|5[BCDE]|60|7[B-F])';

const patterns = new WeakMap<Subject, RegExp>();

function patternOf(subject: Subject): RegExp {
  const pattern = patterns.get(subject) ?? newPattern(subject);
  patterns.set(subject, pattern);
  return pattern;
}

/** An address inside a longer one is another's, and so is an id inside a longer word. */
function newPattern(subject: Subject): RegExp {
  if (subject.kind === 'person') {
    const ids = subject.ids.map(escaped).join('|');
    return new RegExp(`<@(?:${ids})(?:\\|[^<>]*)?>|(?<![A-Za-z0-9])(?:${ids})(?![A-Za-z0-9])`, 'g');
  }
  // As it is, and as it stands in a link.
  const spellings = [subject.address, encodeURIComponent(subject.address)].map(escaped).join('|');
  return new RegExp(
    `(?:(?<![\\p{L}\\p{N}._+-])|(?<=${separatorInLink}))(?:${spellings})(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])`,
    'giu',
  );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
