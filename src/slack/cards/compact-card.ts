/**
 * The compact card, for several links, threads and lists: three lines of at most 60 characters, two actions and "More…".
 *
 * It says what the notification says, and then what is running or was done last, so that a glance tells whether it is
 * handled.
 */
import type { ActionRun } from '../../actions/run.ts';
import { joined, type Message, section } from '../blocks/message.ts';
import { outsideText, userMention } from '../blocks/text.ts';
import { actionButtons, actionsBlocks, detailsButton } from './action-buttons.ts';
import { type CardInput, runningOf } from './card-input.ts';
import { plainRunning, runLabel } from './describe-run.ts';
import { serviceName } from './display-names.ts';
import { lastDone } from './event-history.ts';
import { markedSummary, notificationText } from './event-summary.ts';

const lineMax = 60;
const actionsShown = 2;

export function compactCard(input: CardInput): Message {
  const { event } = input;
  const running = runningOf(input.runs);
  const [newest] = running;
  const buttons = actionButtons(input).slice(0, actionsShown);
  const lastLine = newest === undefined ? whereAndHandled(input) : runningNow(newest);
  const lines = [markedSummary(event), outsideText(event.description, lineMax), lastLine];
  return {
    text: notificationText(event, plainRunning(running)),
    blocks: [
      ...section(joined('\n', lines)),
      ...actionsBlocks([...buttons, ...detailsButton(event, 'More…')], input.revision),
    ],
  };
}

function whereAndHandled(input: CardInput): string {
  const where = outsideText(serviceName(input.event.saas ?? ''), 20);
  const last = lastDone(input).map((words) => `last: ${words}`);
  return fitting([...last.map((words) => joined(' · ', [where, words])), ...last, where]);
}

function runningNow(run: ActionRun): string {
  const isRunning = `⏳ *${runLabel(run, 20)}* is running`;
  return fitting([`${isRunning}, asked for by ${userMention(run.userId)}`, isRunning]);
}

/** The first of these wordings, from the fullest to the shortest, that fits into a line. */
function fitting(wordings: readonly string[]): string {
  return wordings.find((wording) => wording.length <= lineMax) ?? '';
}
