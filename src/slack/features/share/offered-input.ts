/** The input for where to share: a list of the channels on offer, or Slack's own picker. */

import type { JoinedConversation } from '../../api/joined-conversations.ts';
import { type InputBlock, type PlainTextOption, plainText } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { conversationInput, type Need } from '../../blocks/modal-inputs.ts';
import { outsidePlain, type Plain, plain } from '../../blocks/text.ts';
import type { OfferedConversations } from './offered-conversations.ts';

/** @param chosen '' for none; one that is no longer on offer isn't chosen any more */
export function offeredInput(blockId: string, offered: OfferedConversations, chosen: string, need: Need): InputBlock {
  const label = plain`Conversation`;
  const placeholder = plain`Choose a conversation`;
  if (offered.kind === 'any') {
    const hint = plain`You and the app must both be in it.`;
    return conversationInput({ blockId, label, placeholder, hint, chosen, need });
  }
  const { conversations } = offered;
  const initial = conversations.find(({ id }) => id === chosen);
  return {
    type: 'input',
    block_id: blockId,
    optional: need === 'optional',
    label: plainText(label),
    hint: plainText(plain`The channels that you and the app are both in, where events may be shown.`),
    element: {
      type: 'static_select',
      action_id: 'value',
      placeholder: plainText(placeholder),
      ...(conversations.length > limits.options.select
        ? { option_groups: groupsOf(conversations) }
        : { options: conversations.map(optionOf) }),
      ...(initial !== undefined && { initial_option: optionOf(initial) }),
    },
  };
}

function optionOf(conversation: JoinedConversation): PlainTextOption {
  return { value: conversation.id, text: plainText(shownName(conversation, limits.options.text)) };
}

function shownName({ name, isPrivate }: JoinedConversation, max: number): Plain {
  const suffix = isPrivate ? plain` (private)` : '';
  return plain`#${outsidePlain(name, max - suffix.length - 1)}${suffix}`;
}

/** Slack takes a hundred options at a time. */
function groupsOf(conversations: readonly JoinedConversation[]) {
  const size = limits.options.select;
  return Array.from({ length: Math.ceil(conversations.length / size) }, (_, index) => {
    const group = conversations.slice(index * size, (index + 1) * size);
    const [first, last] = [group.at(0), group.at(-1)].map((each) => (each === undefined ? '' : shownName(each, 30)));
    return { label: plainText(plain`${first ?? ''} to ${last ?? ''}`), options: group.map(optionOf) };
  });
}
