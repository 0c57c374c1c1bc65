/**
 * The thread that a message is a reply in; undefined for a message in the channel. Once that has replies, Slack says
 * that it is in a thread too: its own.
 */
export function replyThread(messageTs: string, threadTs: string | undefined): string | undefined {
  return threadTs === messageTs ? undefined : threadTs;
}
