/** Finds the email that a Message-ID names: each person who got it has a copy of their own. */
import { addHours, subDays } from 'date-fns';
import type { Entity } from '../events/security-event.ts';
import type { HecClient } from '../hec/client.ts';
import { HecForbiddenError } from '../hec/errors.ts';
import { emailPages, type Window, walk } from '../hec/walk.ts';
import { messageIdClauses } from '../hec/wire/filters.ts';
import type { EmailClause } from '../hec/wire/queries.ts';
import { emailServices } from '../search/email-services.ts';

/** HEC counts from when it made its record, which may be hours after the email came. */
const recentDays = 7;
const mostDaysBack = 180;

export interface FindEmailOptions {
  hec: Pick<HecClient, 'queryEmails'>;
  now: Date;
  signal: AbortSignal;
}

/**
 * Its copies, newest first; none if there is no such email.
 *
 * @param id in angle brackets, or without them if it may be an address: then it isn't looked for within others
 * @throws the errors in `hec/errors.ts`, or the signal's reason
 */
export async function findEmails(id: string, options: FindEmailOptions): Promise<Entity[]> {
  const sought = withoutBrackets(id);
  const { recent, older, all } = windowsBefore(options.now);
  const exact = spellingsOf(sought).flatMap((spelling) => messageIdClauses(spelling).exact);
  const steps = [
    ...[recent, older].flatMap((window) => exact.map((clause) => ({ window, clause }))),
    ...(sought === id ? [] : [{ window: all, clause: messageIdClauses(sought).within }]),
  ];
  for (const step of steps) {
    const found = await askEach(step, sought, options);
    if (found.length > 0) return found.toSorted((one, other) => timeOf(other) - timeOf(one));
  }
  return [];
}

/** Some programs write everything in capitals, and HEC may tell letters by their case. */
function spellingsOf(id: string): string[] {
  return /[a-z]/.test(id) ? [id] : [...new Set([id, id.toLowerCase()])];
}

interface Step {
  window: Window;
  clause: EmailClause;
}

/** The newest end is open: HEC's clock may be ahead of ours. */
function windowsBefore(now: Date): Record<'recent' | 'older' | 'all', Window> {
  const [middle, start] = [subDays(now, recentDays), subDays(now, mostDaysBack)];
  return {
    recent: { start: middle, end: undefined },
    older: { start, end: addHours(middle, 1) },
    all: { start, end: undefined },
  };
}

/** One request a service. A tenant without a licence for one is forbidden to ask for it. */
async function askEach(step: Step, sought: string, options: FindEmailOptions): Promise<Entity[]> {
  const answers = await Promise.allSettled(emailServices.map((saas) => ask({ ...step, saas }, sought, options)));
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (found.length > 0) return found;
  const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  const isPartial = failures.every((reason) => reason instanceof HecForbiddenError) && failures.length < answers.length;
  if (failures.length > 0 && !isPartial)
    throw failures.find((reason) => !(reason instanceof HecForbiddenError)) ?? failures[0];
  return [];
}

async function ask(
  { window, clause, saas }: Step & { saas: string },
  sought: string,
  { hec, now, signal }: FindEmailOptions,
): Promise<Entity[]> {
  const copies = new Map<string, Entity>();
  for await (const entities of walk(emailPages(hec, { saas, clauses: [clause] }), window, { now, signal })) {
    const matching = entities.filter((entity) => isNamed(entity, sought));
    // HEC ignores filters that it doesn't know, and would show all the emails there are.
    if (matching.length === 0) break;
    for (const entity of matching) copies.set(entity.id, entity);
  }
  return [...copies.values()];
}

/** Whether HEC tells letters by their case is unknown. */
function isNamed({ email }: Entity, sought: string): boolean {
  return withoutBrackets(email?.messageId?.trim() ?? '').toLowerCase() === sought.toLowerCase();
}

function withoutBrackets(id: string): string {
  return id.replace(/^<|>$/g, '');
}

function timeOf({ createdAt, email }: Entity): number {
  return (createdAt ?? email?.receivedAt)?.getTime() ?? Number.NEGATIVE_INFINITY;
}
