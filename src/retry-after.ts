/** The one reader of HTTP's `Retry-After`. */

/** Milliseconds from `now`; seconds and HTTP dates are both allowed by RFC 9110, anything else is ignored. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // `Date.parse` takes numbers such as "-3" and "0.5" for dates too; those of HTTP begin with the day of the week.
  const at = /^[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
