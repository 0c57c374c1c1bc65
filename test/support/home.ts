/** The Home of a person, as they read it. */
import { textOf } from './read.ts';
import type { Started } from './start.ts';

export function home({ slack }: Started, user: string): string {
  return textOf(slack.home(user)?.content.blocks ?? []);
}

/** What stands below a heading of the Home, up to the next. */
export function below(heading: string, text: string): string {
  const [, after = ''] = text.split(`\n${heading}\n`);
  return after.split(/\n(?:Running now|Recent lookups|Your recent actions|How this app is set up)\n/)[0] ?? '';
}

export async function openHome(started: Started, user: string): Promise<string> {
  await started.slack.openHome({ user });
  await started.quiet();
  return home(started, user);
}

/** Every time that the app published a Home. */
export function published({ slack }: Started) {
  return slack.calls.filter(({ method }) => method === 'views.publish');
}
