/** Asks again before an action that may already have been applied, and says why. */
import type { EndedRun } from '../../../actions/run.ts';
import { type ModalView, plainText } from '../../blocks/block-kit.ts';
import { section } from '../../blocks/message.ts';
import { asMrkdwn, dateTime, joined, md, outsideText, plain, userMention } from '../../blocks/text.ts';
import { type ActedOn, actedOn, inModal } from '../../cards/acted-on.ts';
import { describeRun, runLabel, whyDoubtful } from '../../cards/describe-run.ts';
import { markedSummary } from '../../cards/event-summary.ts';

export const doubtCallbackId = 'action_doubt';

export interface DoubtViewInput {
  /** Its outcome is unknown. */
  run: EndedRun;
  /** As HEC shows it now. */
  about: ActedOn;
  /** Returned with the submission: at most 3,000 characters. */
  metadata: string;
}

export function doubtView({ run, about, metadata }: DoubtViewInput): ModalView {
  const reason = run.outcome === 'still_working' ? md`HEC was still working on it` : whyDoubtful(run);
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
      ...section(joined('\n', [md`HEC now shows:`, markedSummary(about.event), actedOn(about, inModal, asMrkdwn)])),
      ...section(
        md`If you send it again, HEC may do it twice. ${outsideText(describeRun(run).confirmation.effect, 300)}`,
      ),
    ],
  };
}
