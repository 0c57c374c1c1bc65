/**
 * Draws a message that shows an event again: one of ours with chat.update, a link's preview with chat.unfurl.
 *
 * First it waits for its turn, so what is drawn is what is true then. Its conversation is checked again: if it has since
 * been shared outside, or is no longer listed, it gets no more content. A deleted message is forgotten.
 */
import { decideUnfurl } from '../access/conversations.ts';
import type { AccessPolicy } from '../access/policy.ts';
import type { Logger } from '../log.ts';
import type { EventSnapshot } from '../services/event-snapshot.ts';
import type { Spend } from '../slack/api/budget.ts';
import type { Directory } from '../slack/api/directory.ts';
import { lastingRefusal, slackFailure } from '../slack/api/errors.ts';
import type { SlackApi } from '../slack/api/slack-api.ts';
import { type Message, messageDigest } from '../slack/blocks/message.ts';
import { cardOf } from '../slack/cards/card.ts';
import { unfurl } from '../slack/features/previews/unfurl.ts';
import { decideWhereShown, isDirectMessage } from '../slack/where-shown.ts';
import type { Store } from '../store/open.ts';
import { forgetShownMessage, markShown, type ShownMessage } from '../store/shown-messages.ts';
import type { EventNow } from './event-now.ts';

/** Everyone in the conversation sees it, and Slack counts its edits. */
export type PublicMessage = Exclude<ShownMessage, { kind: 'response' }>;

export interface MessageEditorOptions {
  access: AccessPolicy;
  /** Waits for nothing: the editor has waited. */
  client: SlackApi;
  directory: Directory;
  logger: Logger;
  spend: Spend;
  store: Store;
  workObjects: boolean;
}

/** What a message should show, and its digest: a message with the same digest already shows it. */
interface Drawing {
  card: Message;
  digest: string;
}

export function draw(shown: ShownMessage, snapshot: EventSnapshot): Drawing {
  const sharing = shown.kind === 'message' ? { requestedBy: shown.userId, note: shown.note } : undefined;
  const card = cardOf(shown.shape, snapshot, sharing);
  return { card, digest: messageDigest(card) };
}

export function isOutdated(shown: ShownMessage, snapshot: EventSnapshot): boolean {
  return draw(shown, snapshot).digest !== shown.revision;
}

/** The method that draws it, of Slack's tier 3. */
export function methodFor({ kind }: PublicMessage): 'chat.update' | 'chat.unfurl' {
  return kind === 'message' ? 'chat.update' : 'chat.unfurl';
}

function isTooLong(error: unknown): boolean {
  return slackFailure(error)?.kind === 'unfit';
}

export class MessageEditor {
  readonly #options: MessageEditorOptions;

  constructor(options: MessageEditorOptions) {
    this.#options = options;
  }

  /** Rejects if the message couldn't be changed this time. */
  async edit(shown: PublicMessage, event: EventNow): Promise<void> {
    const { spend, store } = this.#options;
    await spend(methodFor(shown), shown.channelId);
    if (!(await this.#mayStand(shown))) return;
    const snapshot = await event.read();
    const { card, digest } = draw(shown, snapshot);
    if (shown.revision === digest) return;
    // HEC may have taken its time.
    if (!(await this.#mayStand(shown))) return;
    try {
      await this.#show(shown, card, snapshot);
      await markShown(store.db, shown, digest);
    } catch (error) {
      // Like a full card that is too long to be posted. What is true now is worth more than all the facts.
      if (isTooLong(error) && shown.shape === 'full') return this.edit({ ...shown, shape: 'compact' }, event);
      const refusal = lastingRefusal(error);
      if (refusal === undefined) throw error;
      await this.forget(shown, refusal);
    }
  }

  async forget({ id, channelId, eventId }: ShownMessage, reason: string): Promise<void> {
    const { logger, store } = this.#options;
    logger.info({ channelId, eventId, reason }, 'forgot a message that showed an event');
    await forgetShownMessage(store.db, id);
  }

  /** Forgets a message that may not show the event any more. */
  async #mayStand(shown: PublicMessage): Promise<boolean> {
    const reason = await this.#whyNotThere(shown);
    if (reason === 'unknown') throw new Error('Slack did not say who can read the message');
    if (reason !== undefined) await this.forget(shown, reason);
    return reason === undefined;
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

  async #show(shown: PublicMessage, card: Message, snapshot: EventSnapshot): Promise<unknown> {
    const { channelId: channel, messageTs: ts } = shown;
    const { client } = this.#options;
    if (shown.kind === 'message') return client.chat.update({ channel, ts, ...card, link_names: false, parse: 'none' });
    return unfurl(this.#options, shown, [{ url: shown.url, card, input: snapshot }]);
  }
}
