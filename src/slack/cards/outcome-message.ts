/**
 * How a run ended: the one reply in the thread of the card that was clicked, or a message to whoever pressed. It says
 * what was asked for and by whom, what HEC says, and what is true now, which is not always the same.
 */
import type { ActionsBlock } from '@slack/types';
import type { EndedRun, RunOutcome } from '../../actions/run.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { limits } from '../blocks/limits.ts';
import { context, joined, type Message, section, sentence } from '../blocks/message.ts';
import { type Clean, code, outsidePlain, outsideText, plain, userMention } from '../blocks/text.ts';
import { plainRunLabel, runLabel, truth } from './describe-run.ts';
import { markedSummary } from './event-summary.ts';
import { writeRunId } from './run-codec.ts';

const marks: Record<RunOutcome, string> = {
  done: '✅',
  unchanged: '⚠️',
  failed: '❌',
  not_sent: '🚫',
  doubtful: '❓',
  still_working: '⏳',
};

/** @param event as HEC shows it now; undefined when it could not be read */
export function outcomeMessage(run: EndedRun, event: SecurityEvent | undefined): Message {
  const { outcome } = run;
  const mark = marks[outcome];
  const asked = `*${runLabel(run, 60)}*, asked for by ${userMention(run.userId)},`;
  return {
    text: `${mark} ${plainRunLabel(run, 60)} ${verdict(run, outcome, event, outsidePlain)}`,
    blocks: [
      ...section(`${mark} ${asked} ${verdict(run, outcome, event, outsideText)}`),
      ...context(report(run, outcome)),
      ...(outcome === 'doubtful' || outcome === 'still_working' ? checkAgain(run) : []),
    ],
  };
}

/** The same where no card stands above it, so that it also says which event it is about. */
export function outcomeAlone(run: EndedRun, event: SecurityEvent | undefined): Message {
  const { text, blocks } = outcomeMessage(run, event);
  const about = event === undefined ? '' : joined(' · ', [markedSummary(event), outsideText(event.description, 150)]);
  return { text, blocks: [...blocks, ...context(joined(' · ', [`Event ${code(run.eventId, 60)}`, about]))] };
}

function verdict(run: EndedRun, outcome: RunOutcome, event: SecurityEvent | undefined, clean: Clean): string {
  const now = event === undefined ? unread : sentence(truth(run, event, 'now', clean));
  const said = clean(run.taskMessage ?? '', 300);
  switch (outcome) {
    case 'done':
      return joined(' ', ['is done.', now]);
    case 'unchanged':
      return `changed nothing. ${sentence(`HEC reports done, but ${joined(': ', [unchanged(run, event, clean), said])}`)}`;
    case 'failed':
      return joined(' ', ['failed.', said === '' ? '' : sentence(`HEC says: ${said}`), now]);
    case 'not_sent':
      return joined(' ', [`was not sent${because(run.errorCode)}.`, now]);
    case 'doubtful':
      return joined(' ', ['may have been applied: HEC’s answer was lost.', now, notRepeated]);
    case 'still_working':
      return joined(' ', ['is not finished after ten minutes. HEC is still working on it.', now]);
  }
}

const unread = 'What the event shows now could not be read.';
const notRepeated = 'It is not sent again unless somebody asks for it again.';

function unchanged(run: EndedRun, event: SecurityEvent | undefined, clean: Clean): string {
  if (run.target === 'email') return 'the email is where it was';
  return (event === undefined ? '' : truth(run, event, 'still', clean)) || 'nothing changed';
}

function because(errorCode: string | undefined): string {
  switch (errorCode) {
    case 'not_offered':
      return ', because HEC no longer offers it';
    case 'outdated':
      return ', because the card was older than what was done since';
    case 'doubtful':
      return ', because it may have been applied before';
    default:
      return '';
  }
}

/** What HEC counts, and under which name it knows the run. */
function report(run: EndedRun, outcome: RunOutcome): string {
  const { succeeded, failed, taskMessage, reference, errorCode, taskId } = run;
  const said = outcome === 'failed' || outcome === 'unchanged' ? '' : outsideText(taskMessage ?? '', 300);
  return joined(' · ', [
    succeeded === undefined && failed === undefined ? '' : `HEC counts ${succeeded ?? 0} done, ${failed ?? 0} failed`,
    said === '' ? '' : `HEC says: ${said}`,
    ...(outcome === 'done' ? [] : [named('Task', taskId), named('Error', errorCode), named('Reference', reference)]),
  ]);
}

function named(name: string, value: string | undefined): string {
  const shown = code(value ?? '', 100);
  return shown === '' ? '' : `${name} ${shown}`;
}

function checkAgain({ id, label }: EndedRun): ActionsBlock[] {
  const value = writeRunId(id);
  const accessibility_label = outsidePlain(`Check again: ${label}`, limits.button.accessibilityLabel);
  return [
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'check_again', text: plain('Check again'), value, accessibility_label }],
    },
  ];
}
