/** The modal that asks for an event and, from the global shortcut, where to show it: a message has its own thread. */
import { type InputBlock, type ModalView, plainText } from '../../blocks/block-kit.ts';
import { conversationInput, errorLine, noteInput } from '../../blocks/modal-inputs.ts';
import { type Mrkdwn, plain } from '../../blocks/text.ts';
import { noteMax } from '../../cards/card.ts';
import { type Thread, writeThread } from './thread-codec.ts';

export const lookupCallbackId = 'lookup_event';
export const lookupBlocks = { event: 'event', conversation: 'conversation', note: 'note' } as const;

export interface LookupForm {
  /** As typed. */
  event: string;
  /** '' shows it only to the person. */
  conversation: string;
  note: string;
}

export interface LookupViewInput {
  /** Undefined if the person chooses where. */
  thread?: Thread | undefined;
  /** What was filled in before. */
  form?: LookupForm | undefined;
  error?: Mrkdwn | undefined;
}

export function lookupView({ thread, form, error = '' }: LookupViewInput): ModalView {
  const { event, conversation, note } = lookupBlocks;
  return {
    type: 'modal',
    callback_id: lookupCallbackId,
    private_metadata: writeThread(thread),
    title: plainText(plain`Look up an event`),
    submit: plainText(plain`Look up`),
    close: plainText(plain`Cancel`),
    blocks: [
      ...errorLine(error),
      eventInput(event, form?.event ?? '', thread),
      ...(thread === undefined
        ? [
            conversationInput({
              blockId: conversation,
              label: plain`Show it in`,
              placeholder: plain`Only to me`,
              hint: plain`Leave it empty to show the event only to you.`,
              chosen: form?.conversation ?? '',
              need: 'optional',
            }),
            noteInput(note, form?.note ?? '', noteMax),
          ]
        : []),
    ],
  };
}

function eventInput(blockId: string, typed: string, thread: Thread | undefined): InputBlock {
  const where = thread === undefined ? '' : plain` The event is shown in the message’s thread.`;
  return {
    type: 'input',
    block_id: blockId,
    label: plainText(plain`Event id or portal link`),
    hint: plainText(
      plain`An id is 32 characters long: digits and the letters a to f. An email’s Message-ID does as well.${where}`,
    ),
    element: {
      type: 'plain_text_input',
      action_id: 'value',
      max_length: 3_000,
      focus_on_load: true,
      ...(typed !== '' && { initial_value: typed }),
    },
  };
}
