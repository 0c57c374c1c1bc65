/**
 * The fresh confirmation for an action that may have been applied already: it names the doubt before anything is sent
 * again.
 */
import type { ModalView } from '@slack/types';
import type { EndedRun } from '../../../actions/run.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import { section } from '../../blocks/message.ts';
import { dateTime, outsideText, plain, userMention } from '../../blocks/text.ts';
import { describeRun, runLabel } from '../../cards/describe-run.ts';
import { markedSummary } from '../../cards/event-summary.ts';

export const doubtCallbackId = 'action_doubt';

export interface DoubtViewInput {
  /** The run of which nobody knows whether it was applied. */
  run: EndedRun;
  /** As HEC shows it now, where it could be read. */
  event?: SecurityEvent | undefined;
  /** Comes back with the submission: at most 3,000 characters. */
  metadata: string;
}

export function doubtView({ run, event, metadata }: DoubtViewInput): ModalView {
  const asked = `${userMention(run.userId)} asked for it, ${dateTime(run.startedAt)}, and HEC’s answer was lost.`;
  return {
    type: 'modal',
    callback_id: doubtCallbackId,
    private_metadata: metadata,
    title: plain('Send it again?'),
    submit: plain('Send it again'),
    close: plain('Cancel'),
    blocks: [
      ...section(`⚠️ *${runLabel(run, 60)}* may have been applied already.\n${asked}`),
      ...section(event === undefined ? '' : `HEC now shows:\n${markedSummary(event)}`),
      ...section(
        `If you send it again, HEC may do it twice. ${outsideText(describeRun(run).confirmation.effect, 300)}`,
      ),
    ],
  };
}
