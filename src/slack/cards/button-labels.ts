/** Labels for buttons side by side: no two are alike, and none can pass for one of the app's own. */
import { limits } from '../blocks/limits.ts';
import { outsidePlain, type Plain, plain } from '../blocks/text.ts';
import { readablePairs } from './key-value-pairs.ts';

/** In lower case; no action may have one of these labels. */
const ourLabels = ['more…', 'more actions…', 'details', 'share…', 'open in portal', 'check again'];

/** Labels that are alike get their parameter, and a number if that doesn't tell them apart. */
export function distinctLabels(actions: readonly { label: string; parameter: unknown }[]): Plain[] {
  const times = new Map<string, number>();
  for (const { label } of actions) {
    const alike = shownLabel(label).toLowerCase();
    times.set(alike, (times.get(alike) ?? 0) + 1);
  }
  const labels = actions.map(({ label, parameter }) => {
    const isAlone = times.get(shownLabel(label).toLowerCase()) === 1;
    const told = isAlone ? '' : parameterText(parameter);
    return told === '' ? label : `${label}: ${told}`;
  });
  return numbered(labels);
}

function numbered(labels: readonly string[]): Plain[] {
  const taken = new Set(ourLabels);
  const counts = new Map<string, number>();
  return labels.map((label) => {
    let shown = shownLabel(label);
    const alike = shown.toLowerCase();
    while (taken.has(shown.toLowerCase())) {
      const count = (counts.get(alike) ?? 1) + 1;
      counts.set(alike, count);
      const suffix = plain` (${count})`;
      shown = plain`${shownLabel(label, limits.button.text - suffix.length)}${suffix}`;
    }
    taken.add(shown.toLowerCase());
    return shown;
  });
}

function shownLabel(label: string, max: number = limits.button.text): Plain {
  return outsidePlain(label, max) || plain`Unnamed action`;
}

function parameterText(parameter: unknown): string {
  return readablePairs(parameter, 3)
    .map(({ key, value }) => (key === '' ? value : `${key} ${value}`))
    .join(', ');
}
