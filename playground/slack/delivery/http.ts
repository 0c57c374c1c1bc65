/** Sends requests to the app over HTTP, signed as Slack signs them. */
import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { JsonObject } from '../json.ts';
import type { Delivery, Retry } from '../recording.ts';

/**
 * Slack's signature headers: HMAC-SHA256 of `v0:<timestamp>:<body>` under the signing secret.
 * Always uses the real time, because the app compares it with its own clock.
 */
export function signatureHeaders(
  signingSecret: string,
  body: string,
  timestamp = Math.floor(Date.now() / 1000),
): Record<string, string> {
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${signature}` };
}

/** Slack sends commands and interactions as forms, events as JSON. */
export function httpBody(kind: Delivery['kind'], payload: JsonObject): { body: string; contentType: string } {
  const form = 'application/x-www-form-urlencoded';
  if (kind === 'command') {
    const fields = Object.entries(payload).map(([key, value]): [string, string] => [key, String(value)]);
    return { body: new URLSearchParams(fields).toString(), contentType: form };
  }
  if (kind === 'interaction') {
    return { body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), contentType: form };
  }
  return { body: JSON.stringify(payload), contentType: 'application/json' };
}

export const retryHeaders = (retry: Retry | undefined): Record<string, string> =>
  retry === undefined ? {} : { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason };

/** A sender with its own connections, which `close` ends at once. */
export function createHttpSender() {
  const agent = new Agent();
  return {
    async post(
      url: string,
      { body, headers, signal }: { body: string; headers: Record<string, string>; signal: AbortSignal },
    ): Promise<{ status: number; body: string }> {
      const response = await request(url, { method: 'POST', dispatcher: agent, headers, body, signal });
      return { status: response.statusCode, body: await response.body.text() };
    },
    close: (): Promise<void> => agent.destroy(),
  };
}
