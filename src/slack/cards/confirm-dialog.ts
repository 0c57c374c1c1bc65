/** What Slack asks between a press of a button and its click: what will happen, and to which email. */
import type { ActionDescription } from '../../actions/registry.ts';
import { type ConfirmationDialog, plainText } from '../blocks/block-kit.ts';
import { limits } from '../blocks/limits.ts';
import { asPlain, joined, outsidePlain, type Plain, plain } from '../blocks/text.ts';
import { type ActedOn, actedOn, inDialog } from './acted-on.ts';
import { buttonStyle } from './button-style.ts';
import { plainRunLabel } from './describe-run.ts';
import { plainSummary, shortId } from './event-summary.ts';

/** Shorter than Slack allows: phones show no more. */
const titleMax = 50;

/** "Quarantine?" */
export function question(label: string, max: number): Plain {
  return plain`${plainRunLabel({ label }, max - 1)}?`;
}

export function confirmDialog(
  label: string,
  { confirmation, consequence }: ActionDescription,
  about: ActedOn,
): ConfirmationDialog {
  const which = joined<Plain>('\n', [
    actedOn(about, inDialog, asPlain) || plainSummary(about.event),
    plain`Event ${shortId(about.event)}`,
  ]);
  const effect = outsidePlain(confirmation.effect, limits.confirm.text - which.length - 1);
  return {
    title: plainText(question(label, titleMax)),
    text: plainText(joined('\n', [effect, which])),
    confirm: plainText(plainRunLabel({ label }, limits.confirm.confirm)),
    deny: plainText(plain`Cancel`),
    ...buttonStyle(consequence),
  };
}
