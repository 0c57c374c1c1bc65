/** The values of a view's inputs, in plain form. */
import type { Choice, View } from '../demo/state.ts';

/** Inputs by block_id, and elements of other blocks by `block_id/action_id`. */
export function valuesOf(view: View): Record<string, Choice> {
  const values: Record<string, Choice> = {};
  for (const [blockId, elements] of Object.entries(view.state)) {
    for (const [actionId, state] of Object.entries(elements)) {
      const choice = choiceIn(state);
      values[blockId] = choice;
      values[`${blockId}/${actionId}`] = choice;
    }
  }
  return values;
}

function choiceIn(state: Record<string, unknown>): Choice {
  const [held] = Object.entries(state).flatMap(([key, value]) => (key === 'type' ? [] : [value]));
  if (Array.isArray(held)) return held.map((each) => plain(each) ?? '');
  return plain(held);
}

function plain(held: unknown): string | null {
  if (typeof held === 'string') return held;
  return typeof held === 'object' && held !== null && 'value' in held ? String(held.value) : null;
}
