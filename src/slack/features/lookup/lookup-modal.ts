/**
 * The modal that asks for an event: from the global shortcut also where to show it, from a message without an id only
 * for the id, since it goes into that message's thread.
 */
import type { InputBlock, ModalView } from '@slack/types';
import { conversationInput, errorLine, noteInput } from '../../blocks/modal-inputs.ts';
import { plain } from '../../blocks/text.ts';
import { noteMax } from '../../cards/card.ts';
import { type Thread, writeThread } from './thread-codec.ts';

export const lookupCallbackId = 'lookup_event';
export const lookupBlocks = { event: 'event', conversation: 'conversation', note: 'note' } as const;

export interface LookupForm {
  /** As it was typed. */
  event: string;
  /** '' to see it alone. */
  conversation: string;
  note: string;
}

export interface LookupViewInput {
  /** Undefined where the person chooses. */
  thread?: Thread | undefined;
  /** What was filled in before. */
  form?: LookupForm | undefined;
  /** Why that did not work, as mrkdwn. */
  error?: string | undefined;
}

export function lookupView({ thread, form, error = '' }: LookupViewInput): ModalView {
  const { event, conversation, note } = lookupBlocks;
  return {
    type: 'modal',
    callback_id: lookupCallbackId,
    private_metadata: writeThread(thread),
    title: plain('Look up an event'),
    submit: plain('Look up'),
    close: plain('Cancel'),
    blocks: [
      ...errorLine(error),
      eventInput(event, form?.event ?? '', thread),
      ...(thread === undefined
        ? [
            conversationInput({
              blockId: conversation,
              label: 'Show it in',
              placeholder: 'Only to me',
              hint: 'Leave it empty to see the event alone.',
              chosen: form?.conversation ?? '',
              optional: true,
            }),
            noteInput(note, form?.note ?? '', noteMax),
          ]
        : []),
    ],
  };
}

function eventInput(blockId: string, typed: string, thread: Thread | undefined): InputBlock {
  const where = thread === undefined ? '' : ' The event is shown in the thread of the message.';
  return {
    type: 'input',
    block_id: blockId,
    label: plain('Event id or portal link'),
    hint: plain(`An id is 32 characters long, digits and the letters a to f.${where}`),
    element: {
      type: 'plain_text_input',
      action_id: 'value',
      max_length: 3_000,
      focus_on_load: true,
      ...(typed !== '' && { initial_value: typed }),
    },
  };
}
