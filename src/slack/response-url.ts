/** A private card's own address: the `response_url` of the command or click that it answered. A secret, never logged. */
import type { FetchFunction } from '@slack/web-api';
import type { Message } from './messages/message.ts';

/** Slack takes this many messages at one address, within this time of the command or click. */
export const responseUrlUses = 5;
export const responseUrlMinutes = 30;

/** The address has expired, was used up, or Slack did not take the message. */
export class ResponseUrlError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Slack answered ${status} to a private answer`);
    this.name = 'ResponseUrlError';
    this.status = status;
  }
}

export async function sendToResponseUrl(
  fetch: FetchFunction,
  url: string,
  message: Message & { response_type: 'ephemeral'; replace_original: boolean },
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(message) });
  if (!response.ok) throw new ResponseUrlError(response.status);
}
