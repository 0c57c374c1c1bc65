/**
 * The modal behind "More actions…": every action that HEC offers on an event. It opens at once as loading, then is filled.
 */
import type { KnownBlock, ModalView } from '@slack/types';
import { limits } from '../../blocks/limits.ts';
import { joined, section } from '../../blocks/message.ts';
import { outsideText, plain } from '../../blocks/text.ts';
import { actionsWithin } from '../../cards/action-buttons.ts';
import { type CardInput, runningOf } from '../../cards/card-input.ts';
import { runningLine } from '../../cards/describe-run.ts';
import { markedSummary } from '../../cards/event-summary.ts';
import { type Failure, failureNotice } from '../../cards/notice.ts';

/** Beside the block for the summary. Slack refuses views of more than 250 kB; what stands around the buttons is small. */
const room = { blocks: limits.modal.blocks - 1, bytes: 200_000 };

export function actionsView(input: CardInput): ModalView {
  const { event } = input;
  const running = runningOf(input.runs);
  const actions = actionsWithin(input, room);
  return view([
    ...section(joined('\n', [markedSummary(event), outsideText(event.description, 300)])),
    ...section(running.slice(0, 2).map(runningLine).join('\n')),
    ...section(actions.length + running.length === 0 ? 'HEC offers no actions on this event now.' : ''),
    ...actions,
  ]);
}

export function loadingView(): ModalView {
  return view(section('Reading the event from HEC…'));
}

/** For a failure that the error handler described. */
export function failureView(failure: Failure): ModalView {
  return view(failureNotice(failure).blocks);
}

function view(blocks: KnownBlock[]): ModalView {
  return { type: 'modal', title: plain('Actions'), close: plain('Close'), blocks };
}
