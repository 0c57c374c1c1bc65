/**
 * Announces a run's outcome once: in the thread of the card that was clicked, privately if that card was private. If
 * there was no card, as in details opened from the Home, its address is gone, or Slack takes no reply there, the app messages
 * the person who pressed.
 */
import type { FetchFunction } from '@slack/web-api';
import { z } from 'zod';
import type { AccessPolicy } from '../access/policy.ts';
import { type EndedRun, isEnded } from '../actions/run.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import type { Logger } from '../log.ts';
import type { EventSnapshots } from '../services/event-snapshot.ts';
import type { Directory } from '../slack/api/directory.ts';
import { NoLongerAllowedError, slackFailure } from '../slack/api/errors.ts';
import { wasNeverConnected } from '../slack/api/fetch.ts';
import { type PostOutcome, postMessage } from '../slack/api/post.ts';
import { ResponseUrlError, sendToResponseUrl } from '../slack/api/response-url.ts';
import type { SlackApi } from '../slack/api/slack-api.ts';
import type { Message } from '../slack/blocks/message.ts';
import { outcomeAlone, outcomeMessage } from '../slack/cards/outcome-message.ts';
import { ownerRefusal } from '../slack/permission.ts';
import { decideWhereShown, isDirectMessage } from '../slack/where-shown.ts';
import type { JobDefinition } from '../store/job-queue.ts';
import type { Store } from '../store/open.ts';
import { noteAnnouncing, runById, takeBackAnnouncing } from '../store/runs.ts';
import { type ShownMessage, shownMessagesOf, takeResponseUrl } from '../store/shown-messages.ts';

export const announceJob: JobDefinition<'announce'> = {
  payload: z.object({ runId: z.string() }),
  workers: 2,
  // It may have to read the event, and to wait for its turn in a busy channel.
  expireInSeconds: 60,
  // For longer than the app keeps still when Slack limits the rate: then each try fails at once.
  retryLimit: 10,
  retryDelay: 1,
  retryBackoff: true,
};

/** What it takes to show something in Slack outside a request. */
export interface AnnounceOptions {
  access: AccessPolicy;
  client: SlackApi;
  directory: Directory;
  fetch: FetchFunction;
  logger: Logger;
  now: () => number;
  snapshots: EventSnapshots;
  store: Store;
}

export class AnnounceOutcome {
  readonly #options: AnnounceOptions;

  constructor(options: AnnounceOptions) {
    this.#options = options;
  }

  /** Rejects if it should be tried again later. */
  async run({ runId }: { runId: string }): Promise<void> {
    const { logger, store } = this.#options;
    const ended = await runById(store.db, runId);
    if (ended === undefined) return;
    const event = await this.#readEvent(ended.eventId);
    // Reading the event may have revealed what became of the run.
    const run = await runById(store.db, runId);
    if (run === undefined || !isEnded(run)) return;
    const { channelId, messageTs } = run;
    if (channelId === undefined || messageTs === undefined) return this.#tellAlone(run, event);
    const messages = await shownMessagesOf(store.db, run.eventId);
    const card = messages.find((message) => message.channelId === channelId && message.messageTs === messageTs);
    // Only its record tells whether the card was private.
    if (card === undefined) {
      logger.info({ channelId, runId }, 'outcome told in a direct message: its card is not recorded');
      return this.#tellAlone(run, event);
    }
    if (card.kind === 'response') return this.#replyPrivately(run, card, event);
    if (card.kind === 'message' && isDirectMessage(channelId)) {
      // People look at what comes last there, not into threads.
      const threadTs = run.threadTs === messageTs ? undefined : run.threadTs;
      return this.#reply(run, { kind: card.kind, channelId, threadTs }, outcomeAlone(run, event), event);
    }
    const threadTs = run.threadTs ?? messageTs;
    await this.#reply(run, { kind: card.kind, channelId, threadTs }, outcomeMessage(run, event), event);
  }

