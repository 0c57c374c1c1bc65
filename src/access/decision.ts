/** The answer of every access rule. The reason goes to the person, the log and the audit trail. */
export type Decision<Reason extends string> = { allowed: true } | { allowed: false; reason: Reason };

export const allowed = { allowed: true } as const;

export function refused<Reason extends string>(reason: Reason): Decision<Reason> {
  return { allowed: false, reason };
}
