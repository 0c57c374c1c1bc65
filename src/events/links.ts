/**
 * Finds the event that a piece of text refers to: an id that somebody typed, or a link into the portal.
 *
 * A pasted link is parsed, never fetched. Real portal links (the `entityLink` of recorded answers) carry a base64
 * `route` such as `profile/google_mail_email/<32 hex digits>`, whose id is the **entity's**, not the event's; no link
 * with an event id has been seen, so if the shape doesn't say which it is, both are tried.
 */
import { kindOfEntity } from './entity-types.ts';
import type { MessageIdReference } from './message-ids.ts';
import { decoded } from './percent-encoding.ts';

export type EventReference =
  /** Typed by a person: an event's id, or perhaps an entity's. A GUID can only be an entity's. */
  | { kind: 'typed'; id: string }
  /** From a link whose shape doesn't say whether it is an event or an entity. */
  | { kind: 'linked'; id: string }
  | { kind: 'entity'; id: string }
  /** From a link to a person, a file or the like: HEC can't be asked about it, but its events can be searched for. */
  | { kind: 'item'; id: string }
  | MessageIdReference;

const portalDomains = ['portal.checkpoint.com', 'avanan.net', 'checkpointcloudsec.com'];
/** People release their own quarantined mail here; links for administrators never point here. */
const endUserPortals = new Set(['email-security-portal.avanan.net']);

const idInText = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;
const longestLink = 4_000;

/** The id as HEC writes it, in lower case, if the whole text is an id. */
export function eventId(text: string): string | undefined {
  return /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** People, and some files, have these instead. In lower case, if the whole text is one. */
export function guid(text: string): string | undefined {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** One spelling for each id, so two can be compared. Text that doesn't look like one of HEC's ids stays as it is. */
export function oneSpelling(id: string): string {
  return eventId(id) ?? guid(id) ?? id;
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

/** Beside the references, because two links to the same thing are the same reference. */
const linksRead = new WeakMap<EventReference, string>();

/** The event or entity that a portal link leads to; undefined if it isn't a portal link or carries no id. */
export function referenceInLink(text: string): EventReference | undefined {
  const reference = partsOf(text).map(referenceInPart).find(Boolean);
  const url = reference === undefined ? undefined : portalUrl(withoutPunctuation(text));
  if (reference !== undefined && url !== undefined) linksRead.set(reference, toShow(url));
  return reference;
}

/** Others may see the link: of its query, only what says where it leads. */
function toShow({ origin, pathname, search, hash }: URL): string {
  const route = /[?&](route=[^&]*)/.exec(search)?.[1];
  return `${origin}${pathname}${route === undefined ? '' : `?${route}`}${hash}`;
}

/** The portal link that a reference was read from; undefined for a typed id. */
export function linkOf(reference: EventReference): string | undefined {
  return linksRead.get(reference);
}

function referenceInPart(part: string): EventReference | undefined {
  const profile = profileIn(part);
  if (profile !== undefined) return { kind: isEmail(profile) ? 'entity' : 'item', id: profile.id };
  const id = part.match(idInText)?.at(-1)?.toLowerCase();
  return id === undefined ? undefined : { kind: /(^|\/)profile\//.test(part) ? 'entity' : 'linked', id };
}

/** What a portal link shows: HEC's type of it, and its id. */
export interface Profile {
  type: string;
  id: string;
}

export function profileInLink(text: string): Profile | undefined {
  return partsOf(text).map(profileIn).find(Boolean);
}

/** The parts of a portal link that may carry an id. */
function partsOf(text: string): string[] {
  const url = portalUrl(text);
  if (url === undefined) return [];
  return [...routesIn(url), decoded(url.hash.slice(1)), decoded(url.search), decoded(url.pathname)];
}

/** `profile/<type>/<id>`; tenants' own hosts put more in front of the type. */
const profilePath = /(?:^|\/)profile\/(?:[\w-]+\/)*([\w-]+)\/([^/\s?#&]+)/;
/** Ids of people, files and messages have many shapes. */
const itemId = /^(?=.*\d)[\w.:;@!~+=,-]{8,256}$/;

function profileIn(part: string): Profile | undefined {
  const [, type = '', segment = ''] = profilePath.exec(part) ?? [];
  const written = withoutPunctuation(segment);
  const hexId = written.includes(':') ? undefined : written.match(idInText)?.at(-1);
  const id = hexId ?? (itemId.test(written) ? written : undefined);
  return id === undefined ? undefined : { type, id: oneSpelling(id) };
}

/** What stood behind the link. The lookbehind keeps the time linear: without it, every part of a long run would be tried. */
function withoutPunctuation(text: string): string {
  return text.replace(/(?<![.,;:!?…])[.,;:!?…]+$/, '');
}

/** A type that nobody knows may be an email's, but only if the id could be. */
function isEmail({ type, id }: Profile): boolean {
  return eventId(id) !== undefined && (kindOfEntity(type) ?? 'email') === 'email';
}

/** Portals write `?route=` both before and after the hash. A ticket or a chat may have encoded all of it once more. */
function routesIn(url: URL): string[] {
  return [...decoded(url.href).matchAll(/[?&;]route=([^&#]*)/g)].flatMap(([, route = '']) =>
    // A "+" of the base64 alphabet arrives as a space when the link did not encode it. Node reads base64url as well.
    [Buffer.from(route.replaceAll(' ', '+'), 'base64').toString('latin1'), route],
  );
}
