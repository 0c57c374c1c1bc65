/**
 * What the actions that HEC offers on an event are called on a button, and how the button looks.
 *
 * The documentation names dismiss, severityChange, quarantine, restore and "sent to admin" for events, and
 * decline_restore_request for e-mails. Anything else that HEC may offer gets a readable label made from its name.
 */
import type { EventAction } from '../events/security-event.ts';

export interface ActionDescription {
  /** Never empty. May hold text from outside, such as a parameter. */
  label: string;
  /** `danger` for what lets something through or takes it out of sight, `primary` for what makes safe. */
  style: 'primary' | 'danger' | undefined;
}

interface CatalogueEntry {
  /** The name as `nameKey` writes it; HEC's own pages spell some in more than one way. */
  keys: string[];
  label: (parameter: string | undefined) => string;
  style: ActionDescription['style'];
}

/** Likeliest first: what a responder wants to reach at once. */
const catalogue: CatalogueEntry[] = [
  { keys: ['quarantine'], label: () => 'Quarantine', style: 'primary' },
  { keys: ['restore'], label: () => 'Restore', style: 'danger' },
  { keys: ['dismiss'], label: () => 'Dismiss', style: 'danger' },
  { keys: ['severitychange'], label: (severity) => withParameter('Set severity', severity), style: undefined },
  {
    keys: ['senttoadmin', 'sendtoadmin'],
    label: (address) => withParameter('Send to admin', address),
    style: undefined,
  },
  { keys: ['declinerestorerequest'], label: () => 'Decline restore request', style: undefined },
];
const byKey = new Map(catalogue.flatMap((entry, rank) => entry.keys.map((key) => [key, { entry, rank }] as const)));

export function describeAction({ name, parameter }: EventAction): ActionDescription {
  const known = byKey.get(nameKey(name));
  if (known === undefined) return { label: readableName(name) || 'Action without a name', style: undefined };
  return { label: known.entry.label(onlyText(parameter)), style: known.entry.style };
}

/** Sorted as a responder will want them, by the action that `actionOf` finds; those alike stay in HEC's order. */
export function likeliestFirst<Item>(items: readonly Item[], actionOf: (item: Item) => EventAction): Item[] {
  const rank = (item: Item) => byKey.get(nameKey(actionOf(item).name))?.rank ?? catalogue.length;
  return items.toSorted((one, other) => rank(one) - rank(other));
}

/** HEC's names as words: `suspicious_phishing` and `suspiciousPhishing` become "Suspicious phishing". */
export function readableName(name: string): string {
  const words = name
    .slice(0, longestName)
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word, index) => (index > 0 && /^\p{Lu}\p{Ll}/u.test(word) ? word.toLowerCase() : word))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** No documented name is longer than thirty characters. */
const longestName = 200;

/** One spelling for all: `Send to admin`, `sent_to_admin` and `severityChange` differ in case and gaps only. */
function nameKey(name: string): string {
  return name
    .slice(0, longestName)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}

/** The text of a parameter such as {"newSeverity":"High"}, whatever its key is called. */
function onlyText(parameter: unknown): string | undefined {
  if (typeof parameter !== 'object' || parameter === null) return undefined;
  const values: unknown[] = Object.values(parameter);
  const [first] = values;
  return values.length === 1 && typeof first === 'string' && first.trim() !== '' ? first.trim() : undefined;
}

function withParameter(label: string, parameter: string | undefined): string {
  return parameter === undefined ? label : `${label}: ${parameter}`;
}
