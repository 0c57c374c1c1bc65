/** Reads HTTP's `Retry-After`. */

/** Milliseconds from `now`. RFC 9110 allows seconds and HTTP dates; anything else is ignored. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // `Date.parse` also takes numbers such as "-3" and "0.5" for dates; HTTP dates begin with the day of the week.
  const at = /^[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

const hourMs = 3_600_000;

/** To follow "Try again in". A time that makes no sense, such as years, is told as an hour. */
export function waitInWords(ms: number | undefined): string {
  if (ms === undefined) return 'a minute';
  if (!(ms < hourMs)) return 'an hour';
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  if (seconds === 1) return '1 second';
  return seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
