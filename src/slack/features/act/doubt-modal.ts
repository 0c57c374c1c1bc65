/** Asks again before an action that may already have been applied, and says why. */
import type { EndedRun } from '../../../actions/run.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import { type ModalView, plainText } from '../../blocks/block-kit.ts';
import { section } from '../../blocks/message.ts';
import { dateTime, md, outsideText, plain, userMention } from '../../blocks/text.ts';
import { describeRun, runLabel } from '../../cards/describe-run.ts';
import { markedSummary } from '../../cards/event-summary.ts';

export const doubtCallbackId = 'action_doubt';

export interface DoubtViewInput {
  /** Its outcome is unknown. */
  run: EndedRun;
  /** As HEC shows it now; undefined if it couldn't be read. */
  event?: SecurityEvent | undefined;
  /** Returned with the submission: at most 3,000 characters. */
  metadata: string;
}

export function doubtView({ run, event, metadata }: DoubtViewInput): ModalView {
  const reason = run.outcome === 'still_working' ? md`HEC was still working on it` : md`HEC’s answer was lost`;
  const asked = md`${userMention(run.userId)} requested it (${dateTime(run.startedAt)}), and ${reason}.`;
  return {
    type: 'modal',
    callback_id: doubtCallbackId,
    private_metadata: metadata,
    title: plainText(plain`Send it again?`),
    submit: plainText(plain`Send it again`),
    close: plainText(plain`Cancel`),
    blocks: [
      ...section(md`⚠️ *${runLabel(run, 60)}* may already have been applied.\n${asked}`),
      ...section(event === undefined ? '' : md`HEC now shows:\n${markedSummary(event)}`),
      ...section(
        md`If you send it again, HEC may do it twice. ${outsideText(describeRun(run).confirmation.effect, 300)}`,
      ),
    ],
  };
}
