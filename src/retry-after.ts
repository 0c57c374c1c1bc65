/** Reads HTTP's `Retry-After`. */

/** Milliseconds from `now`. RFC 9110 allows whole seconds and HTTP dates; fractions are read, anything else is ignored. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  // `Date.parse` also takes numbers such as "-3" for dates; HTTP dates begin with the day of the week.
  const at = /^[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

const hourMs = 3_600_000;

/** For code that can't take more. No service means a wait longer than an hour. */
export function boundedSeconds(ms: number): number {
  return Math.ceil(Math.min(ms, hourMs) / 1_000);
}

/** Completes "Try again in …". A wait that makes no sense, such as years, becomes an hour. */
export function waitInWords(ms: number | undefined): string {
  if (ms === undefined) return 'a minute';
  if (!(ms < hourMs)) return 'an hour';
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  if (seconds === 1) return '1 second';
  return seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
