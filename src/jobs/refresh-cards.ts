/**
 * Refreshes every message that shows an event, from what HEC says now.
 *
 * Each channel gets at most one edit a second. Its conversation is checked again first: if it has since been shared
 * outside, or is no longer listed, it gets no more content. A deleted message is forgotten.
 */
import { LRUCache } from 'lru-cache';
import pThrottle, { type ThrottledFunction } from 'p-throttle';
import { z } from 'zod';
import { decideUnfurl } from '../access/conversations.ts';
import { runningOf } from '../actions/run.ts';
import type { EventSnapshot } from '../services/event-snapshot.ts';
import { lastingRefusal } from '../slack/api/errors.ts';
import { ResponseUrlError, sendToResponseUrl } from '../slack/api/response-url.ts';
import { type Message, messageDigest } from '../slack/blocks/message.ts';
import { cardOf } from '../slack/cards/card.ts';
import { unfurl } from '../slack/features/previews/unfurl.ts';
import { ownerRefusal } from '../slack/permission.ts';
import { decideWhereShown, isDirectMessage } from '../slack/where-shown.ts';
import type { JobDefinition } from '../store/job-queue.ts';
import {
  forgetShownMessage,
  markShown,
  type ShownMessage,
  shownMessagesOf,
  takeResponseUrl,
} from '../store/shown-messages.ts';
import type { AnnounceOptions } from './announce-outcome.ts';

export const refreshJob: JobDefinition<'refresh'> = {
  payload: z.object({ eventId: z.string() }),
  key: ({ eventId }) => eventId,
  workers: 4,
  expireInSeconds: 60,
  retryLimit: 8,
  retryDelay: 1,
  retryBackoff: true,
};

export interface RefreshOptions extends AnnounceOptions {
  /** Between two edits in one channel, in milliseconds. */
  editEveryMs: number;
  workObjects: boolean;
}

type PublicMessage = Exclude<ShownMessage, { kind: 'response' }>;
type PrivateCard = Extract<ShownMessage, { kind: 'response' }>;

/** What a message should show, and its digest: a message with the same digest already shows it. */
interface Rendering {
  card: Message;
  digest: string;
  snapshot: EventSnapshot;
}

type Edit = () => Promise<unknown>;

export class RefreshCards {
  readonly #options: RefreshOptions;
  readonly #editsOf: LRUCache<string, ThrottledFunction<(edit: Edit) => Promise<unknown>>>;

  constructor(options: RefreshOptions) {
    this.#options = options;
    this.#editsOf = new LRUCache({
      max: 1_000,
      memoMethod: () => pThrottle({ limit: 1, interval: options.editEveryMs })((edit: Edit) => edit()),
    });
  }

  /** Rejects if a message couldn't be changed this time. */
  async run({ eventId }: { eventId: string }): Promise<void> {
    const { snapshots, store } = this.#options;
    const messages = await shownMessagesOf(store.db, eventId);
    if (messages.length === 0) return;
    const snapshot = await snapshots.read({ kind: 'typed', id: eventId }, { fresh: true });
    const refreshed = await Promise.allSettled(messages.map((message) => this.#refresh(message, snapshot)));
    const failures = refreshed.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    // If a run ended meanwhile, a late edit of ours may show it as running again.
    await snapshots.refreshIfMovedOn(snapshot);
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} messages could not be refreshed`);
  }

  async #refresh(shown: ShownMessage, snapshot: EventSnapshot): Promise<void> {
    const sharing = shown.kind === 'message' ? { requestedBy: shown.userId, note: shown.note } : undefined;
    const card = cardOf(shown.shape, snapshot, sharing);
    const digest = messageDigest(card);
    // An earlier try of this job, or another job, has already shown it.
    if (shown.revision === digest) return;
    const rendering = { card, digest, snapshot };
    await (shown.kind === 'response' ? this.#showPrivately(shown, rendering) : this.#showInPublic(shown, rendering));
  }

  async #showInPublic(shown: PublicMessage, rendering: Rendering): Promise<void> {
    const { store } = this.#options;
    const reason = await this.#whyNotThere(shown);
    if (reason === 'unknown') throw new Error('Slack did not say who can read the message');
    if (reason !== undefined) return this.#forget(shown, reason);
    const edit = this.#editsOf.memo(shown.channelId);
    try {
      await edit(() => this.#edit(shown, rendering));
      await markShown(store.db, shown.id, rendering.digest);
    } catch (error) {
      const refusal = lastingRefusal(error);
      if (refusal === undefined) throw error;
      await this.#forget(shown, refusal);
    }
  }

  async #whyNotThere(shown: PublicMessage): Promise<string | undefined> {
    if (shown.kind === 'message') {
      const decision = await decideWhereShown(shown, this.#options);
      return decision.allowed ? undefined : decision.reason;
    }
    const { access, directory } = this.#options;
    const conversation = await directory.conversation(shown.channelId);
    if (conversation.kind === 'unknown') return 'unknown';
    // A private channel that the app can't see may have been shared since; a direct message can't.
    if (conversation.kind !== 'seen' && !isDirectMessage(shown.channelId)) return conversation.kind;
    const sharedOutside = conversation.kind === 'seen' && conversation.sharedOutside;
    const decision = decideUnfurl({ channelId: shown.channelId, sharedOutside }, access.channels);
    return decision.allowed ? undefined : decision.reason;
  }

  async #edit(shown: PublicMessage, { card, snapshot }: Rendering): Promise<unknown> {
    const { channelId: channel, messageTs: ts } = shown;
    const { client } = this.#options;
    if (shown.kind === 'message') return client.chat.update({ channel, ts, ...card, link_names: false, parse: 'none' });
    return unfurl(this.#options, shown, [{ url: shown.url, card, input: snapshot }]);
  }

  async #showPrivately(shown: PrivateCard, { card, digest, snapshot }: Rendering): Promise<void> {
    const { fetch, now, store } = this.#options;
    const refusal = await ownerRefusal(shown.userId, this.#options);
    if (refusal !== undefined) return this.#forget(shown, refusal);
    // A response_url takes few messages. The last is for announcing the outcome. While something runs, one more is for the
    // card to show how it ended, or it would say "running" forever.
    const keep = runningOf(snapshot.runs).length > 0 ? 2 : 1;
    const url = await takeResponseUrl(store.db, shown.id, new Date(now()), keep);
    if (url === undefined) return;
    try {
      await sendToResponseUrl(fetch, url, { ...card, response_type: 'ephemeral', replace_original: true });
      await markShown(store.db, shown.id, digest);
    } catch (error) {
      // Later it may work, and to replace a card twice changes nothing: each try takes another use.
      if (!(error instanceof ResponseUrlError) || !error.isLasting) throw error;
      await this.#forget(shown, `response_url ${error.reason}`);
    }
  }

  async #forget({ id, channelId, eventId }: ShownMessage, reason: string): Promise<void> {
    const { logger, store } = this.#options;
    logger.info({ channelId, eventId, reason }, 'forgot a message that showed an event');
    await forgetShownMessage(store.db, id);
  }
}
