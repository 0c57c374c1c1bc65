/** Labels for buttons side by side: no two are alike, and none can pass for one of the app's own. */
import { isKnownAction } from '../../actions/registry.ts';
import { limits } from '../blocks/limits.ts';
import { outsidePlain, type Plain, plain } from '../blocks/text.ts';
import { readablePairs } from './key-value-pairs.ts';

/** In lower case; no action may have one of these labels. */
const ourLabels = [
  ...['more…', 'more actions…', 'details', 'share…', 'open in portal', 'check again', 'try again'],
  // Of those that come with campaigns.
  ...['find similar…', 'take'],
];

export interface LabelledAction {
  label: string;
  parameter: unknown;
  /** Of an action in a group: what its parameter chooses there, if that has a short word. */
  choice?: string | undefined;
  /** It stands in a row with the others of its name. */
  isGrouped: boolean;
  /** Marked with a ✓. */
  changesNothing: boolean;
}

export interface Labels {
  /** Says all by itself, without the mark. */
  whole: Plain;
  alone: Plain;
  /** Under the common word of its group. */
  inRow: Plain;
}

export function distinctLabels(actions: readonly LabelledAction[]): Labels[] {
  const wholes = numbered(actions);
  const taken = new Set([...ourLabels, ...wholes.map(alike)]);
  return actions.map((action, index) => {
    const whole = wholes[index] ?? '';
    const alone = withMark(whole, action);
    const short = action.isGrouped ? shortLabel(action) : '';
    if (short === '' || taken.has(alike(short))) return { whole, alone, inRow: alone };
    taken.add(alike(short));
    return { whole, alone, inRow: withMark(short, action) };
  });
}

/** Labels that are alike get their parameter, and a number if that doesn't tell them apart. Without the mark. */
function numbered(actions: readonly LabelledAction[]): Plain[] {
  const taken = new Set(ourLabels);
  const counts = new Map<string, number>();
  return withParameters(actions).map((label, index) => {
    const max = roomFor(actions[index]);
    let shown = shownLabel(label, max);
    const key = alike(shown);
    while (taken.has(alike(shown))) {
      const count = (counts.get(key) ?? 1) + 1;
      counts.set(key, count);
      const suffix = plain` (${count})`;
      shown = plain`${shownLabel(label, max - suffix.length)}${suffix}`;
    }
    taken.add(alike(shown));
    return shown;
  });
}

function withParameters(actions: readonly LabelledAction[]): string[] {
  const times = new Map<string, number>();
  const keyOf = (label: string) => alike(shownLabel(label, limits.button.text));
  for (const { label } of actions) times.set(keyOf(label), (times.get(keyOf(label)) ?? 0) + 1);
  return actions.map(({ label, parameter }) => {
    const told = times.get(keyOf(label)) === 1 ? '' : parameterText(parameter);
    return told === '' ? label : `${label}: ${told}`;
  });
}

/** '' if there is no word, or one that could be taken for another action. */
function shortLabel(action: LabelledAction): Plain {
  const word = unmarked(action.choice ?? parameterText(action.parameter), roomFor(action));
  return isKnownAction(word) ? '' : word;
}

function withMark(label: Plain, { changesNothing }: LabelledAction): Plain {
  return changesNothing ? plain`✓ ${label}` : label;
}

function roomFor(action: LabelledAction | undefined): number {
  return limits.button.text - (action?.changesNothing ? 2 : 0);
}

/** Without what nobody sees or hears: marks of direction, and capitals. */
function alike(label: string): string {
  return label.replace(/[\u{2068}\u{2069}]/gu, '').toLowerCase();
}

function shownLabel(label: string, max: number): Plain {
  return unmarked(label, max) || plain`Unnamed action`;
}

/** Only we mark what changes nothing. */
function unmarked(label: string, max: number): Plain {
  return outsidePlain(label.replace(/^[\s✓✔☑✅]+/u, ''), max);
}

function parameterText(parameter: unknown): string {
  return readablePairs(parameter, 3)
    .map(({ key, value }) => (key === '' ? value : `${key} ${value}`))
    .join(', ');
}
