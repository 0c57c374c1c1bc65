/**
 * Slack's date tokens, as in `<!date^1763900000^{date_short_pretty} at {time}|fallback>`, in the reader's time zone.
 */

const dayMs = 86_400_000;

/** `timestamp` is in seconds. Token names are from Slack's formatting reference. */
export function formatSlackDate(timestamp: number, format: string, now: Date): string {
  const date = new Date(timestamp * 1_000);
  if (Number.isNaN(date.getTime())) return '';
  return format.replace(/\{(\w+)\}/g, (token, name: string) => part(name, date, now) ?? token);
}

function part(name: string, date: Date, now: Date): string | undefined {
  const write = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options).format(date);
  switch (name) {
    case 'date_num':
      return write({ year: 'numeric', month: '2-digit', day: '2-digit' }).split('/').reverse().join('-');
    case 'date':
    case 'date_pretty':
      return pretty(name, date, now) ?? write({ year: 'numeric', month: 'long', day: 'numeric' });
    case 'date_short':
    case 'date_short_pretty':
      return pretty(name, date, now) ?? write({ year: 'numeric', month: 'short', day: 'numeric' });
    case 'date_long':
    case 'date_long_pretty':
      return pretty(name, date, now) ?? write({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
    case 'time':
      return write({ hour: '2-digit', minute: '2-digit' });
    case 'time_secs':
      return write({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
    case 'ago':
      return ago(now.getTime() - date.getTime());
    default:
      return undefined;
  }
}

/** "today", "yesterday" or "tomorrow", if the token asks for it and the day is one of them. */
function pretty(name: string, date: Date, now: Date): string | undefined {
  if (!name.endsWith('_pretty')) return undefined;
  const days = Math.round((startOfDay(date) - startOfDay(now)) / dayMs);
  return new Map([
    [0, 'today'],
    [-1, 'yesterday'],
    [1, 'tomorrow'],
  ]).get(days);
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function ago(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return relative.format(-minutes, 'minute');
  if (Math.abs(minutes) < 24 * 60) return relative.format(-Math.round(minutes / 60), 'hour');
  return relative.format(-Math.round(minutes / (24 * 60)), 'day');
}