  /** Through the card's address, or alone once that takes no more. */
  async #replyPrivately(run: EndedRun, card: ShownMessage, event: SecurityEvent | undefined): Promise<void> {
    const { directory, fetch, logger, now, store } = this.#options;
    const { id: runId, userId } = run;
    const refusal = await ownerRefusal(userId, this.#options);
    if (refusal !== undefined) return logger.info({ userId, runId, reason: refusal }, 'outcome not sent');
    const isTheirs = (await directory.idsOf(userId)).includes(card.userId ?? '');
    // The card's last change is for its own end. A correction can be told elsewhere.
    const keep = run.corrects === undefined ? 0 : 1;
    const beside = { response_type: 'ephemeral', replace_original: false, thread_ts: card.threadTs } as const;
    try {
      const sent = await this.#once(run, async () => {
        const url = isTheirs ? await takeResponseUrl(store.db, card.id, new Date(now()), keep) : undefined;
        if (url === undefined) return false;
        await sendToResponseUrl(fetch, url, { ...outcomeMessage(run, event), ...beside });
        return true;
      });
      if (sent !== false) return;
      await takeBackAnnouncing(store.db, runId);
    } catch (error) {
      if (!(error instanceof ResponseUrlError) || error.problem === 'not_taken') throw error;
      logger.warn({ runId, reason: error.reason }, 'outcome not confirmed in its private card');
      // One that isn't refused may have been shown, so it isn't sent again.
      if (!error.isLasting) return;
    }
    await this.#tellAlone(run, event);
  }

  async #reply(
    run: EndedRun,
    { kind, channelId, threadTs }: { kind: 'message' | 'unfurl'; channelId: string; threadTs: string | undefined },
    message: Message,
    event: SecurityEvent | undefined,
  ): Promise<void> {
    const { client, logger, store } = this.#options;
    const { id: runId, userId } = run;
    const decide = () => decideWhereShown({ kind, channelId, userId }, this.#options);
    const decision = await decide();
    // Throws, so the job is tried again: better late than never.
    if (!decision.allowed && decision.reason === 'unknown')
      throw new Error('Slack did not say who can read the outcome');
    if (!decision.allowed) return logger.info({ channelId, runId, reason: decision.reason }, 'outcome not posted');
    const asking = client.asking(async () => (await decide()).allowed);
    const posted = await this.#once(run, () => this.#post(asking, channelId, message, threadTs));
    if (posted === undefined || posted.kind === 'posted') return;
    logger.warn({ channelId, runId, posted: posted.kind }, 'outcome not posted');
    if (posted.kind !== 'refused') return;
    await takeBackAnnouncing(store.db, runId);
    await this.#tellAlone(run, event);
  }

  async #tellAlone(run: EndedRun, event: SecurityEvent | undefined): Promise<void> {
    const { logger } = this.#options;
    const { id: runId, userId } = run;
    const refusal = await ownerRefusal(userId, this.#options);
    if (refusal !== undefined) return logger.info({ userId, runId, reason: refusal }, 'outcome not sent');
    // Posting to a person's id posts to their direct message with the app.
    await this.#once(run, async () => {
      const posted = await this.#post(this.#options.client, userId, outcomeAlone(run, event));
      if (posted.kind !== 'posted') logger.warn({ userId, runId, posted: posted.kind }, 'outcome not sent');
    });
  }

  /** If Slack doesn't take the message, its text alone says the same. */
  async #post(client: SlackApi, channelId: string, message: Message, threadTs?: string): Promise<PostOutcome> {
    const { logger } = this.#options;
    const posted = await postMessage({ client, logger }, channelId, message, threadTs);
    if (posted.kind !== 'unfit') return posted;
    return postMessage({ client, logger }, channelId, { text: message.text, blocks: [] }, threadTs);
  }

  /**
   * Noted before it is sent: if the process dies in between, nobody knows whether Slack has it. It isn't sent again then:
   * cards, the Home and the record tell the outcome anyway.
   */
  async #once<Sent>(run: EndedRun, send: () => Promise<Sent>): Promise<Sent | undefined> {
    const { logger, now, store } = this.#options;
    const { id: runId } = run;
    if (!(await noteAnnouncing(store.db, run, new Date(now())))) {
      const current = await runById(store.db, runId);
      if (current !== undefined && isEnded(current) && current.outcome !== run.outcome) await this.run({ runId });
      else logger.warn({ runId }, 'outcome not posted again: an earlier attempt may have posted it');
      return undefined;
    }
    try {
      return await send();
    } catch (error) {
      if (provesNotTold(error)) await takeBackAnnouncing(store.db, runId);
      throw error;
    }
  }

  async #readEvent(id: string): Promise<SecurityEvent | undefined> {
    try {
      return (await this.#options.snapshots.read({ kind: 'typed', id }, { fresh: true, email: 'none' })).event;
    } catch (error) {
      this.#options.logger.warn({ err: error, eventId: id }, 'could not read the event for an outcome');
      return undefined;
    }
  }
}

function provesNotTold(error: unknown): boolean {
  if (error instanceof ResponseUrlError) return error.problem !== 'unconfirmed';
  if (error instanceof NoLongerAllowedError) return true;
  return slackFailure(error) !== undefined || wasNeverConnected(error);
}
