/** Asks a service one harmless thing, without any secret, to learn whether it can be reached and what time it has. */
import { type Dispatcher, request } from 'undici';
import { decodeBody } from '../../decode-body.ts';
import { type Fault, networkFault, type Peer, proxyRefusal } from './network-fault.ts';

export type Reach =
  /** `aheadMs`: how far this machine's clock is ahead of the service's, if that says what time it has. */
  { kind: 'reached'; aheadMs: number | undefined } | { kind: 'fault'; fault: Fault };

export interface Question {
  url: string;
  method: 'GET' | 'POST';
  /** As in a sentence, such as "Slack". */
  name: string;
  peer: Peer;
  dispatcher: Dispatcher;
  now: () => number;
  limitMs: number;
  /** Whether this is an answer that only the service itself gives. */
  isOwnAnswer: (answer: { status: number; text: string }) => boolean;
}

const mostBytes = 64 * 1024;

/** Never rejects. */
export async function reach({ url, method, name, peer, dispatcher, now, limitMs, ...asked }: Question): Promise<Reach> {
  try {
    const signal = AbortSignal.timeout(limitMs);
    const { statusCode: status, headers, body } = await request(url, { method, dispatcher, signal });
    const at = now();
    const text = await decodeBody(body, headers['content-encoding']?.toString(), mostBytes).catch(() => '');
    if (status === 407) return { kind: 'fault', fault: proxyRefusal(status) };
    if (!asked.isOwnAnswer({ status, text })) return { kind: 'fault', fault: impostor(name, peer, status) };
    const theirs = Date.parse(headers.date?.toString() ?? '');
    return { kind: 'reached', aheadMs: Number.isNaN(theirs) ? undefined : at - theirs };
  } catch (error) {
    const unknown = { says: `${peer.host} could not be asked.`, fix: `Check ${peer.setBy}, and the network.` };
    return { kind: 'fault', fault: networkFault(error, peer) ?? unknown };
  }
}

function impostor(name: string, { host, setBy }: Peer, status: number): Fault {
  return {
    says: `something answered as ${host} (HTTP ${status}), but not ${name}.`,
    fix: `A proxy’s page, or that of a network which wants a sign-in, may stand in its place. Check ${setBy}, and set HTTPS_PROXY if the way out is a proxy.`,
  };
}
