/** A scenario's surroundings: its options, and the cleanup of everything that it starts. */

export type StoreKind = 'embedded' | 'Postgres';

export interface Lab {
  /** A tenth of everything: shows that a scenario runs, but its figures don't count. */
  quick: boolean;
  stores: readonly StoreKind[];
  /** Steps run in reverse order. A failing step does not stop the others. */
  onEnd(step: () => Promise<unknown>): void;
  /** Prints progress to standard error. */
  say(text: string): void;
}

export async function inLab<Result>(
  { quick, stores }: Pick<Lab, 'quick' | 'stores'>,
  work: (lab: Lab) => Promise<Result>,
): Promise<Result> {
  const steps: (() => Promise<unknown>)[] = [];
  const say = (text: string) => void process.stderr.write(`  ${text}\n`);
  try {
    return await work({ quick, stores, onEnd: (step) => void steps.push(step), say });
  } finally {
    for (const step of steps.toReversed()) {
      await step().catch((error: unknown) => say(`could not be cleared away: ${error}`));
    }
  }
}
