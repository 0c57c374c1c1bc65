/**
 * What buttons side by side are called, so that no two are alike and none poses as a button of ours.
 */
import { limits } from '../blocks/limits.ts';
import { joined } from '../blocks/message.ts';
import { outsidePlain } from '../blocks/text.ts';
import { readablePairs } from './key-value-pairs.ts';

/** Labels of our own buttons, in lower case, which no action may pose as. */
const ourLabels = ['more…', 'more actions…', 'details', 'share…', 'open in portal', 'check again'];

/** Labels that are alike get their parameter; where that tells them apart no better, a number. Fit to show on a button. */
export function distinctLabels(actions: readonly { label: string; parameter: unknown }[]): string[] {
  const times = new Map<string, number>();
  for (const { label } of actions) {
    const alike = shownLabel(label).toLowerCase();
    times.set(alike, (times.get(alike) ?? 0) + 1);
  }
  const labels = actions.map(({ label, parameter }) => {
    const isAlone = times.get(shownLabel(label).toLowerCase()) === 1;
    return isAlone ? label : joined(': ', [label, parameterText(parameter)]);
  });
  return numbered(labels);
}

function numbered(labels: readonly string[]): string[] {
  const taken = new Set(ourLabels);
  const counts = new Map<string, number>();
  return labels.map((label) => {
    let shown = shownLabel(label);
    const alike = shown.toLowerCase();
    while (taken.has(shown.toLowerCase())) {
      const count = (counts.get(alike) ?? 1) + 1;
      counts.set(alike, count);
      const suffix = ` (${count})`;
      shown = shownLabel(label, limits.button.text - suffix.length) + suffix;
    }
    taken.add(shown.toLowerCase());
    return shown;
  });
}

function shownLabel(label: string, max: number = limits.button.text): string {
  return outsidePlain(label, max) || 'Action without a name';
}

function parameterText(parameter: unknown): string {
  return readablePairs(parameter, 3)
    .map(({ key, value }) => joined(' ', [key, value]))
    .join(', ');
}
