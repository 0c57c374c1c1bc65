/** Inputs that more than one modal has. */
import { type InputBlock, plainText, type SectionBlock } from './block-kit.ts';
import { section } from './message.ts';
import { type Mrkdwn, md, type Plain, plain } from './text.ts';

/** Why a form is shown again; nothing for a new form. */
export function errorLine(error: Mrkdwn): SectionBlock[] {
  return section(error === '' ? '' : md`⚠️ ${error}`);
}

/** Slack says “(optional)” beside an input that may stay empty, and sends no form without the others. */
export type Need = 'required' | 'optional';

/** Slack's own list of the person's conversations inside this organisation, whether or not the app is in them. */
export function conversationInput(input: {
  blockId: string;
  label: Plain;
  placeholder: Plain;
  hint: Plain;
  /** '' for none. */
  chosen: string;
  need: Need;
}): InputBlock {
  const { blockId, label, placeholder, hint, chosen, need } = input;
  return {
    type: 'input',
    block_id: blockId,
    optional: need === 'optional',
    label: plainText(label),
    hint: plainText(hint),
    element: {
      type: 'conversations_select',
      action_id: 'value',
      placeholder: plainText(placeholder),
      filter: { include: ['public', 'private'], exclude_external_shared_channels: true, exclude_bot_users: true },
      ...(chosen !== '' && { initial_conversation: chosen }),
    },
  };
}

/** @param what is shared */
export function noteInput(blockId: string, written: string, max: number, what: Plain = plain`event`): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    optional: true,
    label: plainText(plain`Note`),
    hint: plainText(plain`Shown above the ${what}, with your name.`),
    element: {
      type: 'plain_text_input',
      action_id: 'value',
      multiline: true,
      max_length: max,
      ...(written !== '' && { initial_value: written }),
    },
  };
}
