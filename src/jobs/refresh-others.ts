/**
 * Shows an event anew in the messages that nobody has just pressed, the newest first, out of what Slack's limits leave
 * after people's own calls.
 *
 * A job does a few of them and sends the next, so a hundred messages of one event hold up no other event. Each message is
 * chosen and drawn when its turn comes: a storm of changes is one edit.
 */
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { ttl, upTo } from '../cache.ts';
import type { EventSnapshots } from '../services/event-snapshot.ts';
import type { SlackBudget } from '../slack/api/budget.ts';
import type { JobDefinition } from '../store/job-queue.ts';
import type { Store } from '../store/open.ts';
import { shownMessagesOf } from '../store/shown-messages.ts';
import { EventNow } from './event-now.ts';
import { isOutdated, type MessageEditor, methodFor, type PublicMessage } from './message-editor.ts';
import { wasJustPressed } from './refresh-cards.ts';

export const refreshOthersJob: JobDefinition<'refresh_others'> = {
  payload: z.object({ eventId: z.string() }),
  key: ({ eventId }) => eventId,
  workers: 4,
  expireInSeconds: 30,
  retryLimit: 8,
  retryDelay: 1,
  retryBackoff: true,
};

/** The last edit begins within this time, and has the rest of the job's time to end. */
const startsWithinMs = 8_000;
/** After a try without a free turn. */
const pauseSeconds = 1;
/** A message that couldn't be changed lets the others go first. */
const setAsideMs = 60_000;

export interface RefreshOthersOptions {
  budget: SlackBudget;
  editor: MessageEditor;
  now: () => number;
  snapshots: EventSnapshots;
  store: Store;
}

export class RefreshOthers {
  readonly #options: RefreshOthersOptions;
  readonly #setAside: LRUCache<string, true>;

  constructor(options: RefreshOthersOptions) {
    this.#options = options;
    this.#setAside = new LRUCache({ ...upTo(10_000), ...ttl(setAsideMs, options.now) });
  }

  /** Rejects if a message couldn't be changed this time. */
  async run({ eventId }: { eventId: string }, signal: AbortSignal): Promise<void> {
    const { budget, snapshots, store } = this.#options;
    const event = new EventNow(snapshots, eventId, signal);
    const until = performance.now() + startsWithinMs;
    const failed = new Map<string, unknown>();
    for (;;) {
      const next = await this.#next(eventId, event, failed);
      if (next === undefined) break;
      const isSpare = await budget.spareFor(methodFor(next), Math.max(0, until - performance.now()));
      if (isSpare) await this.#editNext(eventId, event, failed);
      if (!isSpare || performance.now() >= until || signal.aborted) {
        const startAfterSeconds = isSpare ? 0 : pauseSeconds;
        await store.jobs.send(store.db, 'refresh_others', { eventId }, { startAfterSeconds });
        break;
      }
    }
    await event.catchUp();
    if (failed.size > 0) throw new AggregateError(failed.values(), `${failed.size} messages could not be refreshed`);
  }

  /** Chooses anew: something newer may have come while the turn was waited for. */
  async #editNext(eventId: string, event: EventNow, failed: Map<string, unknown>): Promise<void> {
    const message = await this.#next(eventId, event, failed);
    if (message === undefined) return;
    try {
      await this.#options.editor.edit(message, event);
    } catch (error) {
      this.#setAside.set(message.id, true);
      failed.set(message.id, error);
    }
  }

  /** The newest that is out of date and was not tried in vain. */
  async #next(
    eventId: string,
    event: EventNow,
    failed: ReadonlyMap<string, unknown>,
  ): Promise<PublicMessage | undefined> {
    const { now, store } = this.#options;
    const messages = await shownMessagesOf(store.db, eventId);
    if (messages.length === 0) return undefined;
    const snapshot = await event.read();
    const isPressed = wasJustPressed(snapshot.runs, now());
    const outdated = messages
      .filter((message): message is PublicMessage => message.kind !== 'response' && !isPressed(message))
      .filter((message) => !failed.has(message.id) && isOutdated(message, snapshot));
    return outdated.findLast(({ id }) => !this.#setAside.has(id)) ?? outdated.at(-1);
  }
}
