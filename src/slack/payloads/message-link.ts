/**
 * Reads the link to a message that "Copy link" in Slack gives, and `chat.getPermalink`:
 * `https://acme.slack.com/archives/C0123/p1763900000123456`, with `?thread_ts=1763900000.123456&cid=C0123` for a reply.
 */
import { withoutWrapping } from '../../events/references.ts';

export interface MessageLink {
  channelId: string;
  messageTs: string;
  /** Set if the link says that the message is in a thread. */
  threadTs: string | undefined;
  /** The `thread_ts` for a reply: a thread starts at its first message, never at a reply. */
  replyTo: string;
}

/** Enterprise organisations have `acme.enterprise.slack.com`, GovSlack has `acme.slack-gov.com`. */
const messageLink =
  /^https:\/\/[a-z0-9-]+(?:\.enterprise)?\.slack(?:-gov)?\.com\/archives\/(?<channelId>[CDG][A-Z0-9]{1,30})\/p(?<seconds>\d{10})(?<micros>\d{6})(?:\?(?<query>[^\s#]*))?$/;

/** Undefined for anything but one message link, perhaps with spaces, quotes or angle brackets around it. */
export function readMessageLink(text: string): MessageLink | undefined {
  const { channelId, seconds, micros, query } = messageLink.exec(withoutWrapping(text))?.groups ?? {};
  if (channelId === undefined) return undefined;
  const messageTs = `${seconds}.${micros}`;
  const parameters = new URLSearchParams(query);
  const threadTs = parameters.get('thread_ts') ?? undefined;
  // The person who pastes a contradictory link couldn't know where their reply goes.
  if (threadTs !== undefined && !/^\d{10}\.\d{6}$/.test(threadTs)) return undefined;
  if ((parameters.get('cid') ?? channelId) !== channelId) return undefined;
  return { channelId, messageTs, threadTs, replyTo: threadTs ?? messageTs };
}
