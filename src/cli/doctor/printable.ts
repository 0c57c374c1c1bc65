/** Names and messages from outside, safe for a terminal: no control, direction or invisible characters, and short. */
import { replaceInvisible } from '../../events/invisible.ts';

export function printable(text: string, most = 60): string {
  const line = replaceInvisible(text, ' ')
    .replace(/[\s\u{85}]+/gu, ' ')
    .trim();
  const letters = [...line];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : line;
}
