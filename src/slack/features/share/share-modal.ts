/**
 * The modal behind "Share…": takes an event's card to another conversation, or under a message that is named by its link.
 */
import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { conversationInput, errorLine, noteInput } from '../../blocks/modal-inputs.ts';
import { plain } from '../../blocks/text.ts';
import { noteMax, type Shape } from '../../cards/card.ts';
import { writeEventId } from '../../cards/event-codec.ts';

export const shareCallbackId = 'share_event';
export const shareBlocks = { conversation: 'conversation', link: 'link', shape: 'shape', note: 'note' } as const;

export interface ShareForm {
  /** '' where the link says it. */
  conversation: string;
  /** To a message, as it was typed; '' for none. */
  link: string;
  shape: Shape;
  note: string;
}

export interface ShareViewInput {
  eventId: string;
  /** What was filled in before. */
  form?: ShareForm | undefined;
  /** Why that did not work, as mrkdwn. */
  error?: string | undefined;
}

export function shareView({ eventId, form, error = '' }: ShareViewInput): ModalView {
  return {
    type: 'modal',
    callback_id: shareCallbackId,
    private_metadata: writeEventId(eventId),
    title: plain('Share this event'),
    submit: plain('Share'),
    close: plain('Cancel'),
    blocks: [
      ...errorLine(error),
      conversationInput({
        blockId: shareBlocks.conversation,
        label: 'Conversation',
        placeholder: 'Choose a conversation',
        hint: 'One that you are in and that the app was invited to.',
        chosen: form?.conversation ?? '',
        optional: true,
      }),
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
    label: plain('Or in the thread of a message'),
    hint: plain('Paste the link that “Copy link” in the message’s menu gives.'),
    element: {
      type: 'plain_text_input',
      action_id: 'value',
      max_length: 1_000,
      ...(typed !== '' && { initial_value: typed }),
    },
  };
}

const shapes: Record<Shape, PlainTextOption> = {
  compact: { value: 'compact', text: plain('Short: three lines') },
  full: { value: 'full', text: plain('Full: all facts and what was done') },
};

function shapeInput(shape: Shape): InputBlock {
  return {
    type: 'input',
    block_id: shareBlocks.shape,
    label: plain('Card'),
    element: {
      type: 'radio_buttons',
      action_id: 'value',
      options: [shapes.compact, shapes.full],
      initial_option: shapes[shape],
    },
  };
}
