/** What every access rule answers: yes, or no and why. The reason goes to the person, the log and the record. */
export type Decision<Reason extends string> = { allowed: true } | { allowed: false; reason: Reason };

export const allowed = { allowed: true } as const;

export function refused<Reason extends string>(reason: Reason): Decision<Reason> {
  return { allowed: false, reason };
}
