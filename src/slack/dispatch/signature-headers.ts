/**
 * Who is turned away before any of the body is read: requests that can't be Slack's. Whether the signature is right
 * is known only once the body is there.
 */
import type { IncomingHttpHeaders } from 'node:http';

const mostSecondsOff = 300;
/** Slack's check of the certificate is the only request that it doesn't sign, and it is short. */
const mostUnsignedBytes = 1_024;

/** Undefined if the body may be read, otherwise why not. @param now milliseconds since 1970 */
export function refusalAtHeaders(headers: IncomingHttpHeaders, now: number): string | undefined {
  const signature = headers['x-slack-signature'];
  const timestamp = headers['x-slack-request-timestamp'];
  if (signature === undefined && timestamp === undefined) {
    return mayBeSslCheck(headers) ? undefined : 'it has no signature';
  }
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature)) return 'its signature isn’t Slack’s';
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return 'its timestamp isn’t Slack’s';
  const seconds = Number(timestamp);
  // By the system's clock, as Bolt checks it again once the body is there.
  if (seconds < Date.now() / 1_000 - mostSecondsOff) return 'its timestamp is too old';
  if (seconds > now / 1_000 + mostSecondsOff) return 'its timestamp is in the future';
  return undefined;
}

function mayBeSslCheck(headers: IncomingHttpHeaders): boolean {
  const bytes = Number(headers['content-length']);
  return headers['content-type'] === 'application/x-www-form-urlencoded' && bytes <= mostUnsignedBytes;
}
