/**
 * The one list of actions: what each is called, does and asks for. Buttons, confirmations, inputs and the audit trail
 * all use it.
 *
 * The documentation names dismiss, severityChange, quarantine, restore and "sent to admin" for events; clients of the
 * API use quarantine, restore and decline_restore_request on emails. Any other action gets a label made from its name,
 * and a confirmation that says that this app doesn't know what it does.
 */
import { nameKey } from '../events/hec-name.ts';
import { readableName } from '../events/readable-name.ts';
import type { EventAction } from '../events/security-event.ts';
import { severityMark, toSeverity } from '../events/severity.ts';

export interface Input {
  /** The parameter's key that HEC leaves empty. Outside text. */
  key: string;
  label: string;
  /** `reason`: anything, or nothing, in the person's own words. */
  kind: 'email' | 'text' | 'reason';
}

/** `exposes`: it lets something through, or takes it out of sight. */
export type Consequence = 'protects' | 'exposes' | 'neutral';

export interface ActionDescription {
  /** Never empty. May hold outside text, such as a parameter. */
  label: string;
  /** Common to the actions of this name, which differ in their parameter: "Severity". May hold outside text. */
  group: string;
  /** What the parameter chooses in the group: "High"; undefined if it has no short word. Outside text. */
  choice: string | undefined;
  consequence: Consequence;
  /** Every action asks for confirmation. `effect` is one or two sentences, and may hold a parameter. */
  confirmation: { effect: string };
  inputs: Input[];
  /** Put before "by …": "Quarantined". May hold a parameter. */
  past: string;
  /** What changes on the event, and so shows that it was done. */
  changes: 'state' | 'severity';
}

export const emailActionNames = ['quarantine', 'restore', 'decline_restore_request'] as const;
export type EmailActionName = (typeof emailActionNames)[number];

/** Of what HEC offers on an event, or on its email itself. */
export type ActionTarget = 'event' | 'email';

interface ActionContext {
  /** The parameter's text, if it has exactly one value and that is not empty. */
  parameter: string | undefined;
  /** What the event is about: "email", "file", "sign-in". */
  noun: string;
  /** Whether the person fills something in. */
  asks: boolean;
}

interface RegistryEntry {
  /** As `nameKey` writes them. HEC's own pages spell some names in several ways. */
  keys: string[];
  label: (context: ActionContext) => string;
  /** If it isn't the label. */
  group?: string;
  /** If it isn't the parameter as HEC writes it. */
  choice?: (parameter: string | undefined) => string | undefined;
  past: (context: ActionContext) => string;
  effect: (context: ActionContext) => string;
  consequence?: 'protects' | 'exposes';
  changes?: 'severity';
}

function canBeMoved(noun: string): boolean {
  return noun !== 'person' && noun !== 'sign-in' && noun !== 'app';
}

function unknownEffect(noun: string): string {
  return `HEC offers this for the ${noun}, but this app doesn’t know what it does.`;
}

/** Likeliest first: what a responder looks for. */
const registry: RegistryEntry[] = [
  {
    keys: ['quarantine'],
    label: () => 'Quarantine',
    past: () => 'Quarantined',
    effect: ({ noun }) => {
      if (!canBeMoved(noun)) return unknownEffect(noun);
      return noun === 'email' ? 'Moves the email out of the mailbox.' : `Moves the ${noun} out of people’s reach.`;
    },
    consequence: 'protects',
  },
  {
    keys: ['restore'],
    label: () => 'Restore',
    past: () => 'Restored',
    effect: ({ noun }) =>
      canBeMoved(noun)
        ? `Puts the ${noun} back ${noun === 'email' ? 'in the mailbox' : 'where it was'}, even if it is dangerous.`
        : unknownEffect(noun),
    consequence: 'exposes',
  },
  {
    keys: ['declinerestorerequest'],
    label: () => 'Decline restore request',
    past: () => 'Restore request declined',
    effect: () => 'Declines the request to restore the email, which stays in quarantine.',
  },
  {
    keys: ['dismiss'],
    label: () => 'Dismiss',
    past: () => 'Dismissed',
    effect: ({ noun }) =>
      `Closes the event as dismissed. ${canBeMoved(noun) ? `The ${noun} stays where it is.` : 'Nothing else changes.'}`,
    consequence: 'exposes',
  },
  {
    keys: ['severitychange'],
    label: ({ parameter }) => withParameter('Set severity', ' to ', severityWord(parameter)),
    group: 'Severity',
    choice: severityWord,
    past: ({ parameter }) => withParameter('Severity set', ' to ', severityWord(parameter)),
    effect: ({ parameter }) => `${withParameter('Changes the event’s severity', ' to ', severityWord(parameter))}.`,
    changes: 'severity',
  },
  {
    keys: ['senttoadmin', 'sendtoadmin'],
    label: ({ parameter }) => withParameter('Send to admin', ': ', parameter),
    past: ({ parameter }) => withParameter('Sent to admin', ' ', parameter),
    effect: ({ parameter, asks }) =>
      asks
        ? 'HEC sends this to the address you enter.'
        : `${withParameter('HEC sends this to the admin', ': ', parameter)}.`,
  },
];
const byKey = new Map(registry.flatMap((entry, rank) => entry.keys.map((key) => [key, { entry, rank }] as const)));

