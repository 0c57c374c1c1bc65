/** The inputs that more than one modal has. */
import type { InputBlock, SectionBlock } from '@slack/types';
import { section } from './message.ts';
import { plain } from './text.ts';

/** Why a form is shown again; nothing when it is new. `error` is mrkdwn. */
export function errorLine(error: string): SectionBlock[] {
  return section(error === '' ? '' : `⚠️ ${error}`);
}

/** A conversation of this organisation's own, to which the app could post. */
export function conversationInput(input: {
  blockId: string;
  label: string;
  placeholder: string;
  hint: string;
  /** '' for none. */
  chosen: string;
  optional: boolean;
}): InputBlock {
  const { blockId, label, placeholder, hint, chosen, optional } = input;
  return {
    type: 'input',
    block_id: blockId,
    optional,
    label: plain(label),
    hint: plain(hint),
    element: {
      type: 'conversations_select',
      action_id: 'value',
      placeholder: plain(placeholder),
      filter: { include: ['public', 'private'], exclude_external_shared_channels: true, exclude_bot_users: true },
      ...(chosen !== '' && { initial_conversation: chosen }),
    },
  };
}

export function noteInput(blockId: string, written: string, max: number): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    optional: true,
    label: plain('Note'),
    hint: plain('Stands above the event, in your name.'),
    element: {
      type: 'plain_text_input',
      action_id: 'value',
      multiline: true,
      max_length: max,
      ...(written !== '' && { initial_value: written }),
    },
  };
}
