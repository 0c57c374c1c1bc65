/**
 * Which event a piece of text means: an id that somebody typed, or a link into the portal.
 *
 * A pasted link is parsed, never fetched. Real portal links (the `entityLink` of recorded answers) carry a base64
 * `route` such as `profile/google_mail_email/<32 hex digits>`, whose id is the **entity's**, not the event's; no link
 * that carries an event id has been seen, so where the shape does not say which it is, both are tried.
 */

export type EventReference =
  /** Typed by a person: an event's id, or perhaps an entity's. */
  | { kind: 'typed'; id: string }
  /** From a link whose shape does not tell an event from an entity. */
  | { kind: 'linked'; id: string }
  /** From a link to an entity's profile. */
  | { kind: 'entity'; id: string };

const portalDomains = ['portal.checkpoint.com', 'avanan.net', 'checkpointcloudsec.com'];
/** Where people release their own quarantined mail: no administrator's link points there. */
const endUserPortals = new Set(['email-security-portal.avanan.net']);

const idInText = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;
const longestLink = 4_000;

/** An id as HEC writes it, from text that is nothing but an id in any case; otherwise undefined. */
export function eventId(text: string): string | undefined {
  return /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** The address, when the text is an https link to a portal of Check Point's; otherwise undefined. */
export function portalUrl(text: string): URL | undefined {
  if (text.length > longestLink || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPortal =
    portalDomains.some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`)) &&
    !endUserPortals.has(url.hostname);
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return isPortal && isPlain ? url : undefined;
}

/** The event or entity that a portal link leads to; undefined when it is no portal link or carries no id. */
export function referenceInLink(text: string): EventReference | undefined {
  const url = portalUrl(text);
  if (url === undefined) return undefined;
  const hash = decoded(url.hash.slice(1));
  for (const part of [...routesIn(url, hash), hash, decoded(url.search), decoded(url.pathname)]) {
    const id = part.match(idInText)?.at(-1)?.toLowerCase();
    if (id !== undefined) return { kind: /(^|\/)profile\//.test(part) ? 'entity' : 'linked', id };
  }
  return undefined;
}

/** Portals write `?route=` both before and after the hash. */
function routesIn(url: URL, hash: string): string[] {
  const inHash = new URLSearchParams(hash.slice(hash.indexOf('?') + 1));
  return [url.searchParams.get('route'), inHash.get('route')].flatMap((route) =>
    // A "+" of the base64 alphabet arrives as a space when the link did not encode it. Node reads base64url as well.
    route === null ? [] : [Buffer.from(route.replaceAll(' ', '+'), 'base64').toString('latin1'), route],
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
