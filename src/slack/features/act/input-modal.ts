/** The modal that asks for an action's inputs, such as an address, and so confirms it. It opens as `loadingView`. */

import { longestReason } from '../../../actions/inputs.ts';
import type { ActionDescription, Input } from '../../../actions/registry.ts';
import { type InputBlock, type ModalView, plainText } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { section } from '../../blocks/message.ts';
import { errorLine } from '../../blocks/modal-inputs.ts';
import { asMrkdwn, joined, type Mrkdwn, md, outsidePlain, outsideText, plain } from '../../blocks/text.ts';
import { type ActedOn, actedOn, inModal } from '../../cards/acted-on.ts';
import { runLabel } from '../../cards/describe-run.ts';
import { markedSummary } from '../../cards/event-summary.ts';

export const inputsCallbackId = 'action_inputs';
/** The same for every input; its block tells which it is. */
const inputActionId = 'value';

/** Slack shows errors by it. */
export function inputBlockId(index: number): string {
  return `input:${index}`;
}

export interface InputViewInput {
  about: ActedOn;
  label: string;
  description: ActionDescription;
  /** Returned with the submission: at most 3,000 characters. */
  metadata: string;
  error?: Mrkdwn | undefined;
}

export function inputView({ about, label, description, metadata, error = '' }: InputViewInput): ModalView {
  const { confirmation, inputs } = description;
  const title = outsidePlain(label, limits.modal.title) || plain`Action`;
  return {
    type: 'modal',
    callback_id: inputsCallbackId,
    private_metadata: metadata,
    title: plainText(title),
    submit: plainText(title),
    close: plainText(plain`Cancel`),
    blocks: [
      ...errorLine(error),
      ...section(joined('\n', [markedSummary(about.event), actedOn(about, inModal, asMrkdwn)])),
      ...section(
        joined('\n', [md`*${runLabel({ label }, limits.button.text)}*`, outsideText(confirmation.effect, 300)]),
      ),
      ...inputs.map(inputBlock),
    ],
  };
}

function inputBlock({ label, kind }: Input, index: number): InputBlock {
  const block_id = inputBlockId(index);
  const shown = plainText(outsidePlain(label, 100) || plain`Value`);
  if (kind === 'reason') {
    const element = {
      type: 'plain_text_input',
      action_id: inputActionId,
      multiline: true,
      max_length: longestReason,
    } as const;
    const hint = plainText(plain`HEC gets it with the answer. Leave it empty to give none.`);
    return { type: 'input', block_id, label: shown, element, optional: true, hint };
  }
  if (kind === 'text') {
    return { type: 'input', block_id, label: shown, element: { type: 'plain_text_input', action_id: inputActionId } };
  }
  return {
    type: 'input',
    block_id,
    label: shown,
    element: { type: 'email_text_input', action_id: inputActionId },
    hint: plainText(plain`Only addresses in domains that the app’s administrator has allowed.`),
  };
}
