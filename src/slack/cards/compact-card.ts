/**
 * The compact card, for several links, threads and lists: three lines of at most 60 characters, two actions and
 * "More…". After the notification's words it says what is running or was done last, which shows whether the event is
 * handled.
 */
import { type RunningRun, runningOf } from '../../actions/run.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import { type Message, section } from '../blocks/message.ts';
import { joined, type Mrkdwn, md, outsideText, plain, userMention } from '../blocks/text.ts';
import { actionButtons, actionsBlocks, detailsButton } from './action-buttons.ts';
import { plainRunning, runLabel } from './describe-run.ts';
import { serviceName } from './display-names.ts';
import { lastDone } from './event-history.ts';
import { markedSummary, notificationText } from './event-summary.ts';

const lineMax = 60;
const actionsShown = 2;

export function compactCard(snapshot: EventSnapshot): Message {
  const { event, revision } = snapshot;
  const running = runningOf(snapshot.runs);
  const [newest] = running;
  const buttons = actionButtons(snapshot, actionsShown);
  const lastLine = newest === undefined ? whereAndHandled(snapshot) : runningNow(newest);
  const lines = [markedSummary(event), outsideText(event.description, lineMax), lastLine];
  return {
    text: notificationText(event, plainRunning(running)),
    blocks: [
      ...section(joined('\n', lines)),
      ...actionsBlocks([...buttons, ...detailsButton(event, plain`More…`)], revision),
    ],
  };
}

function whereAndHandled(snapshot: EventSnapshot): Mrkdwn {
  const where = outsideText(serviceName(snapshot.event.saas ?? ''), 20);
  const last = lastDone(snapshot).map((words) => md`last: ${words}`);
  return fitting([...last.map((words) => joined(' · ', [where, words])), ...last, where]);
}

function runningNow(run: RunningRun): Mrkdwn {
  const isRunning = md`⏳ *${runLabel(run, 20)}* is running`;
  return fitting([md`${isRunning}, requested by ${userMention(run.userId)}`, isRunning]);
}

/** From the fullest wording to the shortest: the first that fits on a line. */
function fitting(wordings: readonly Mrkdwn[]): Mrkdwn {
  return wordings.find((wording) => wording.length <= lineMax) ?? '';
}
