/** The simulated workspace in a few readable lines, for the error when a wait times out. */
import type { Messages } from './messages.ts';
import type { Recording } from './recording.ts';
import type { Views } from './views.ts';

const cut = (value: unknown, length = 300): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > length ? `${text.slice(0, length)}…` : text;
};

export function describeWorld(world: { messages: Messages; views: Views; recording: Recording }): string {
  const messages = world.messages.conversationsWithMessages().flatMap((channel) =>
    world.messages.in(channel).map((message) => {
      const unfurls = message.unfurls.map(
        (unfurl) => `\n      unfurl of ${cut(unfurl.url, 100)}: ${cut(unfurl.blocks)}`,
      );
      const thread = message.threadTs === undefined ? '' : ` (in thread ${message.threadTs})`;
      return `  ${channel} ${message.ts}${thread} ${message.user}: ${cut(message.text)} ${cut(message.blocks)}${unfurls.join('')}`;
    }),
  );
  const ephemerals = world.messages
    .allEphemerals()
    .map(({ channel, user, text, blocks }) => `  ${channel} only ${user}: ${cut(text)} ${cut(blocks)}`);
  const views = world.views.all().map((view) => `  ${view.userId} ${view.id}: ${cut(view.content)}`);
  const deliveries = world.recording.deliveries
    .slice(-5)
    .map(({ kind, payload, acknowledgement }) => `  ${kind} ${cut(payload)} → ${cut(acknowledgement)}`);
  const calls = world.recording.calls
    .slice(-8)
    .map(({ method, args, response, fault }) => `  ${method} ${cut(args)} → ${fault ?? cut(response)}`);
  return [
    ['Messages', messages],
    ['Ephemerals', ephemerals],
    ['Views', views],
    ['Last deliveries to the app', deliveries],
    ['Last calls of the app', calls],
  ]
    .map(([title, lines]) => `${title}:\n${Array.isArray(lines) && lines.length > 0 ? lines.join('\n') : '  none'}`)
    .join('\n');
}
