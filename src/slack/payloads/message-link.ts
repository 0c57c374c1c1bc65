/**
 * Reads the link to a message that "Copy link" in Slack gives, and `chat.getPermalink`:
 * `https://acme.slack.com/archives/C0123/p1763900000123456`, with `?thread_ts=1763900000.123456&cid=C0123` for a reply.
 */
import { withoutWrapping } from '../../events/references.ts';

export interface MessageLink {
  channelId: string;
  messageTs: string;
  /** Of the thread that the message is in, where the link says so. */
  threadTs: string | undefined;
  /** The `thread_ts` of a reply: a thread hangs on its first message, never on a reply. */
  replyTo: string;
}

/** In a workspace of an Enterprise organisation the host is `acme.enterprise.slack.com`, in GovSlack `acme.slack-gov.com`. */
const messageLink =
  /^https:\/\/[a-z0-9-]+(?:\.enterprise)?\.slack(?:-gov)?\.com\/archives\/(?<channelId>[CDG][A-Z0-9]{1,30})\/p(?<seconds>\d{10})(?<micros>\d{6})(?:\?(?<query>[^\s#]*))?$/;

/** Undefined for anything that is not one link to a message, perhaps with spaces, quotes or angle brackets around it. */
export function readMessageLink(text: string): MessageLink | undefined {
  const { channelId, seconds, micros, query } = messageLink.exec(withoutWrapping(text))?.groups ?? {};
  if (channelId === undefined) return undefined;
  const messageTs = `${seconds}.${micros}`;
  const parameters = new URLSearchParams(query);
  const threadTs = parameters.get('thread_ts') ?? undefined;
  // Whoever pastes a link that contradicts itself would not know where their reply goes.
  if (threadTs !== undefined && !/^\d{10}\.\d{6}$/.test(threadTs)) return undefined;
  if ((parameters.get('cid') ?? channelId) !== channelId) return undefined;
  return { channelId, messageTs, threadTs, replyTo: threadTs ?? messageTs };
}
