/**
 * The question that Slack asks between a press of a button and its click: what will happen, and to which event.
 */
import type { ConfirmationDialog } from '@slack/types';
import type { ActionDescription } from '../../actions/registry.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { limits } from '../blocks/limits.ts';
import { joined } from '../blocks/message.ts';
import { outsidePlain, plain } from '../blocks/text.ts';
import { buttonStyle } from './button-style.ts';
import { plainRunLabel } from './describe-run.ts';
import { plainSummary, shortId } from './event-summary.ts';

/** Shorter than Slack takes: a phone shows no more. */
const titleMax = 50;

/** "Quarantine?", as plain text of at most `max` characters. */
export function question(label: string, max: number): string {
  return `${plainRunLabel({ label }, max - 1)}?`;
}

/** @param label what the button says */
export function confirmDialog(
  label: string,
  { confirmation, consequence }: ActionDescription,
  event: SecurityEvent,
): ConfirmationDialog {
  const which = joined(', event ', [plainSummary(event), shortId(event)]);
  const effect = outsidePlain(confirmation.effect, limits.confirm.text - which.length - 1);
  return {
    title: plain(question(label, titleMax)),
    text: plain(`${effect} ${which}`),
    confirm: plain(plainRunLabel({ label }, limits.confirm.confirm)),
    deny: plain('Cancel'),
    ...buttonStyle(consequence),
  };
}
