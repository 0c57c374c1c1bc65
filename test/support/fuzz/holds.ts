/** Properties that are tried so often that they are counted. */
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

interface Property {
  name: string;
  cases: number;
  check: () => void;
}

/** A property as one test. @param check throws where it does not hold */
export function holds<Input>(
  name: string,
  cases: number,
  inputs: fc.Arbitrary<Input>,
  check: (input: Input) => void,
): Property {
  return { name, cases, check: () => fc.assert(fc.property(inputs, check), { numRuns: cases }) };
}

/** Tries all of them, and then says how many cases that was. */
export function tryAll(area: string, total: number, properties: readonly Property[]): void {
  const startedAt = performance.now();
  let tried = 0;
  for (const { name, cases, check } of properties) {
    test(name, () => {
      check();
      tried += cases;
    });
  }
  test(`all ${total} cases were tried`, () => {
    expect(tried).toBe(total);
  });
  afterAll(() => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    process.stdout.write(`${area}: ${tried.toLocaleString('en')} cases in ${seconds} s\n`);
  });
}
