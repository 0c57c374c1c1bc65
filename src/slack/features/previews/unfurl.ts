/** Link previews: blocks, and with `SLACK_WORK_OBJECTS=on` also a Slack Work Object for the event. */
import type { Logger } from '../../../log.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { slackFailure } from '../../api/errors.ts';
import { slackMessages } from '../../api/sdk-log.ts';
import type { SlackApi } from '../../api/slack-api.ts';
import type { Message } from '../../blocks/message.ts';
import { sharedMetadata, workObject } from '../../cards/work-object.ts';
import { unescapeTyped } from '../../payloads/typed-text.ts';

export interface Preview {
  /** Exactly as Slack sent it: Slack matches previews by it. */
  url: string;
  card: Message;
  input: EventSnapshot;
}

/** Replaces the message's previews. @throws Slack's answer if it takes none */
export async function unfurl(
  { client, logger, workObjects }: { client: SlackApi; logger: Logger; workObjects: boolean },
  { channelId, messageTs }: { channelId: string; messageTs: string },
  previews: readonly Preview[],
): Promise<void> {
  const unfurls = Object.fromEntries(previews.map(({ url, card }) => [url, { blocks: card.blocks }]));
  const entities = previews.map(({ url, input }) => ({
    link: url,
    entity: workObject(input, unescapeTyped(url), 'unfurl'),
  }));
  const show = async (more: { metadata?: ReturnType<typeof sharedMetadata> }) => {
    const answer = await client.chat.unfurl({ channel: channelId, ts: messageTs, unfurls, ...more });
    const { warning } = answer;
    // Slack drops a Work Object it doesn't like, and still reports success.
    if (warning !== undefined) {
      logger.warn({ channelId, warning, messages: slackMessages(answer) }, 'Slack dropped a part of a preview');
    }
  };
  if (!workObjects) return show({});
  try {
    await show({ metadata: sharedMetadata(entities) });
  } catch (error) {
    // It may also refuse them, for example if several are too large together: then only the blocks are shown.
    if (slackFailure(error)?.kind !== 'metadata') throw error;
    logger.warn({ channelId, err: error }, 'Slack refused the Work Objects of a preview');
    await show({});
  }
}
