/**
 * Finds the event that a piece of text refers to: an id that somebody typed, or a link into the portal.
 *
 * A pasted link is parsed, never fetched. Real portal links (the `entityLink` of recorded answers) carry a base64
 * `route` such as `profile/google_mail_email/<32 hex digits>`, whose id is the **entity's**, not the event's; no link
 * with an event id has been seen, so if the shape doesn't say which it is, both are tried.
 */

export type EventReference =
  /** Typed by a person: an event's id, or perhaps an entity's. */
  | { kind: 'typed'; id: string }
  /** From a link whose shape doesn't say whether it is an event or an entity. */
  | { kind: 'linked'; id: string }
  | { kind: 'entity'; id: string };

const portalDomains = ['portal.checkpoint.com', 'avanan.net', 'checkpointcloudsec.com'];
/** People release their own quarantined mail here; links for administrators never point here. */
const endUserPortals = new Set(['email-security-portal.avanan.net']);

const idInText = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;
const longestLink = 4_000;

/** The id as HEC writes it, in lower case, if the whole text is an id. */
export function eventId(text: string): string | undefined {
  return /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** One spelling for each id, so two can be compared. Text that doesn't look like one of HEC's ids stays as it is. */
export function oneSpelling(id: string): string {
  return eventId(id) ?? id;
}

/** The URL, if the text is an https link to one of Check Point's portals. */
export function portalUrl(text: string): URL | undefined {
  if (text.length > longestLink || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPortal =
    portalDomains.some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`)) &&
    !endUserPortals.has(url.hostname);
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return isPortal && isPlain ? url : undefined;
}

/** The event or entity that a portal link leads to; undefined if it isn't a portal link or carries no id. */
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
