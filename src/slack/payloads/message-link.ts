/**
 * Finds links to messages, in every shape in which Slack gives them:
 * - "Copy link" and `chat.getPermalink`: `https://acme.slack.com/archives/C0123/p1763900000123456`, with
 *   `?thread_ts=1763900000.123456&cid=C0123` for a reply
 * - the browser's address bar: `https://app.slack.com/client/T0123/C0123/p1763900000123456`, for a thread
 *   `…/C0123/thread/C0123-1763900000.123456`; years ago `https://acme.slack.com/messages/C0123/convo/C0123-…`
 * - links that open Slack's own apps: `slack://channel?team=T0123&id=C0123&message=1763900000.123456`
 *
 * Only the ids count: a link is never opened, and one into another workspace names a conversation that Slack won't let
 * the app see. The host is checked to refuse links that only look like Slack's.
 */
import { replaceInvisible } from '../../events/invisible.ts';
import { decodedOnce } from '../../events/percent-encoding.ts';
import { withoutWrapping } from '../../events/references.ts';
import { unwrapped } from '../../events/wrapped-links.ts';
import { unescapeTyped } from './typed-text.ts';

export interface MessageLink {
  channelId: string;
  messageTs: string;
  /** The `thread_ts` for a reply: a thread starts at its first message, never at a reply. */
  replyTo: string;
}

/** Not in the middle of another address, unless that is known to wrap links. `%3A%2F%2F` if all of it was encoded. */
const links = /(?<![\w=/&?%.-])(?:https|slack)(?::|%3A)(?:\/|%2F){2}[^\s<>|"'`“”„‘’«»()[\]{}]+/gi;

/** Enterprise organisations have `acme.enterprise.slack.com`, GovSlack has `acme.slack-gov.com`. */
const slackHost = /^(?:[a-z0-9-]+\.)*slack(?:-gov)?\.com$/;

const channel = '(?<channelId>[CDG][A-Z0-9]{1,30})';
const messagePath = new RegExp(`/(?:archives|messages|client/[A-Z0-9]+)/${channel}/p(?<digits>\\d{16})/?$`);
/** What stands before the thread is what the window shows beside it, perhaps another conversation. */
const threadPath = new RegExp(`/(?:messages|client/[A-Z0-9]+)/[^/]+/(?:thread|convo)/${channel}-(?<ts>[\\d.]+)/?$`);
const channelId = new RegExp(`^${channel}$`);
const timestamp = /^(\d{10})\.?(\d{6})$/;

/** Each message once, in order of appearance, from text as it is typed or as Slack sends it. */
export function messageLinksIn(text: string): MessageLink[] {
  const plain = unescapeTyped(text);
  const seen = linksInSeen(replaceInvisible(plain, ''));
  // Mail programs and phones put invisible characters behind an address, perhaps in place of a space.
  return seen.length > 0 ? seen : linksInSeen(replaceInvisible(plain, ' '));
}

function linksInSeen(text: string): MessageLink[] {
  const found = new Map<string, MessageLink>();
  for (const [link] of text.matchAll(links)) {
    // A slash may stand behind the query, too.
    const read = readLink(withoutWrapping(innermost(link)).replace(/(?<!\/)\/+$/, ''));
    if (read !== undefined) found.set(`${read.channelId}/${read.messageTs}/${read.replyTo}`, read);
  }
  return [...found.values()];
}

function innermost(link: string): string {
  return /^slack/i.test(link) ? link : (unwrapped(link) ?? '');
}

function readLink(link: string): MessageLink | undefined {
  const whole = /^\w+%3A/i.test(link) ? decodedOnce(link) : link;
  if (!URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  if (url.username !== '' || url.password !== '' || url.port !== '') return undefined;
  if (url.protocol === 'slack:') return url.host.toLowerCase() === 'channel' ? inApp(url.searchParams) : undefined;
  const isSlack = url.protocol === 'https:' && slackHost.test(url.hostname);
  return isSlack ? onTheWeb(decodedOnce(url.pathname), url.searchParams) : undefined;
}

function inApp(parameters: URLSearchParams): MessageLink | undefined {
  const id = channelId.exec(parameters.get('id') ?? '')?.groups?.channelId;
  const messageTs = readTs(parameters.get('message') ?? '');
  return id === undefined || messageTs === undefined ? undefined : withThread(id, messageTs, parameters);
}

function onTheWeb(path: string, parameters: URLSearchParams): MessageLink | undefined {
  const thread = threadPath.exec(path)?.groups;
  const first = thread && readTs(thread.ts ?? '');
  if (thread?.channelId !== undefined && first !== undefined) {
    return { channelId: thread.channelId, messageTs: first, replyTo: first };
  }
  const message = messagePath.exec(path)?.groups;
  const messageTs = message && readTs(message.digits ?? '');
  if (message?.channelId === undefined || messageTs === undefined) return undefined;
  return withThread(message.channelId, messageTs, parameters);
}

/** Undefined for a contradictory link: the person who pastes it couldn't know where their reply goes. */
function withThread(id: string, messageTs: string, parameters: URLSearchParams): MessageLink | undefined {
  if ((parameters.get('cid') ?? id) !== id) return undefined;
  const given = parameters.get('thread_ts');
  if (given === null) return { channelId: id, messageTs, replyTo: messageTs };
  const threadTs = readTs(given);
  return threadTs === undefined ? undefined : { channelId: id, messageTs, replyTo: threadTs };
}

/** With or without its dot. */
function readTs(text: string): string | undefined {
  const [, seconds, micros] = timestamp.exec(text) ?? [];
  return seconds === undefined ? undefined : `${seconds}.${micros}`;
}
