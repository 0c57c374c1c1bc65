/** What a modal shows after it was submitted: first that it is being sent, then how that went. */
import type { ModalView } from '../../blocks/block-kit.ts';
import { type Message, section } from '../../blocks/message.ts';
import { channelMention, md } from '../../blocks/text.ts';
import { notice, noticeView } from '../../cards/notice.ts';

export function sent(): Message {
  return notice({ sentence: md`Sent to HEC. Follow progress on the card.` });
}

/** When there is no card, such as in details that were opened from the Home. */
export function sentAlone(): Message {
  return notice({ sentence: md`Sent to HEC. This app will message you the outcome.` });
}

/** The card or preview can't show the outcome, because nothing may be shown in its conversation (any more). */
export function sentUnseen(): Message {
  return notice({
    sentence: md`Sent to HEC. Updates can’t be shown in this conversation, so look up the event again to see the outcome.`,
  });
}

/** @param message undefined if the card shows it all */
export function resultView(message: Message | undefined): ModalView {
  return noticeView(message ?? sent());
}

/** What a modal says once an event was shown where the person wanted it. */
export function shownThere(channelId: string, threadTs: string | undefined): Message {
  const where = threadTs === undefined ? channelMention(channelId) : md`the thread in ${channelMention(channelId)}`;
  return { text: md`The event is shown there now.`, blocks: section(md`Done: shown in ${where}.`) };
}
