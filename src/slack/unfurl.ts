/** The previews of links: blocks, and with `SLACK_WORK_OBJECTS=on` Slack's own object for the same event beside them. */
import type { WebClient } from '@slack/web-api';
import type { Logger } from '../log.ts';
import type { CardInput } from './messages/card-input.ts';
import type { Message } from './messages/message.ts';
import { sharedMetadata, workObject } from './messages/work-object.ts';
import { unescapeTyped } from './typed-text.ts';

export interface Preview {
  /** Exactly as Slack sent it, which is what Slack matches a preview by. */
  url: string;
  card: Message;
  input: CardInput;
}

/** Puts the previews in the place of those that the message has. @throws what Slack answers when it takes none */
export async function unfurl(
  { client, logger, workObjects }: { client: WebClient; logger: Logger; workObjects: boolean },
  { channelId, messageTs }: { channelId: string; messageTs: string },
  previews: readonly Preview[],
): Promise<void> {
  const unfurls = Object.fromEntries(previews.map(({ url, card }) => [url, { blocks: card.blocks }]));
  const entities = previews.map(({ url, input }) => ({
    link: url,
    entity: workObject(input, unescapeTyped(url), 'unfurl'),
  }));
  const { warning, response_metadata: details } = await client.chat.unfurl({
    channel: channelId,
    ts: messageTs,
    unfurls,
    ...(workObjects && { metadata: sharedMetadata(entities) }),
  });
  // Slack drops a Work Object that it does not like and still says that all is well.
  if (warning !== undefined) logger.warn({ channelId, warning, details }, 'Slack dropped a part of a preview');
}
