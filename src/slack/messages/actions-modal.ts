/**
 * The modal behind "More actions…": every action that HEC offers on an event. It opens at once as loading, then is filled.
 */
import type { Button, KnownBlock, ModalView } from '@slack/types';
import { limits } from '../limits.ts';
import { outsideText, plain } from '../text.ts';
import { actionButtons, actionsBlocks } from './action-buttons.ts';
import { type CardInput, runningOf } from './card-input.ts';
import { markedSummary } from './event-summary.ts';
import { context, joined, section } from './message.ts';
import { type Failure, failureNotice } from './notice.ts';
import { runningLine } from './run-words.ts';

/** Slack refuses views of more than 250 kB; what stands around the buttons is small. */
const buttonBytesMax = 200_000;
/** Beside the blocks for the summary and for what is left out. */
const mostButtons = (limits.modal.blocks - 2) * limits.actions.elements;

export function actionsView(input: CardInput): ModalView {
  const { event, revision } = input;
  const running = runningOf(input.runs);
  const all = actionButtons(input);
  const shown = withinBytes(all);
  const left = all.length - shown.length;
  return view([
    ...section(joined('\n', [markedSummary(event), outsideText(event.description, 300)])),
    ...section(running.slice(0, 2).map(runningLine).join('\n')),
    ...section(all.length + running.length === 0 ? 'HEC offers no actions on this event now.' : ''),
    ...actionsBlocks(shown, revision),
    ...context(left > 0 ? `and ${left} more, which only the portal can show` : ''),
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

function withinBytes(buttons: readonly Button[]): Button[] {
  let bytes = 0;
  return buttons.slice(0, mostButtons).filter((button) => {
    bytes += Buffer.byteLength(JSON.stringify(button));
    return bytes <= buttonBytesMax;
  });
}