export function describeAction({ name, parameter }: EventAction, noun = 'email'): ActionDescription {
  const inputs = emptyIn(parameter);
  const entry = byKey.get(nameKey(name))?.entry;
  const context = { parameter: onlyText(parameter), noun, asks: inputs.length > 0 };
  if (entry === undefined) return { ...unknownAction(name, context), inputs };
  return {
    label: entry.label(context),
    group: entry.group ?? entry.label({ ...context, parameter: undefined }),
    choice: (entry.choice ?? asWritten)(context.parameter),
    consequence: entry.consequence ?? 'neutral',
    confirmation: { effect: entry.effect(context) },
    inputs,
    past: entry.past(context),
    changes: entry.changes ?? 'state',
  };
}

/** An action on the email itself, whatever HEC offers on the event. */
export function describeEmailAction(name: string): ActionDescription {
  switch (name) {
    case 'quarantine':
      return onEmail('Quarantine email', 'Email quarantined', 'moves out of the mailbox', 'protects');
    case 'restore':
      return onEmail('Restore email', 'Email restored', 'goes back to the mailbox, even if it is dangerous', 'exposes');
    case 'decline_restore_request':
      return { ...describeAction({ name, parameter: undefined }), inputs: [declineReason] };
    default:
      return describeAction({ name, parameter: undefined });
  }
}

/** What an action asks for. */
export function inputsOf(target: ActionTarget, action: EventAction): Input[] {
  return (target === 'email' ? describeEmailAction(action.name) : describeAction(action)).inputs;
}

/** By the name that HEC gives it. */
const declineReason = { key: 'restoreDeclineReason', label: 'Reason', kind: 'reason' } satisfies Input;

/** What a person wrote to whoever asked for an email, in the parameter of a run. */
export function declineReasonIn(parameter: unknown): string | undefined {
  const written = Object.entries(Object(parameter)).find(([key]) => key === declineReason.key)?.[1];
  return typeof written === 'string' ? written : undefined;
}

function onEmail(label: string, past: string, whatHappens: string, consequence: Consequence): ActionDescription {
  return {
    label,
    group: label,
    choice: undefined,
    consequence,
    confirmation: { effect: `This acts on the email itself: it ${whatHappens}.` },
    inputs: [],
    past,
    changes: 'state',
  };
}

/** Only these take an email out of its mailbox, or put it back. */
export function movesEmail(actionName: string): boolean {
  return ['quarantine', 'restore'].includes(nameKey(actionName));
}

/** Whether somebody who reads a name knows what it does: no parameter may pose as such an action. */
export function isKnownAction(name: string): boolean {
  return byKey.has(nameKey(name));
}

function unknownAction(name: string, { parameter }: ActionContext): Omit<ActionDescription, 'inputs'> {
  const label = readableName(name) || 'Unnamed action';
  const effect = `${withParameter('HEC offers this', ' with ', parameter)}, but this app doesn’t know what it does.`;
  return {
    label,
    group: label,
    choice: parameter,
    consequence: 'neutral',
    confirmation: { effect },
    past: label,
    changes: 'state',
  };
}

/** No documented action has more than one. Any beyond these are sent empty, as HEC gave them. */
const mostInputs = 10;

function emptyIn(parameter: unknown): Input[] {
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

/** Equally likely actions stay in HEC's order. */
export function likeliestFirst<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const byRank: Item[][] = Array.from({ length: registry.length + 1 }, () => []);
  for (const item of items) byRank[byKey.get(nameKey(nameOf(item)))?.rank ?? registry.length]?.push(item);
  return byRank.flat();
}

/** Recorded answers have `quarantine_email` and `restore_email`; `decline_restore_request` is not a restore. */
export function isRecordedAs(actionName: string, historyType: string): boolean {
  const recorded = nameKey(historyType);
  const keys = byKey.get(nameKey(actionName))?.entry.keys ?? [nameKey(actionName)];
  return keys.some((key) => key !== '' && (recorded === key || recorded === `${key}email`));
}

/** The text of a parameter such as {"newSeverity":"High"}, whatever its key is called. */
function onlyText(parameter: unknown): string | undefined {
  if (typeof parameter !== 'object' || parameter === null) return undefined;
  const values: unknown[] = Object.values(parameter);
  const [first] = values;
  return values.length === 1 && typeof first === 'string' && first.trim() !== '' ? first.trim() : undefined;
}

function asWritten(parameter: string | undefined): string | undefined {
  return parameter;
}

/** In the word that is used everywhere: HEC's "Highest" is Critical. */
function severityWord(parameter: string | undefined): string | undefined {
  const severity = toSeverity(parameter ?? '');
  return severity.kind === 'known' ? severityMark(severity).word : parameter;
}

function withParameter(words: string, separator: string, parameter: string | undefined): string {
  return parameter === undefined ? words : `${words}${separator}${parameter}`;
}
