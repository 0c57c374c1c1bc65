/** Slack's `ts` as times in the reader's time zone. */
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });

export const dateOf = (ts: string): Date => new Date(Number(ts) * 1_000);
export const timeText = (date: Date): string => time.format(date);
export const fullText = (date: Date): string => full.format(date);

export function dayText(date: Date, now = new Date()): string {
  return day.format(date) === day.format(now) ? 'Today' : day.format(date);
}

const withSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
export const timeWithSeconds = (date: Date): string => withSeconds.format(date);
