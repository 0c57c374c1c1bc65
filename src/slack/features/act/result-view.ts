/** What a modal shows after it was submitted: first that it is being sent, then how that went. */
import type { ModalView } from '@slack/types';
import { type Message, section } from '../../blocks/message.ts';
import { channelMention } from '../../blocks/text.ts';
import { notice, noticeView } from '../../cards/notice.ts';

export function sent(): Message {
  return notice({ sentence: 'HEC has it. The card shows how it goes.' });
}

/** Where no card is, such as in details that were opened from the Home. */
export function sentAlone(): Message {
  return notice({ sentence: 'HEC has it. The outcome comes to you as a message from this app.' });
}

/** Beside a card or preview in a conversation where nothing may be shown (any more), so that it stays as it is. */
export function sentUnseen(): Message {
  return notice({
    sentence:
      'HEC has it. Nothing more may be shown in this conversation, so look the event up again to see how it went.',
  });
}

/** @param message undefined where the card shows it all */
export function resultView(message: Message | undefined): ModalView {
  return noticeView(message ?? sent());
}

/** What a modal says once an event was shown where the person wanted it. */
export function shownThere(channelId: string, threadTs: string | undefined): Message {
  const where = `${threadTs === undefined ? '' : 'the thread in '}${channelMention(channelId)}`;
  return { text: 'The event is shown there now.', blocks: section(`Done: shown in ${where}.`) };
}
