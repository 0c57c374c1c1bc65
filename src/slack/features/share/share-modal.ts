/** The modal behind "Share…": shows an event in another conversation, or below a message given by its link. */
import { type InputBlock, type ModalView, type PlainTextOption, plainText } from '../../blocks/block-kit.ts';
import { errorLine, noteInput } from '../../blocks/modal-inputs.ts';
import { type Mrkdwn, plain } from '../../blocks/text.ts';
import { noteMax, type Shape } from '../../cards/card.ts';
import type { CardOrigin } from '../../cards/origin-codec.ts';
import type { OfferedConversations } from './offered-conversations.ts';
import { offeredInput } from './offered-input.ts';
import { writeShared } from './share-codec.ts';

export const shareCallbackId = 'share_event';
export const shareBlocks = { conversation: 'conversation', link: 'link', shape: 'shape', note: 'note' } as const;

export interface ShareForm {
  /** '' if the link says where. */
  conversation: string;
  /** To a message, as typed; '' for none. */
  link: string;
  shape: Shape;
  note: string;
}

export interface ShareViewInput {
  eventId: string;
  /** Where "Share…" was pressed. */
  origin: CardOrigin | undefined;
  offered: OfferedConversations;
  /** What was filled in before. */
  form?: ShareForm | undefined;
  error?: Mrkdwn | undefined;
}

export function shareView({ eventId, origin, offered, form, error = '' }: ShareViewInput): ModalView {
  return {
    type: 'modal',
    callback_id: shareCallbackId,
    private_metadata: writeShared({ eventId, origin }),
    title: plainText(plain`Share this event`),
    submit: plainText(plain`Share`),
    close: plainText(plain`Cancel`),
    blocks: [
      ...errorLine(error),
      offeredInput(shareBlocks.conversation, offered, form?.conversation ?? '', 'optional'),
      linkInput(form?.link ?? ''),
      shapeInput(form?.shape ?? 'compact'),
      noteInput(shareBlocks.note, form?.note ?? '', noteMax),
    ],
  };
}

function linkInput(typed: string): InputBlock {
  return {
    type: 'input',
    block_id: shareBlocks.link,
    optional: true,
    label: plainText(plain`Or in a message’s thread`),
    hint: plainText(plain`Choose “Copy link” in the message’s menu, and paste the link here.`),
    element: {
      type: 'plain_text_input',
      action_id: 'value',
      max_length: 1_000,
      ...(typed !== '' && { initial_value: typed }),
    },
  };
}

const shapes: Record<Shape, PlainTextOption> = {
  compact: { value: 'compact', text: plainText(plain`Short: three lines`) },
  full: { value: 'full', text: plainText(plain`Full: all the facts and what was done`) },
};

function shapeInput(shape: Shape): InputBlock {
  return {
    type: 'input',
    block_id: shareBlocks.shape,
    label: plainText(plain`Card`),
    element: {
      type: 'radio_buttons',
      action_id: 'value',
      options: [shapes.compact, shapes.full],
      initial_option: shapes[shape],
    },
  };
}
