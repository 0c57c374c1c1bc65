/** A private card's address: the `response_url` of the command or click that it answered. A secret, never logged. */
import type { FetchFunction } from '@slack/web-api';
import type { Message } from '../blocks/message.ts';

/** Slack's limits for one address, counted from the command or click. */
export const responseUrlUses = 5;
export const responseUrlMinutes = 30;

/** The address has expired or is used up, or Slack didn't take the message. */
export class ResponseUrlError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Slack answered ${status} to a private answer`);
    this.name = 'ResponseUrlError';
    this.status = status;
  }
}

/** Without `thread_ts`, Slack shows a new message in the channel. A replaced message stays where it is. */
export type PrivateMessage = Message & { response_type: 'ephemeral' } & (
    | { replace_original: true }
    | { replace_original: false; thread_ts: string | undefined }
  );

export async function sendToResponseUrl(fetch: FetchFunction, url: string, answer: PrivateMessage): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(answer) });
  if (!response.ok) throw new ResponseUrlError(response.status);
}
