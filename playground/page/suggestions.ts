/**
 * What the composer suggests while somebody types a command or a mention of the app: the commands, then the simulated
 * events.
 */
import type { State } from '../demo/state.ts';
import { appHandle } from './conversation-names.ts';

export interface Suggestion {
  /** The composer's text once it is chosen. */
  text: string;
  title: string;
  detail: string;
}

/** Slack has no commands in threads, so it suggests none there. */
export function suggestionsFor(text: string, state: State, where: 'conversation' | 'thread'): Suggestion[] {
  const [name = '', ...rest] = text.split(' ');
  if (!/^[/@]/.test(name)) return [];
  const commands = where === 'thread' ? [] : state.declared.commands;
  const mention = `@${appHandle(state)}`;
  if (rest.length === 0) {
    const all = [
      ...commands.map(({ command, description, usageHint }) => ({
        text: `${command} `,
        title: `${command} ${usageHint}`,
        detail: description,
      })),
      { text: `${mention} `, title: `${mention} <id or portal link>`, detail: 'Show a security event in the thread' },
    ];
    return all.filter((each) => each.text.startsWith(name.toLowerCase()));
  }
  const takesIds =
    name === mention || commands.some(({ command, usageHint }) => command === name && /\bid\b/.test(usageHint));
  const typed = rest.join(' ').toLowerCase();
  if (!takesIds || state.events.some(({ id }) => typed.startsWith(id))) return [];
  return state.events
    .filter(({ id, title }) => id.startsWith(typed) || title.toLowerCase().includes(typed))
    .map(({ id, title }) => ({ text: `${name} ${id}`, title, detail: id }));
}
