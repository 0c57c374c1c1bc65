/** Confirms a Work Object's button, which can't have a dialog, in a modal. Nothing is sent before it is submitted. */
import type { ActionDescription } from '../../../actions/registry.ts';
import { type ModalView, plainText } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { section } from '../../blocks/message.ts';
import { asMrkdwn, joined, md, outsideText, plain } from '../../blocks/text.ts';
import { type ActedOn, actedOn, inModal } from '../../cards/acted-on.ts';
import { question } from '../../cards/confirm-dialog.ts';
import { plainRunLabel, runLabel } from '../../cards/describe-run.ts';
import { markedSummary, shortId } from '../../cards/event-summary.ts';

export const confirmCallbackId = 'action_confirm';

export interface ConfirmViewInput {
  label: string;
  description: ActionDescription;
  about: ActedOn;
  /** Returned with the submission: at most 3,000 characters. */
  metadata: string;
}

export function confirmView({ label, description, about, metadata }: ConfirmViewInput): ModalView {
  const which = joined(', event ', [markedSummary(about.event), outsideText(shortId(about.event), 50)]);
  const effect = outsideText(description.confirmation.effect, limits.confirm.text);
  return {
    type: 'modal',
    callback_id: confirmCallbackId,
    private_metadata: metadata,
    title: plainText(question(label, limits.modal.title)),
    submit: plainText(plainRunLabel({ label }, limits.modal.submit)),
    close: plainText(plain`Cancel`),
    blocks: [
      ...section(joined('\n', [which, actedOn(about, inModal, asMrkdwn)])),
      // The title may cut the label.
      ...section(joined('\n', [md`*${runLabel({ label }, limits.button.text)}*`, effect])),
    ],
  };
}
