/** The modal behind "Share a summary": in which conversation, and with which note. It carries the search as its list does. */
import { type ModalView, plainText } from '../../blocks/block-kit.ts';
import { errorLine, noteInput } from '../../blocks/modal-inputs.ts';
import { type Mrkdwn, plain } from '../../blocks/text.ts';
import { noteMax } from '../../cards/card.ts';
import { type CarriedSearch, writeSearch } from '../../cards/search-codec.ts';
import type { OfferedConversations } from '../share/offered-conversations.ts';
import { offeredInput } from '../share/offered-input.ts';

export const summaryCallbackId = 'search:share';
export const summaryTitle = plain`Share a summary`;
export const summaryBlocks = { conversation: 'conversation', note: 'note' } as const;

export interface SummaryForm {
  /** '' for none. */
  conversation: string;
  note: string;
}

export interface SummaryViewInput {
  search: CarriedSearch;
  offered: OfferedConversations;
  form: SummaryForm;
  error?: Mrkdwn | undefined;
}

export function summaryView({ search, offered, form, error = '' }: SummaryViewInput): ModalView {
  return {
    type: 'modal',
    callback_id: summaryCallbackId,
    private_metadata: writeSearch(search),
    title: plainText(summaryTitle),
    submit: plainText(plain`Share`),
    close: plainText(plain`Cancel`),
    blocks: [
      ...errorLine(error),
      offeredInput(summaryBlocks.conversation, offered, form.conversation, 'required'),
      noteInput(summaryBlocks.note, form.note, noteMax, plain`summary`),
    ],
  };
}
