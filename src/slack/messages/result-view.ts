/** What a modal shows after it was submitted: first that it is being sent, then how that went. */
import type { ModalView } from '@slack/types';
import type { Message } from './message.ts';
import { notice, noticeView } from './notice.ts';

export function sendingView(): ModalView {
  return noticeView(notice({ sentence: 'Sending it to HEC…' }));
}

export function sent(): Message {
  return notice({ sentence: 'HEC has it. The card shows how it goes.' });
}

/** Beside a preview in a conversation that the app can't look into, which may stay as it is. */
export function sentUnseen(): Message {
  return notice({
    sentence: 'HEC has it. The app is not in this conversation, so look the event up again to see how it went.',
  });
}

/** @param message undefined where the card shows it all */
export function resultView(message: Message | undefined): ModalView {
  return noticeView(message ?? sent());
}
