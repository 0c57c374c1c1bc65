/**
 * The thread that a message is a reply in; undefined for a message in the channel. Slack says even of that one that it is
 * in a thread, its own, once it has replies.
 */
export function replyThread(messageTs: string, threadTs: string | undefined): string | undefined {
  return threadTs === messageTs ? undefined : threadTs;
}
