/**
 * Why a connection failed, in a sentence with what to do: from an error of Node, undici or HEC's client to words that tell DNS,
 * proxy, TLS, a closed port and silence apart. A database's faults have sentences of their own, in `store/server-fault.ts`.
 */
import { errors } from 'undici';
import { z } from 'zod';
import { type ProxyError, proxyErrorIn } from '../../dispatcher.ts';
import { HecTimeoutError, HecUnreachableError } from '../../hec/errors.ts';

export interface Fault {
  /** Goes on after a name and a colon, and ends with a full stop. */
  says: string;
  fix: string;
}

/** Whom the app wanted to reach. */
export interface Peer {
  /** With the port, if it isn't the usual one. */
  host: string;
  /** The variable that says where it is, such as `SLACK_API_URL`. */
  setBy: string;
}

type Explain = (peer: Peer) => Fault;

const trustProxies =
  'If a proxy here looks into TLS, save the certificate of its authority and set NODE_EXTRA_CA_CERTS=/path/to/it.pem.';
const wayOut = (host: string) =>
  `Let this machine connect to ${host} in its firewall, or set HTTPS_PROXY if the way out is a proxy.`;
const clockOrExpired = (host: string) => `Renew the certificate of ${host}, and check this machine’s clock.`;

const unresolved: Explain = ({ host, setBy }) => ({
  says: `the name ${host} does not resolve.`,
  fix: `Check ${setBy} for a typo, and this machine’s DNS. If only a proxy knows names of the internet, set HTTPS_PROXY.`,
});
const noNameServer: Explain = ({ host }) => ({
  says: `the name ${host} could not be resolved: no DNS server answers.`,
  fix: 'Check this machine’s network and DNS servers. If the way out is a proxy, set HTTPS_PROXY.',
});
const refused: Explain = ({ host, setBy }) => ({
  says: `${host} refuses the connection: nothing listens there, or a firewall says no.`,
  fix: `Check ${setBy}, that the server runs, and the firewall.`,
});
const unroutable: Explain = ({ host }) => ({
  says: `there is no route to ${host}.`,
  fix: `Check this machine’s network. ${wayOut(host)}`,
});
const unconnected: Explain = ({ host }) => ({
  says: `no connection to ${host} came about in time: something drops the packets.`,
  fix: wayOut(host),
});
const silent: Explain = ({ host }) => ({
  says: `${host} took the connection, and did not answer in time.`,
  fix: 'Try again. If it stays, look at what stands between, such as a proxy or a firewall.',
});
const cut: Explain = ({ host }) => ({
  says: `the connection to ${host} was cut.`,
  fix: `Try again. If it stays, a firewall or a proxy may do that. ${wayOut(host)}`,
});
const forbidden: Explain = ({ host }) => ({
  says: `this machine does not let the app connect to ${host}.`,
  fix: 'Look at its own firewall, and at what the service manager or the container allows.',
});
const untrusted: Explain = ({ host }) => ({
  says: `the certificate that ${host} shows is signed by nobody whom this machine trusts.`,
  fix: trustProxies,
});
const otherHost: Explain = ({ host, setBy }) => ({
  says: `the certificate that ${host} shows is for another host.`,
  fix: `Check ${setBy}, and whether a proxy answers in its place.`,
});
const expired: Explain = ({ host }) => ({
  says: `the certificate that ${host} shows has expired.`,
  fix: clockOrExpired(host),
});
const notYetValid: Explain = ({ host }) => ({
  says: `the certificate that ${host} shows is not valid yet.`,
  fix: clockOrExpired(host),
});
const plain: Explain = ({ host, setBy }) => ({
  says: `${host} does not speak TLS on this port.`,
  fix: `Check ${setBy}: the port, and whether something else answers there.`,
});
const noCommonTls: Explain = ({ host }) => ({
  says: `no TLS connection to ${host} came about: the two sides agree on no way.`,
  fix: 'Look at what stands between, such as a proxy that speaks an old version of TLS.',
});
const notHttp: Explain = ({ host, setBy }) => ({
  says: `what answers at ${host} does not speak HTTP.`,
  fix: `Check ${setBy}: the port, and whether something else answers there.`,
});

