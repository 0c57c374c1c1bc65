/** Compares what people search for with what HEC says: neither case nor the alphabet of an address makes a difference. */
import { domainToASCII } from 'node:url';
import { replaceInvisible, withPlainLetters } from '../events/invisible.ts';

/** Attackers put invisible characters into words so that nobody finds them. */
export function plainText(text: string): string {
  return withPlainLetters(replaceInvisible(text, '')).replace(/\s+/gu, ' ').toLowerCase();
}

/** Hostile texts may be long. What a list shows of them is much shorter. */
const compared = 20_000;

/** Whether a text has these words in it, in this order. */
export function holdsText(whole: string, words: string): boolean {
  return plainText(whole.slice(0, compared)).includes(plainText(words));
}

/** Whether an address is this address, or of this domain or of a subdomain of it. */
export function isWithinAddress(address: string, wanted: string): boolean {
  const [host, mailbox] = partsOf(address);
  const [wantedHost, wantedMailbox] = partsOf(wanted);
  if (wantedMailbox !== '') return host === wantedHost && mailbox === wantedMailbox;
  return isWithinHost(host, wantedHost);
}

/** One spelling of an address or a domain. */
export function plainAddress(address: string): string {
  const [host, mailbox] = partsOf(address);
  return mailbox === '' ? host : `${mailbox}@${host}`;
}

/** The host as it is sent, and what stands in front of it. */
function partsOf(address: string): [host: string, mailbox: string] {
  const text = plainText(address).trim();
  const at = text.lastIndexOf('@');
  const host = text.slice(at + 1);
  return [domainToASCII(host) || host, text.slice(0, Math.max(at, 0))];
}

function isWithinHost(host: string, wanted: string): boolean {
  return host === wanted || host.endsWith(`.${wanted}`);
}

/** Whether a link is this URL or begins with it; for a host alone, whether it leads there or to a subdomain. */
export function leadsTo(link: string, wanted: string): boolean {
  const isHost = !/[/?#:]/.test(wanted);
  if (!isHost) return beginsWith(withoutScheme(link), withoutScheme(wanted));
  const url = /^[a-z][a-z0-9+.-]*:/i.test(link) ? link : `http://${link}`;
  return URL.canParse(url) && isWithinHost(new URL(url).hostname, domainToASCII(wanted) || wanted.toLowerCase());
}

/** A URL without a path ends where its host does: what goes on with letters is another's. */
function beginsWith(link: string, start: string): boolean {
  const isHostAlone = !/[/?#]/.test(start);
  return link.startsWith(start) && (!isHostAlone || /^(?:[/?#:]|$)/.test(link.slice(start.length)));
}

/** Nobody remembers which of the two it was. */
function withoutScheme(url: string): string {
  return url
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
}
