/**
 * The address that Slack gives for private answers: the `response_url` of a command, shortcut or click. A secret, never
 * logged.
 *
 * Only the address of a click changes something: the message that was clicked. Through any other, a replacement is refused,
 * or appears as one more message.
 */
import type { FetchFunction } from '@slack/web-api';
import { z } from 'zod';
import { proxyErrorIn } from '../../dispatcher.ts';
import type { Message } from '../blocks/message.ts';
import { wasNeverConnected } from './fetch.ts';

/** Slack's limits for one address, counted from the command or click. Every attempt may count. */
export const responseUrlUses = 5;
export const responseUrlMinutes = 30;

/**
 * - `refused`: the address has expired, is used up, or can't do that.
 * - `invalid`: Slack can't show the message.
 * - `not_taken`: a rate limit, or no connection: later it may work.
 * - `unconfirmed`: it may have been shown, so a new message isn't sent again.
 */
type Problem = 'refused' | 'invalid' | 'not_taken' | 'unconfirmed';

export class ResponseUrlError extends Error {
  readonly problem: Problem;
  /** Whether every later try would fail as well. */
  readonly isLasting: boolean;
  /** Slack's status or code, safe to print. */
  readonly reason: string;

  constructor(problem: Problem, reason: string) {
    super(`Slack did not confirm a private answer: ${reason}`);
    this.name = 'ResponseUrlError';
    this.problem = problem;
    this.isLasting = problem === 'refused' || problem === 'invalid';
    this.reason = reason;
  }
}

/** Without `thread_ts`, Slack shows a new message in the channel. A replaced message stays where it is. */
export type PrivateMessage = Message & { response_type: 'ephemeral' } & (
    | { replace_original: true }
    | { replace_original: false; thread_ts?: string | undefined }
  );

/** @throws ResponseUrlError */
export async function sendToResponseUrl(fetch: FetchFunction, url: string, answer: PrivateMessage): Promise<void> {
  const { status, body } = await post(fetch, url, JSON.stringify(answer));
  if (status === 429) throw new ResponseUrlError('not_taken', '429');
  if (status >= 500) throw new ResponseUrlError('unconfirmed', String(status));
  if (status === 400 || status === 413) throw new ResponseUrlError('invalid', String(status));
  if (status >= 300) throw new ResponseUrlError('refused', String(status));
  const code = refusalIn(body);
  if (code !== undefined) throw new ResponseUrlError(/url/.test(code) ? 'refused' : 'invalid', code);
}

async function post(fetch: FetchFunction, url: string, body: string): Promise<{ status: number; body: string }> {
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    // What `fetch` throws may name the address.
    if (wasNeverConnected(error))
      throw new ResponseUrlError('not_taken', proxyErrorIn(error)?.message ?? 'no connection');
    throw new ResponseUrlError('unconfirmed', 'no answer');
  }
}

const refusal = z.object({ ok: z.literal(false), error: z.string().regex(/^\w{1,100}$/) });

/** Slack answers "ok", or an object like the Web API's. */
function refusalIn(body: string): string | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    return refusal.safeParse(JSON.parse(body)).data?.error;
  } catch {
    return undefined;
  }
}
