/**
 * Why an event may not be shown to everybody in a conversation, and what would let it be.
 */
import type { PostRefusal } from '../../api/post.ts';
import { context, type Message } from '../../blocks/message.ts';
import { userMention } from '../../blocks/text.ts';

/** The card with the reason at its foot. `botUserId` is the app's own, for the invitation. */
export function withHint(card: Message, reason: PostRefusal, botUserId: string): Message {
  return {
    text: card.text,
    blocks: [...card.blocks, ...context(`Only you can see this: ${whyNotThere(reason, botUserId)}`)],
  };
}

/** As mrkdwn, the end of a sentence. */
export function whyNotThere(reason: PostRefusal, botUserId: string): string {
  switch (reason) {
    case 'app_not_member':
      return `the app is not in this channel. To show events to everybody there, type /invite ${userMention(botUserId)}`;
    case 'unseen':
      return `the app can’t look into this conversation. In a private channel, type /invite ${userMention(botUserId)}`;
    case 'unknown':
      return 'Slack did not say who can read there. Try again in a minute to show the event to everybody.';
    case 'shared_outside':
      return 'this conversation is shared with another organisation, and events stay inside yours.';
    case 'not_listed':
      return 'events are shown in certain channels only, and this is none of them (HEC_CHANNELS).';
    case 'archived':
      return 'this channel is archived.';
    case 'sharer_not_member':
      return 'you are not in this conversation. Join it first.';
    case 'posting_restricted':
      return 'only certain people may post in this channel, and the app is not among them.';
    case 'no_thread':
      return 'there is no message to reply to: it was deleted, or it takes no replies.';
    case 'no_threads':
      return 'this channel takes no replies in threads.';
    case 'thread_locked':
      return 'this thread is locked, and takes no replies any more.';
  }
}
