/**
 * What a person fills in when HEC leaves a parameter empty, such as {"adminEmail": ""}.
 *
 * If any address were accepted, anybody could send mail out. So an address must be in a domain that the app's
 * administrator allowed; by default none is.
 */
import { z } from 'zod';
import type { Input } from './registry.ts';

export type InputResult =
  | { kind: 'complete'; parameter: unknown }
  /** One sentence per wrong input, by its key. */
  | { kind: 'wrong'; problems: Record<string, string> };

const address = z.email();
const longestText = 500;
/** Check Point's own client allows as much. */
export const longestReason = 1_000;

/** `values` is what the person filled in, by input key. */
export function fillIn(
  parameter: unknown,
  inputs: readonly Input[],
  values: Readonly<Record<string, string>>,
  emailDomains: readonly string[],
): InputResult {
  if (inputs.length === 0) return { kind: 'complete', parameter };
  const problems: Record<string, string> = {};
  for (const { key, kind } of inputs) {
    const problem = problemOf(kind, values[key]?.trim() ?? '', emailDomains);
    if (problem !== undefined) problems[key] = problem;
  }
  if (Object.keys(problems).length > 0) return { kind: 'wrong', problems };
  // What may stay empty is then left out.
  const filled = inputs.flatMap(({ key }) => [[key, values[key]?.trim() ?? ''] as const].filter(([, value]) => value));
  const offered = z.record(z.string(), z.unknown()).parse(parameter ?? {});
  const complete = { ...offered, ...Object.fromEntries(filled) };
  return { kind: 'complete', parameter: Object.keys(complete).length === 0 ? undefined : complete };
}

function problemOf(kind: Input['kind'], value: string, emailDomains: readonly string[]): string | undefined {
  if (kind === 'reason') return value.length > longestReason ? `Use at most ${longestReason} characters.` : undefined;
  if (value === '') return 'Fill this in.';
  if (value.length > longestText) return `Use at most ${longestText} characters.`;
  // Check every input for an address: HEC's keys don't always say what they take.
  if (kind === 'text' && !value.includes('@')) return undefined;
  if (emailDomains.length === 0)
    return 'No domain is allowed for addresses. Ask the app’s administrator to set HEC_ADMIN_EMAIL_DOMAINS.';
  if (!address.safeParse(value).success) return 'This is not an email address.';
  const domain = value.slice(value.lastIndexOf('@') + 1).toLowerCase();
  return emailDomains.includes(domain) ? undefined : `Only addresses in ${emailDomains.join(', ')} are allowed.`;
}
