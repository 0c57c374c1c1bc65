/** What the composer offers while somebody types a command: the commands, then the simulated events to look up. */
import type { State } from '../demo/state.ts';

export interface Suggestion {
  /** What the composer then holds. */
  text: string;
  title: string;
  detail: string;
}

export function suggestionsFor(text: string, { declared, events }: Pick<State, 'declared' | 'events'>): Suggestion[] {
  const [name = '', ...rest] = text.split(' ');
  if (!name.startsWith('/')) return [];
  if (rest.length === 0) {
    return declared.commands
      .filter(({ command }) => command.startsWith(name.toLowerCase()))
      .map(({ command, description, usageHint }) => ({
        text: `${command} `,
        title: `${command} ${usageHint}`,
        detail: description,
      }));
  }
  const typed = rest.join(' ').toLowerCase();
  const takesIds = declared.commands.some(({ command, usageHint }) => command === name && usageHint.includes('id'));
  if (!takesIds || events.some(({ id }) => typed.startsWith(id))) return [];
  return events
    .filter(({ id, title }) => id.startsWith(typed) || title.toLowerCase().includes(typed))
    .map(({ id, title }) => ({ text: `${name} ${id}`, title, detail: id }));
}
