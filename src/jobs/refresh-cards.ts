/**
 * After a change: shows the event anew in the messages whose buttons were pressed, and in the private cards, at once.
 * Another job sees to the other messages.
 */
import type { FetchFunction } from '@slack/web-api';
import { z } from 'zod';
import type { AccessPolicy } from '../access/policy.ts';
import { type ActionRun, isEnded, runningOf } from '../actions/run.ts';
import type { EventSnapshot, EventSnapshots } from '../services/event-snapshot.ts';
import type { Directory } from '../slack/api/directory.ts';
import { ResponseUrlError, sendToResponseUrl } from '../slack/api/response-url.ts';
import { ownerRefusal } from '../slack/permission.ts';
import type { JobDefinition } from '../store/job-queue.ts';
import type { Store } from '../store/open.ts';
import { outcomesDue } from '../store/runs.ts';
import { markShown, type ShownMessage, shownMessagesOf, takeResponseUrl } from '../store/shown-messages.ts';
import { EventNow } from './event-now.ts';
import { draw, isOutdated, type MessageEditor } from './message-editor.ts';

export const refreshJob: JobDefinition<'refresh'> = {
  payload: z.object({ eventId: z.string() }),
  key: ({ eventId }) => eventId,
  workers: 4,
  // Short, because no other can run meanwhile: if the process dies, the card has to wait for it.
  expireInSeconds: 10,
  // For longer than the app keeps still when Slack limits the rate: then each try fails at once.
  retryLimit: 10,
  retryDelay: 1,
  retryBackoff: true,
};

export interface RefreshOptions {
  access: AccessPolicy;
  directory: Directory;
  editor: MessageEditor;
  fetch: FetchFunction;
  now: () => number;
  snapshots: EventSnapshots;
  store: Store;
}

type PrivateCard = Extract<ShownMessage, { kind: 'response' }>;

/** Long enough to show how a run ended, also when that has to be tried again. */
const justNowMs = 60_000;

/** True for the message whose button began a run that goes on, or that has just ended. */
export function wasJustPressed(runs: readonly ActionRun[], now: number): (message: ShownMessage) => boolean {
  const recent = runs.filter((run) => !isEnded(run) || now - run.endedAt.getTime() < justNowMs);
  return ({ channelId, messageTs }) =>
    recent.some((run) => run.channelId === channelId && run.messageTs === messageTs && messageTs !== undefined);
}

export class RefreshCards {
  readonly #options: RefreshOptions;

  constructor(options: RefreshOptions) {
    this.#options = options;
  }

  /** Rejects if a message couldn't be changed this time. */
  async run({ eventId }: { eventId: string }, signal: AbortSignal): Promise<void> {
    const { now, snapshots, store } = this.#options;
    const messages = await shownMessagesOf(store.db, eventId);
    if (messages.length === 0) return;
    const event = new EventNow(snapshots, eventId, signal);
    const snapshot = await event.read();
    const isPressed = wasJustPressed(snapshot.runs, now());
    const urgent = messages.filter((message) => message.kind === 'response' || isPressed(message));
    const outdated = urgent.filter((message) => isOutdated(message, snapshot));
    const shown = await Promise.allSettled(outdated.map((message) => this.#show(message, event)));
    // They look for themselves whether they are out of date.
    if (messages.length > urgent.length) await store.jobs.send(store.db, 'refresh_others', { eventId });
    await event.catchUp();
    const failures = shown.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} messages could not be refreshed`);
  }

  async #show(message: ShownMessage, event: EventNow): Promise<void> {
    if (message.kind !== 'response') return this.#options.editor.edit(message, event);
    await this.#showPrivately(message, await event.read());
  }

  /** Through its own address, which costs nothing of Slack's limits for the workspace. */
  async #showPrivately(shown: PrivateCard, snapshot: EventSnapshot): Promise<void> {
    const { editor, fetch, now, store } = this.#options;
    const refusal = await ownerRefusal(shown.userId, this.#options);
    if (refusal !== undefined) return editor.forget(shown, refusal);
    const { card, digest } = draw(shown, snapshot);
    // A response_url takes few messages. One is for announcing the outcome. While something runs, one more is for the card
    // to show how it ended, or it would say "running" forever.
    const keep = runningOf(snapshot.runs).length > 0 ? 2 : outcomesDue(shown);
    const url = await takeResponseUrl(store.db, shown.id, new Date(now()), keep);
    if (url === undefined) return;
    try {
      await sendToResponseUrl(fetch, url, { ...card, response_type: 'ephemeral', replace_original: true });
      await markShown(store.db, shown, digest);
    } catch (error) {
      // Later it may work, and to replace a card twice changes nothing: each try takes another use.
      if (!(error instanceof ResponseUrlError) || !error.isLasting) throw error;
      await editor.forget(shown, `response_url ${error.reason}`);
    }
  }
}