/** Codes of the system, of OpenSSL and of undici. */
const byCode: Record<string, Explain> = {
  ENOTFOUND: unresolved,
  EAI_NODATA: unresolved,
  EAI_NONAME: unresolved,
  EAI_AGAIN: noNameServer,
  EAI_FAIL: noNameServer,
  ECONNREFUSED: refused,
  EHOSTUNREACH: unroutable,
  ENETUNREACH: unroutable,
  EADDRNOTAVAIL: unroutable,
  ETIMEDOUT: unconnected,
  UND_ERR_CONNECT_TIMEOUT: unconnected,
  UND_ERR_HEADERS_TIMEOUT: silent,
  UND_ERR_BODY_TIMEOUT: silent,
  ECONNRESET: cut,
  EPIPE: cut,
  UND_ERR_SOCKET: cut,
  EACCES: forbidden,
  EPERM: forbidden,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_UNTRUSTED: untrusted,
  INVALID_CA: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: otherHost,
  HOSTNAME_MISMATCH: otherHost,
  CERT_HAS_EXPIRED: expired,
  CERT_NOT_YET_VALID: notYetValid,
  ERR_SSL_WRONG_VERSION_NUMBER: plain,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: plain,
};

/** Undefined if it is no fault of the network. @param error with any chain of causes */
export function networkFault(error: unknown, peer: Peer): Fault | undefined {
  const proxy = proxyErrorIn(error);
  if (proxy !== undefined) return proxyFault(proxy);
  for (const each of chainOf(error)) {
    const code = codeOf(each);
    const explain = (code === undefined ? undefined : byCode[code]) ?? familyOf(code) ?? byKind(each);
    if (explain !== undefined) return withCode(explain(peer), code);
  }
  return undefined;
}

function familyOf(code = ''): Explain | undefined {
  return code.startsWith('ERR_SSL_') || code === 'EPROTO' ? noCommonTls : undefined;
}

function byKind(error: Error): Explain | undefined {
  if (error instanceof HecTimeoutError || error.name === 'TimeoutError') return silent;
  if (error instanceof errors.HTTPParserError) return notHttp;
  // Our own time limit ended it before there was a connection.
  return error instanceof HecUnreachableError && error.cause === undefined ? unconnected : undefined;
}

/** Its message names the proxy, without a password. */
function proxyFault(error: ProxyError): Fault {
  if (error.code === 'PROXY_REFUSED') return proxyRefusal(error.status);
  return {
    says: `${error.message}.`,
    fix: 'Check HTTPS_PROXY, and that the proxy runs. NO_PROXY names hosts that are reached without one.',
  };
}

/** @param status with which the proxy answered in place of who was asked */
export function proxyRefusal(status: number): Fault {
  if (status === 407) {
    return {
      says: 'the proxy wants to know who asks (407).',
      fix: 'Put the user and the password that it expects into HTTPS_PROXY: http://user:password@host:port.',
    };
  }
  if (status === 403) {
    return {
      says: 'the proxy does not let the app through (403).',
      fix: 'Ask whoever runs the proxy to let this machine connect to this host.',
    };
  }
  return {
    says: `the proxy does not reach it either (${status}).`,
    fix: 'Ask whoever runs the proxy, or name this host in NO_PROXY if it can be reached without one.',
  };
}

/** The code is what people search for. */
function withCode({ says, fix }: Fault, code: string | undefined): Fault {
  return code === undefined ? { says, fix } : { says: says.replace(/\.$/, ` (${code}).`), fix };
}

const coded = z.object({ code: z.string().regex(/^[A-Z][A-Z0-9_]{2,60}$/) });

function codeOf(error: Error): string | undefined {
  return coded.safeParse(error).data?.code;
}

const longestChain = 8;

/** The error, its causes, and what they gather: Node gathers one error for each address of a host. */
function chainOf(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > longestChain) return [];
  const gathered = error instanceof AggregateError ? error.errors : [];
  // Slack's libraries call a cause `original`.
  const original: unknown = 'original' in error ? error.original : undefined;
  return [error, ...[error.cause, original, ...gathered].flatMap((each) => chainOf(each, depth + 1))];
}
