/**
 * The modal that asks for what an action needs, such as an address, and is its confirmation. Until the event is read,
 * `loadingView` of the actions modal stands in for it.
 */
import type { InputBlock, ModalView } from '@slack/types';
import { describeAction, type Input } from '../../../actions/registry.ts';
import type { EventAction, SecurityEvent } from '../../../events/security-event.ts';
import { limits } from '../../blocks/limits.ts';
import { joined, section } from '../../blocks/message.ts';
import { outsidePlain, outsideText, ownWords, plain } from '../../blocks/text.ts';
import { entityNoun } from '../../cards/display-names.ts';
import { markedSummary } from '../../cards/event-summary.ts';

export const inputsCallbackId = 'action_inputs';
/** Of every input element; its block tells which it is. */
export const inputActionId = 'value';

/** Of the block that asks for the action's input of this index; Slack shows errors by it. */
export function inputBlockId(index: number): string {
  return `input:${index}`;
}

export interface InputViewInput {
  event: SecurityEvent;
  action: EventAction;
  /** Comes back with the submission: at most 3,000 characters. */
  metadata: string;
  /** Why it could not be sent, in our own words. */
  error?: string | undefined;
}

export function inputView({ event, action, metadata, error = '' }: InputViewInput): ModalView {
  const { label, confirmation, inputs } = describeAction(action, entityNoun(event.saas));
  const title = outsidePlain(label, limits.modal.title) || 'Action';
  return {
    type: 'modal',
    callback_id: inputsCallbackId,
    private_metadata: metadata,
    title: plain(title),
    submit: plain(title),
    close: plain('Cancel'),
    blocks: [
      ...section(error === '' ? '' : `⚠️ ${ownWords(error, 500)}`),
      ...section(joined('\n', [markedSummary(event), outsideText(event.description, 300)])),
      ...section(outsideText(confirmation.effect, 300)),
      ...inputs.map(inputBlock),
    ],
  };
}

function inputBlock({ label, kind }: Input, index: number): InputBlock {
  const block_id = inputBlockId(index);
  const shown = plain(outsidePlain(label, 100) || 'Value');
  if (kind === 'text') {
    return { type: 'input', block_id, label: shown, element: { type: 'plain_text_input', action_id: inputActionId } };
  }
  return {
    type: 'input',
    block_id,
    label: shown,
    element: { type: 'email_text_input', action_id: inputActionId },
    hint: plain('Only addresses in domains that whoever runs this app has allowed.'),
  };
}
