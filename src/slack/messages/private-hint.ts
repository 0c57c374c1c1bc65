/**
 * Why a card is shown to one person alone, and what would let everybody in the conversation see it.
 */
import type { PlaceRefusal } from '../../access/places.ts';
import { userMention } from '../text.ts';
import { context, type Message } from './message.ts';

/** The card with the reason at its foot. `botUserId` is the app's own, for the invitation. */
export function withHint(card: Message, reason: PlaceRefusal, botUserId: string): Message {
  return {
    text: card.text,
    blocks: [...card.blocks, ...context(`Only you can see this: ${because(reason, botUserId)}`)],
  };
}

function because(reason: PlaceRefusal, botUserId: string): string {
  switch (reason) {
    case 'app_not_member':
      return `the app is not in this channel. To show events to everybody here, type /invite ${userMention(botUserId)}`;
    case 'unseen':
      return `the app can’t look into this conversation. In a private channel, type /invite ${userMention(botUserId)}`;
    case 'unknown':
      return 'Slack did not say who can read here. Try again in a minute to show the event to everybody.';
    case 'shared_outside':
      return 'this conversation is shared with another organisation, and events stay inside yours.';
    case 'not_listed':
      return 'events are shown in certain channels only, and this is none of them (HEC_CHANNELS).';
    case 'archived':
      return 'this channel is archived.';
  }
}
