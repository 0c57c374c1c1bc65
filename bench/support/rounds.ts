/** Contenders take turns: whatever else the machine does affects them alike. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from './programs.ts';

export interface Contender {
  name: string;
  program: Program;
}

const settleMs = 500;

/** A B C, A B C, …: each contender's measurements by name, one per round. The others are stopped meanwhile. */
export async function inRounds<Measured>(
  rounds: number,
  contenders: readonly Contender[],
  measure: (contender: Contender) => Promise<Measured>,
): Promise<Map<string, Measured[]>> {
  const results = new Map<string, Measured[]>();
  for (const { program } of contenders) program.pause();
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      contender.program.resume();
      await sleep(settleMs);
      const measured = await measure(contender);
      contender.program.pause();
      results.set(contender.name, [...(results.get(contender.name) ?? []), measured]);
    }
  }
  for (const { program } of contenders) program.resume();
  return results;
}
