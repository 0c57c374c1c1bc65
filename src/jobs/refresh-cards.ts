/**
 * Renders every message that shows an event again, from what HEC says now.
 *
 * Edits are gathered to one a second in each channel. Each is checked again before anything is shown there: a
 * channel that was shared outside since, or is no longer listed, gets no more content. A message that is gone is forgotten.
 */
import type { FetchFunction, WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import pThrottle from 'p-throttle';
import { type Conversation, decidePost, decideUnfurl } from '../access/conversations.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { catchUp } from '../services/catch-up.ts';
import type { EventSnapshot, ReadEventSnapshot } from '../services/event-snapshot.ts';
import type { Directory } from '../slack/api/directory.ts';
import { lastingRefusal } from '../slack/api/errors.ts';
import { ResponseUrlError, sendToResponseUrl } from '../slack/api/response-url.ts';
import { type Message, messageDigest } from '../slack/blocks/message.ts';
import { cardOf } from '../slack/cards/card.ts';
import { runningOf } from '../slack/cards/card-input.ts';
import { unfurl } from '../slack/features/previews/unfurl.ts';
import type { Store } from '../store/open.ts';
import {
  forgetShownMessage,
  markShown,
  type ShownMessage,
  shownMessagesOf,
  takeResponseUrl,
} from '../store/shown-messages.ts';

export interface RefreshOptions {
  access: Config['access'];
  client: WebClient;
  directory: Directory;
  fetch: FetchFunction;
  logger: Logger;
  now: () => number;
  readEventSnapshot: ReadEventSnapshot;
  store: Store;
  /** Between two edits in one channel, in milliseconds. */
  editEveryMs: number;
  /** Whether previews also carry Slack's own object for the event. */
  workObjects: boolean;
}

type Edit = () => Promise<unknown>;

/** The returned function is the handler of `refresh` jobs; it rejects when a message could not be changed this time. */
export function createRefresh(options: RefreshOptions): (job: { eventId: string }) => Promise<void> {
  const { access, client, directory, fetch, logger, now, readEventSnapshot, store, editEveryMs, workObjects } = options;
  const editsOf = new LRUCache<string, (edit: Edit) => Promise<unknown>>({
    max: 1_000,
    memoMethod: () => pThrottle({ limit: 1, interval: editEveryMs })((edit: Edit) => edit()),
  });

  return async ({ eventId }) => {
    const messages = await shownMessagesOf(store.db, eventId);
    if (messages.length === 0) return;
    const snapshot = await readEventSnapshot({ kind: 'typed', id: eventId }, { fresh: true });
    const shown = await Promise.allSettled(messages.map((message) => show(message, snapshot)));
    const failures = shown.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    // What ended meanwhile may be shown as running here, by an edit that came after whoever ended it had shown it right.
    await catchUp(store, snapshot);
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} messages could not be refreshed`);
  };

  async function show(shown: ShownMessage, snapshot: EventSnapshot): Promise<void> {
    const posted = shown.kind === 'message' ? { requestedBy: shown.userId, note: shown.note } : {};
    const message = cardOf(shown.shape, { ...snapshot, ...posted });
    const digest = messageDigest(message);
    // An earlier try of this job, or another job, has shown it already.
    if (shown.revision === digest) return;
    // Its address takes few messages: the last one is kept for how it ends, or the card would say "running" for ever.
    if (shown.kind === 'response') {
      return showPrivately(shown, message, digest, runningOf(snapshot.runs).length > 0 ? 1 : 0);
    }
    const conversation = await directory.conversation(shown.channelId);
    if (conversation.kind === 'unknown') throw new Error('Slack could not say who reads a conversation');
    const reason = refusalOf(shown, conversation);
    if (reason !== undefined) return forget(shown, reason);
    const edit = editsOf.memo(shown.channelId);
    try {
      await edit(() => change(shown, message, snapshot));
      await markShown(store.db, shown.id, digest);
    } catch (error) {
      const refusal = lastingRefusal(error);
      if (refusal === undefined) throw error;
      await forget(shown, refusal);
    }
  }

  function refusalOf(message: ShownMessage, conversation: Conversation): string | undefined {
    if (message.kind === 'message') {
      const decision = decidePost(conversation, access.channels);
      return decision.allowed ? undefined : decision.reason;
    }
    // A private channel that the app can't see may have been shared since; a direct message can't.
    if (conversation.kind !== 'seen' && !message.channelId.startsWith('D')) return conversation.kind;
    const sharedOutside = conversation.kind === 'seen' && conversation.sharedOutside;
    const decision = decideUnfurl({ channelId: message.channelId, sharedOutside }, access.channels);
    return decision.allowed ? undefined : decision.reason;
  }

  async function change(
    shown: Exclude<ShownMessage, { kind: 'response' }>,
    card: Message,
    input: EventSnapshot,
  ): Promise<unknown> {
    const { channelId: channel, messageTs: ts } = shown;
    if (shown.kind === 'message') return client.chat.update({ channel, ts, ...card, link_names: false, parse: 'none' });
    return unfurl({ client, logger, workObjects }, shown, [{ url: shown.url, card, input }]);
  }

  async function showPrivately(shown: ShownMessage, message: Message, digest: string, keep: number): Promise<void> {
    const url = await takeResponseUrl(store.db, shown.id, new Date(now()), keep);
    if (url === undefined) return;
    try {
      await sendToResponseUrl(fetch, url, { ...message, response_type: 'ephemeral', replace_original: true });
      await markShown(store.db, shown.id, digest);
    } catch (error) {
      if (!(error instanceof ResponseUrlError)) throw error;
      await forget(shown, `response_url ${error.status}`);
    }
  }

  async function forget(message: ShownMessage, reason: string): Promise<void> {
    logger.info(
      { channelId: message.channelId, eventId: message.eventId, reason },
      'a message no longer shows an event',
    );
    await forgetShownMessage(store.db, message.id);
  }
}
