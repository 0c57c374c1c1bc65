/**
 * The one list of actions: what each is called, how its button looks, what it will do, what it asks for and who may.
 * Buttons, confirmations, inputs, authorisation and the record all come from it.
 *
 * The documentation names dismiss, severityChange, quarantine, restore and "sent to admin" for events; clients of the
 * API use quarantine, restore and decline_restore_request on emails. Anything else that HEC may offer gets a readable
 * label made from its name, and a confirmation that says that nobody here knows what it does.
 */
import type { EventAction } from '../events/security-event.ts';

/** Something that a person fills in before the action can be sent. */
export interface Input {
  /** Of the parameter that HEC leaves empty. Outside text. */
  key: string;
  /** The key as words. */
  label: string;
  kind: 'email' | 'text';
}

/** What a person needs for any action: the listeners of buttons and modals ask for it by this name. */
export const actingPermission = 'respond';

export interface ActionDescription {
  /** Never empty. May hold text from outside, such as a parameter. */
  label: string;
  /** `danger` for what lets something through or takes it out of sight, `primary` for what makes safe. */
  style: 'primary' | 'danger' | undefined;
  /** Every action asks before it is sent. `effect` is one sentence or two; may hold a parameter. */
  confirmation: { effect: string };
  inputs: Input[];
  /** Put before "by …": "Quarantined". May hold a parameter. */
  past: string;
  /** What shows on the event that it was done. */
  changes: 'state' | 'severity';
  permission: typeof actingPermission;
}

/** What this app does to an email itself. */
export const emailActionNames = ['quarantine', 'restore'] as const;
export type EmailActionName = (typeof emailActionNames)[number];

interface ActionContext {
  /** The text of the action's parameter, if it has exactly one that is not empty. */
  parameter: string | undefined;
  /** What the event is about: "email", "file". */
  noun: string;
  /** Whether the person fills something in. */
  asks: boolean;
}

interface RegistryEntry {
  /** The name as `nameKey` writes it; HEC's own pages spell some in more than one way. */
  keys: string[];
  label: (context: ActionContext) => string;
  past: (context: ActionContext) => string;
  effect: (context: ActionContext) => string;
  style?: 'primary' | 'danger';
  changes?: 'severity';
}

/** Likeliest first: what a responder wants to reach at once. */
const registry: RegistryEntry[] = [
  {
    keys: ['quarantine'],
    label: () => 'Quarantine',
    past: () => 'Quarantined',
    effect: ({ noun }) =>
      noun === 'email' ? 'The email is taken out of the mailbox.' : `The ${noun} is taken out of people’s reach.`,
    style: 'primary',
  },
  {
    keys: ['restore'],
    label: () => 'Restore',
    past: () => 'Restored',
    effect: ({ noun }) =>
      `The ${noun} goes back to ${noun === 'email' ? 'the mailbox' : 'where it was'}, also if it is dangerous.`,
    style: 'danger',
  },
  {
    keys: ['dismiss'],
    label: () => 'Dismiss',
    past: () => 'Dismissed',
    effect: ({ noun }) => `The event is closed as dismissed. The ${noun} stays where it is.`,
    style: 'danger',
  },
  {
    keys: ['severitychange'],
    label: ({ parameter }) => withParameter('Set severity', ': ', parameter),
    past: ({ parameter }) => withParameter('Severity set', ' to ', parameter),
    effect: ({ parameter }) => `${withParameter('The event’s severity is changed', ' to ', parameter)}.`,
    changes: 'severity',
  },
  {
    keys: ['senttoadmin', 'sendtoadmin'],
    label: ({ parameter }) => withParameter('Send to admin', ': ', parameter),
    past: ({ parameter }) => withParameter('Sent to admin', ' ', parameter),
    effect: ({ parameter, asks }) =>
      asks
        ? 'HEC sends this to the address that you give.'
        : `${withParameter('HEC sends this to the admin', ': ', parameter)}.`,
  },
  {
    keys: ['declinerestorerequest'],
    label: () => 'Decline restore request',
    past: () => 'Restore request declined',
    effect: () => 'The request to get the email back is declined. The email stays in quarantine.',
  },
];
const byKey = new Map(registry.flatMap((entry, rank) => entry.keys.map((key) => [key, { entry, rank }] as const)));

/** @param noun what the event is about, for the effect */
export function describeAction({ name, parameter }: EventAction, noun = 'email'): ActionDescription {
  const inputs = inputsOf(parameter);
  const entry = byKey.get(nameKey(name))?.entry;
  const context = { parameter: onlyText(parameter), noun, asks: inputs.length > 0 };
  if (entry === undefined) return { ...unknownAction(name, context), inputs };
  return {
    label: entry.label(context),
    style: entry.style,
    confirmation: { effect: entry.effect(context) },
    inputs,
    past: entry.past(context),
    changes: entry.changes ?? 'state',
    permission: actingPermission,
  };
}

/** An action on the email itself, whatever HEC offers on the event. None asks for anything. */
export function describeEmailAction(name: string): ActionDescription {
  switch (name) {
    case 'quarantine':
      return onEmail('Quarantine email', 'Email quarantined', 'is taken out of the mailbox', 'primary');
    case 'restore':
      return onEmail('Restore email', 'Email restored', 'goes back to the mailbox, also if it is dangerous', 'danger');
    default:
      return describeAction({ name, parameter: undefined });
  }
}

function onEmail(label: string, past: string, whatHappens: string, style: 'primary' | 'danger'): ActionDescription {
  return {
    label,
    style,
    confirmation: { effect: `This acts on the email itself: it ${whatHappens}.` },
    inputs: [],
    past,
    changes: 'state',
    permission: actingPermission,
  };
}

function unknownAction(name: string, { parameter }: ActionContext): Omit<ActionDescription, 'inputs'> {
  const label = readableName(name) || 'Action without a name';
  const effect = `${withParameter('HEC offers this', ' with ', parameter)}, but this app does not know what it does.`;
  return {
    label,
    style: undefined,
    confirmation: { effect },
    past: label,
    changes: 'state',
    permission: actingPermission,
  };
}

/** No documented action has more than one; whatever lies beyond these is sent empty, as HEC gave it. */
const mostInputs = 10;

/** The parameters of which HEC gives the name only, such as {"adminEmail": ""}. */
function inputsOf(parameter: unknown): Input[] {
  if (typeof parameter !== 'object' || parameter === null || Array.isArray(parameter)) return [];
  return Object.entries(parameter)
    .filter(([, value]) => value === '')
    .slice(0, mostInputs)
    .map(([key]) => ({
      key,
      label: readableName(key) || 'Value',
      kind: /e[\s_-]?mail/i.test(key) ? 'email' : 'text',
    }));
}

/** Sorted as a responder will want them, by the name that `nameOf` finds; those alike stay in HEC's order. */
export function likeliestFirst<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const rank = (item: Item) => byKey.get(nameKey(nameOf(item)))?.rank ?? registry.length;
  return items.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * Whether an entry of HEC's history tells of this action. Seen in recorded answers: quarantine is written as
 * `quarantine_email` and restore as `restore_email`; `decline_restore_request` is no restore.
 */
export function isRecordedAs(actionName: string, historyType: string): boolean {
  const recorded = nameKey(historyType);
  const keys = byKey.get(nameKey(actionName))?.entry.keys ?? [nameKey(actionName)];
  return keys.some((key) => key !== '' && (recorded === key || recorded === `${key}email`));
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

function withParameter(words: string, separator: string, parameter: string | undefined): string {
  return parameter === undefined ? words : `${words}${separator}${parameter}`;
}
