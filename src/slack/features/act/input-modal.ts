/** The modal that asks for an action's inputs, such as an address, and so confirms it. It opens as `loadingView`. */

import { describeAction, type Input } from '../../../actions/registry.ts';
import type { EventAction } from '../../../events/security-event.ts';
import { subjectKind } from '../../../events/subject-kind.ts';
import { type InputBlock, type ModalView, plainText } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { section } from '../../blocks/message.ts';
import { errorLine } from '../../blocks/modal-inputs.ts';
import { asMrkdwn, joined, type Mrkdwn, outsidePlain, outsideText, plain } from '../../blocks/text.ts';
import { type ActedOn, actedOn, inModal } from '../../cards/acted-on.ts';
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
  action: EventAction;
  /** Returned with the submission: at most 3,000 characters. */
  metadata: string;
  error?: Mrkdwn | undefined;
}

export function inputView({ about, action, metadata, error = '' }: InputViewInput): ModalView {
  const { label, confirmation, inputs } = describeAction(action, subjectKind(about.event));
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
      ...section(outsideText(confirmation.effect, 300)),
      ...inputs.map(inputBlock),
    ],
  };
}

function inputBlock({ label, kind }: Input, index: number): InputBlock {
  const block_id = inputBlockId(index);
  const shown = plainText(outsidePlain(label, 100) || plain`Value`);
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
