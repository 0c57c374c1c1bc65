/**
 * Takes links out of what mail filters, chats and search engines wrapped them in. They are parsed, never fetched, and where
 * the inner link leads is for the caller to judge.
 *
 * Of a wrapper, nothing but its inner link counts: what Safe Links and others add for themselves looks like an event's id.
 */
import { decoded, decodedOnce } from './percent-encoding.ts';

interface Wrapper {
  host: RegExp;
  /** If only some of the host's addresses are wrappers. */
  path?: RegExp;
  /** The inner link, perhaps still encoded. */
  inner: (link: string) => string | undefined;
}

const wrappers: Wrapper[] = [
  {
    host: /(?:^|\.)safelinks\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)$/,
    inner: parameter('url'),
  },
  { host: /^statics\.teams\.cdn\.office\.net$/, path: /safelinks/, inner: parameter('url') },
  { host: /^urldefense(?:\.proofpoint)?\.(?:com|us)$/, inner: inUrlDefense },
  { host: /(?:^|\.)avanan\.click$|^protect\.checkpoint\.com$/, inner: inClickTime },
  { host: /^(?:avanan|checkpoint|sonicwall)\.url-protection\.com$/, inner: parameter('o') },
  { host: /^linkprotect\.cudasvc\.com$/, inner: parameter('a') },
  { host: /^secure-web\.cisco\.com$/, inner: (link) => /\/(https?%3A.+)/i.exec(link)?.[1] },
  { host: /^clicktime\.symantec\.com$/, inner: parameter('u') },
  { host: /^protect2\.(?:fireeye|trellix)\.com$/, inner: parameter('u') },
  { host: /\.protection\.sophos\.com$/, inner: inBase64(/[?&]u=([^&#]+)/) },
  { host: /(?:^|\.)trendmicro\.com$/, path: /^\/wis\/clicktime\//, inner: parameter('url') },
  { host: /^slack-redir\.net$/, inner: parameter('url') },
  { host: /^(?:www\.)?google(?:\.[a-z]{2,3}){1,2}$/, path: /^\/url$/, inner: parameter('url|q') },
  { host: /^(?:www\.)?bing\.com$/, path: /^\/ck\/a$/, inner: inBase64(/[?&]u=a1([^&#]+)/) },
  { host: /^r\.search\.yahoo\.com$/, inner: (link) => /\/RU=([^/]+)/.exec(link)?.[1] },
  { host: /^(?:www\.)?duckduckgo\.com$/, path: /^\/l\/$/, inner: parameter('uddg') },
];

/** One filter behind the other. */
const mostWrappers = 5;
const longestLink = 16_000;

/** The innermost link, which is the link itself if nothing wrapped it; undefined if that can't be read. */
export function unwrapped(link: string): string | undefined {
  let inner: string | undefined = asLink(link);
  for (let layers = 0; layers <= mostWrappers; layers += 1) {
    const wrapper: Wrapper | undefined = inner === undefined ? undefined : wrapperOf(inner);
    if (inner === undefined || wrapper === undefined) return inner;
    inner = asLink(wrapper.inner(inner) ?? '');
  }
  return undefined;
}

function wrapperOf(link: string): Wrapper | undefined {
  if (link.length > longestLink || !URL.canParse(link)) return undefined;
  const { hostname, pathname } = new URL(link);
  return wrappers.find(({ host, path }) => host.test(hostname) && (path === undefined || path.test(pathname)));
}

/** Copied from a page's source, a link has `&amp;`; as another's parameter it is encoded; some lose one slash. */
function asLink(text: string): string | undefined {
  const readable = /^https?%/i.test(text) ? decodedUntilLink(text) : text;
  const link = readable.replace(/&(?:(?:amp|#38|#x26);)+/gi, '&');
  return /^https?:\//i.test(link) ? link.replace(/^(https?:\/)(?!\/)/i, '$1/') : undefined;
}

/** Only as far as needed: what is encoded within the link is the link's own. */
function decodedUntilLink(text: string): string {
  let link = text;
  for (let times = 0; times < 3 && !/^https?:/i.test(link); times += 1) link = decodedOnce(link);
  return link;
}

/** A "+" stays one: it may be of a base64 text. */
function parameter(names: string): (link: string) => string | undefined {
  const pattern = new RegExp(`[?&](?:${names})=([^&#]*)`, 'i');
  return (link) => {
    const value = pattern.exec(link)?.[1];
    return value === undefined ? undefined : decodedOnce(value);
  };
}

/** Three forms: encoded; encoded with "-" for "%" and "_" for "/"; and as it is, with some characters replaced. */
function inUrlDefense(link: string): string | undefined {
  const third = /\/v3\/__(.+?)(?:__;([^!]*)|$)/.exec(link);
  if (third !== null) return withReplaced(third[1] ?? '', third[2] ?? '');
  const value = /[?&]u=([^&#]*)/.exec(link)?.[1];
  if (value === undefined || !/\/v2\//.test(link)) return value;
  return decodedOnce(value.replace(/-([0-9a-f]{2})/gi, '%$1').replaceAll('_', '/'));
}

const runLengths = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** `*` stands for the next of the replaced characters, `**` and a letter for two of them or more. */
function withReplaced(text: string, encoded: string): string {
  const replaced = [...Buffer.from(encoded, 'base64').toString('utf8')];
  let next = 0;
  return text.replace(/\*(?:\*([\w-]))?/g, (mark, run: string | undefined) => {
    const from = next;
    next += run === undefined ? 1 : runLengths.indexOf(run) + 2;
    return replaced.slice(from, next).join('') || mark;
  });
}

/** Check Point's own: the link stands between underscores, with "*" for "%". Mail programs cut it where a line ends. */
function inClickTime(link: string): string | undefined {
  return /\/___(.+?)(?:___(?:\.|$)|$)/.exec(link)?.[1]?.replace(/\*([0-9a-f]{2})/gi, '%$1');
}

function inBase64(pattern: RegExp): (link: string) => string | undefined {
  return (link) => {
    const value = pattern.exec(link)?.[1];
    return value === undefined ? undefined : Buffer.from(decoded(value), 'base64').toString('latin1');
  };
}
