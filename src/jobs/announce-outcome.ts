/**
 * The outcome of a run: one reply in the thread of the card that was clicked, private where that card was private. Where
 * there was no card, such as in details that were opened from the Home, a message from the app to whoever pressed.
 */
import type { FetchFunction, WebClient } from '@slack/web-api';
import { decidePost } from '../access/conversations.ts';
import type { ActionRun } from '../actions/run.ts';
import type { Config } from '../config.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import type { Logger } from '../log.ts';
import type { ReadEventSnapshot } from '../services/event-snapshot.ts';
import type { Directory } from '../slack/api/directory.ts';
import { postMessage } from '../slack/api/post.ts';
import { sendToResponseUrl } from '../slack/api/response-url.ts';
import { outcomeAlone, outcomeMessage } from '../slack/cards/outcome-message.ts';
import { decide } from '../slack/permission.ts';
import type { Store } from '../store/open.ts';
import { runById } from '../store/runs.ts';
import { shownMessagesOf, takeResponseUrl } from '../store/shown-messages.ts';

export interface AnnounceOptions {
  access: Config['access'];
  client: WebClient;
  directory: Directory;
  fetch: FetchFunction;
  logger: Logger;
  now: () => number;
  readEventSnapshot: ReadEventSnapshot;
  store: Store;
}

/** The returned function is the handler of `announce` jobs. */
export function createAnnounce(options: AnnounceOptions): (job: { runId: string }) => Promise<void> {
  const { access, client, directory, fetch, logger, now, readEventSnapshot, store } = options;

  return async ({ runId }) => {
    const run = await runById(store.db, runId);
    if (run === undefined) return;
    const { channelId, messageTs, userId } = run;
    const event = await readEvent(run.eventId);
    if (channelId === undefined || messageTs === undefined) return tellAlone(run, event);
    const message = outcomeMessage(run, event);
    const messages = await shownMessagesOf(store.db, run.eventId);
    const card = messages.find((message) => message.channelId === channelId && message.messageTs === messageTs);
    // Without its record nobody knows whether the card was private.
    if (card === undefined) return logger.info({ channelId, runId }, 'an outcome has no card to be posted under');
    if (card.kind === 'response') {
      const url = card.userId === userId ? await takeResponseUrl(store.db, card.id, new Date(now())) : undefined;
      if (url === undefined) return;
      const beside = { response_type: 'ephemeral', replace_original: false, thread_ts: card.threadTs } as const;
      return sendToResponseUrl(fetch, url, { ...message, ...beside });
    }
    const conversation = await directory.conversation(channelId);
    // Told later rather than never: the job is tried again.
    if (conversation.kind === 'unknown') throw new Error('Slack could not say who reads a conversation');
    const decision = decidePost(conversation, access.channels);
    if (!decision.allowed)
      return logger.info({ channelId, runId, reason: decision.reason }, 'an outcome was not posted');
    const posted = await postMessage(client, channelId, message, run.threadTs ?? messageTs);
    if (posted.kind !== 'posted') logger.warn({ channelId, runId, posted: posted.kind }, 'an outcome was not posted');
  };

  async function tellAlone(run: ActionRun, event: SecurityEvent | undefined): Promise<void> {
    const { id: runId, userId } = run;
    const viewer = await decide('view', userId, { access, directory });
    if (!viewer.allowed && viewer.reason === 'unknown') throw new Error('Slack could not say who somebody is');
    if (!viewer.allowed) return logger.info({ userId, runId, reason: viewer.reason }, 'an outcome was not sent');
    // Their id stands for the direct message that the app has with them.
    const posted = await postMessage(client, userId, outcomeAlone(run, event));
    if (posted.kind !== 'posted') logger.warn({ userId, runId, posted: posted.kind }, 'an outcome was not sent');
  }

  async function readEvent(id: string): Promise<SecurityEvent | undefined> {
    try {
      return (await readEventSnapshot({ kind: 'typed', id }, { fresh: true })).event;
    } catch (error) {
      logger.warn({ err: error, eventId: id }, 'the event could not be read for an outcome');
      return undefined;
    }
  }
}
