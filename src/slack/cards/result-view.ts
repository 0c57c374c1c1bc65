/** What a modal shows once it is submitted: that the action was sent, or what happened instead. */
import type { ModalView } from '../blocks/block-kit.ts';
import type { Message } from '../blocks/message.ts';
import { channelMention, md } from '../blocks/text.ts';
import { notice, noticeView } from './notice.ts';

/** What the person has to know, even if the modal was closed meanwhile or can't show it. */
export interface ModalResult {
  /** `done`: as it was wanted, so that a modal that closes when it is done need not show it. */
  type: 'result' | 'done';
  said: Message;
  view: ModalView;
}

export function resultOf(said: Message, view: ModalView = noticeView(said)): ModalResult {
  return { type: 'result', said, view };
}

export function doneWith(said: Message): ModalResult {
  return { type: 'done', said, view: noticeView(said) };
}

export function sent(): Message {
  return notice({ sentence: md`Sent to HEC. Follow progress on the card.` });
}

/** If there is no card, as in details opened from the Home. */
export function sentAlone(): Message {
  return notice({ sentence: md`Sent to HEC. This app will message you the outcome.` });
}

/** If the card or preview can't show the outcome, because its conversation may not (or no longer) show events. */
export function sentUnseen(): Message {
  return notice({
    sentence: md`Sent to HEC. Updates can’t be shown in this conversation, so look up the event again to see the outcome.`,
  });
}

/** @param message undefined if the card shows it all */
export function resultView(message: Message | undefined): ModalResult {
  return resultOf(message ?? sent());
}

/** Once an event is shown where the person wanted it. */
export function shownThere(channelId: string, threadTs: string | undefined): Message {
  const where = threadTs === undefined ? channelMention(channelId) : md`the thread in ${channelMention(channelId)}`;
  return notice({ sentence: md`Done: the event is shown in ${where}.` });
}
