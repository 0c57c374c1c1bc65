/** Summaries of many measurements. */

export interface Summary {
  count: number;
  median: number;
  p99: number;
  max: number;
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { count: sorted.length, median: median(sorted), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Compares two contenders that took turns: the ratio of their medians, and the ratio in each round. */
export interface Ratio {
  ofMedians: number;
  inRounds: number[];
}

export function ratio(ours: readonly number[], theirs: readonly number[]): Ratio {
  const inRounds = ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
  return { ofMedians: median(ours) / median(theirs), inRounds };
}
