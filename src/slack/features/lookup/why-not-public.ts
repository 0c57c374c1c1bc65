/** Why an event may not be shown to everyone in a conversation, and what would change that. */
import type { PostRefusal } from '../../api/post.ts';
import { context, type Message } from '../../blocks/message.ts';
import { code, type Mrkdwn, md, userMention } from '../../blocks/text.ts';

/** The card with the reason at its foot. `botUserId` is the app's own, for the invitation. */
export function withHint(card: Message, reason: PostRefusal, botUserId: string): Message {
  return {
    text: card.text,
    blocks: [...card.blocks, ...context(md`Only you can see this: ${whyNotThere(reason, botUserId)}`)],
  };
}

/** The end of a sentence. */
export function whyNotThere(reason: PostRefusal, botUserId: string): Mrkdwn {
  switch (reason) {
    case 'app_not_member':
      return md`the app isn’t in this channel. To show events to everyone there, type /invite ${userMention(botUserId)}`;
    case 'unseen':
      return md`the app can’t see who is in this conversation. In a private channel, type /invite ${userMention(botUserId)}`;
    case 'unknown':
      return md`Slack didn’t say who can read this conversation. Try again in a minute to show the event to everyone.`;
    case 'shared_outside':
      return md`this conversation is shared with another organisation, and events stay inside yours.`;
    case 'not_listed':
      return md`events can be shown only in certain channels, and this isn’t one of them (HEC_CHANNELS).`;
    case 'archived':
      return md`this channel is archived.`;
    case 'sharer_not_member':
      return md`you’re not in this conversation. Join it first.`;
    case 'posting_restricted':
      return md`only certain people can post in this channel, and the app isn’t one of them.`;
    case 'no_thread':
      return md`the message to reply to was deleted, or doesn’t allow replies.`;
    case 'no_threads':
      return md`this channel doesn’t allow replies in threads.`;
    case 'thread_locked':
      return md`this thread is locked, so the app can’t reply.`;
    case 'messages_tab_off':
      return md`the app’s messages are switched off in this workspace. Tell the app’s administrator.`;
    case 'workspace_full':
      return md`this workspace has reached Slack’s limit for messages. Try again later to show the event to everyone.`;
    case 'suspended':
      return md`your organisation’s administrators have suspended posting here.`;
    case 'card_not_taken':
      return md`Slack didn’t accept the event’s card. Tell the app’s administrator.`;
    case 'token_refused':
      return md`this app can’t sign in to Slack. Tell the app’s administrator.`;
    case 'no_scope':
      return md`this app lacks the permission to post. Tell the app’s administrator.`;
    default:
      return md`Slack didn’t allow the post. Reference for the app’s administrator: ${code(slackCodeIn(reason), 100)}`;
  }
}

function slackCodeIn(reason: `slack:${string}`): string {
  return reason.slice('slack:'.length);
}
