/** Why HEC's engines said what they said, the strongest reasons first. */
import type { EmailDetails, EmailVerdict, VerdictReason } from './email.ts';
import { nameKey } from './hec-name.ts';

const nothingFound = new Set(['clean', 'approved', 'nolinksreplaced', 'linksreplaced']);

/** Whether an engine found nothing: HEC replaces links as a precaution. */
export function isCleanVerdict(verdict: string): boolean {
  return nothingFound.has(nameKey(verdict));
}

/**
 * HEC's categories, and its engines for reasons without one. What a responder acts on comes first: which attack it is,
 * then what is in the email, then who sends it. Anti-phishing's own are general, such as "First Time Sender".
 */
const order = [
  'Attack Analysis',
  'av',
  'ms_defender',
  'Domain Impersonation',
  'Links',
  'clicktimeProtection',
  'Email Text',
  'dlp',
  'Sender Reputation',
  'Email Headers',
  'unknown',
  'ap',
  'Machine Learning summary',
];
const ranks = new Map(order.map((name, rank) => [nameKey(name), rank]));

interface RankedReason {
  text: string;
  rank: number;
  /** How many of the same category come before it. */
  place: number;
}

/**
 * Only of verdicts that found something. The first of each category comes before the second of any: two of a kind tell
 * less than one of two kinds.
 */
export function strongestReasons({ verdicts }: Pick<EmailDetails, 'verdicts'>, most: number): string[] {
  const texts = ranked(verdicts.filter(({ verdict }) => !isCleanVerdict(verdict)))
    .toSorted((one, other) => one.place - other.place || one.rank - other.rank)
    .map(({ text }) => text);
  return withoutRepetition(texts).slice(0, most);
}

/** All reasons of one verdict, the strongest category first. */
export function byStrength({ engine, reasons }: EmailVerdict): VerdictReason[] {
  return reasons
    .map((reason) => ({ reason, rank: rankOf(engine, reason) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ reason }) => reason);
}

function rankOf(engine: string, { category }: VerdictReason): number {
  return ranks.get(nameKey(category ?? engine)) ?? ranks.get('unknown') ?? 0;
}

function ranked(verdicts: EmailDetails['verdicts']): RankedReason[] {
  const seen = new Map<string, number>();
  return verdicts.flatMap(({ engine, reasons }) =>
    reasons.map((reason) => {
      const group = nameKey(reason.category ?? engine);
      const place = seen.get(group) ?? 0;
      seen.set(group, place + 1);
      return { text: reason.text, rank: rankOf(engine, reason), place };
    }),
  );
}

/** Letter case aside: engines write the same differently. */
function withoutRepetition(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const key = text.trim().toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}
