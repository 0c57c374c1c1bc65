/** The modal behind "More actions…": every action that HEC offers on an event. It opens as loading. */
import { runningOf } from '../../../actions/run.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { type KnownBlock, type ModalView, plainText } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { section } from '../../blocks/message.ts';
import { joined, md, outsideText, plain } from '../../blocks/text.ts';
import { actionsWithin } from '../../cards/action-buttons.ts';
import { runningLine } from '../../cards/describe-run.ts';
import { markedSummary } from '../../cards/event-summary.ts';

/** Without the summary's block. Slack refuses views over 250 kB; everything around the buttons is small. */
const room = { blocks: limits.modal.blocks - 1, bytes: 200_000 };

export function actionsView(snapshot: EventSnapshot): ModalView {
  const { event } = snapshot;
  const running = runningOf(snapshot.runs);
  const actions = actionsWithin(snapshot, room);
  return view([
    ...section(joined('\n', [markedSummary(event), outsideText(event.description, 300)])),
    ...section(joined('\n', running.slice(0, 2).map(runningLine))),
    ...section(actions.length + running.length === 0 ? md`HEC offers no actions on this event right now.` : ''),
    ...actions,
  ]);
}

export function loadingView(): ModalView {
  return view(section(md`Reading the event from HEC…`));
}

function view(blocks: KnownBlock[]): ModalView {
  return { type: 'modal', title: plainText(plain`Actions`), close: plainText(plain`Close`), blocks };
}
