/**
 * How a run ended: a reply in the thread of the clicked card, or a message to the person who clicked. It says what was
 * requested and by whom, what HEC says, and what is true now, which isn't always the same.
 */
import { isDecline } from '../../actions/effect.ts';
import type { EndedRun, RunOutcome } from '../../actions/run.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { type ActionsBlock, plainText } from '../blocks/block-kit.ts';
import { limits } from '../blocks/limits.ts';
import { context, type Message, section } from '../blocks/message.ts';
import {
  asMrkdwn,
  asPlain,
  code,
  joined,
  type Mrkdwn,
  md,
  namedCode,
  outsidePlain,
  outsideText,
  type Plain,
  plain,
  sentence,
  userMention,
  type Words,
  type Writing,
} from '../blocks/text.ts';
import { howItEnded, plainRunLabel, runLabel, truth, whyDoubtful } from './describe-run.ts';
import { markedSummary } from './event-summary.ts';
import { writeRunId } from './run-codec.ts';

const marks: Record<RunOutcome, Words> = {
  done: plain`✅`,
  unchanged: plain`⚠️`,
  failed: plain`❌`,
  not_sent: plain`🚫`,
  doubtful: plain`❓`,
  still_working: plain`⏳`,
};

/** @param event as HEC shows it now; undefined if it couldn't be read */
export function outcomeMessage(run: EndedRun, event: SecurityEvent | undefined): Message {
  const { outcome } = run;
  const mark = marks[outcome];
  const asked = md`*${runLabel(run, 60)}*, requested by ${userMention(run.userId)},`;
  return {
    text: plain`${mark} ${plainRunLabel(run, 60)} ${verdict(run, outcome, event, asPlain)}`,
    blocks: [
      ...section(md`${mark} ${asked} ${verdict(run, outcome, event, asMrkdwn)}`),
      ...context(report(run, outcome)),
      ...context(run.corrects === undefined ? '' : md`Reported earlier: it ${howItEnded[run.corrects]}.`),
      ...(outcome === 'doubtful' || outcome === 'still_working' || outcome === 'unchanged' ? checkAgain(run) : []),
    ],
  };
}

/** For use without a card above it: it also says which event it is about. */
export function outcomeAlone(run: EndedRun, event: SecurityEvent | undefined): Message {
  const { text, blocks } = outcomeMessage(run, event);
  const about = event === undefined ? '' : joined(' · ', [markedSummary(event), outsideText(event.description, 150)]);
  return { text, blocks: [...blocks, ...context(joined(' · ', [md`Event ${code(run.eventId, 60)}`, about]))] };
}

function verdict<Text extends Mrkdwn | Plain>(
  run: EndedRun,
  outcome: RunOutcome,
  event: SecurityEvent | undefined,
  writing: Writing<Text>,
): Text {
  const { outside, own } = writing;
  const now = event === undefined ? own`${unread}` : sentence(truth(run, event, plain`now`, writing));
  const said = outside(run.taskMessage ?? '', 300);
  const after = run.corrects === undefined ? '' : plain` after all`;
  switch (outcome) {
    case 'done':
      // Declining a request leaves the event as it is.
      return joined(' ', [own`is done${after}.`, isDecline(run) ? '' : now]);
    case 'unchanged': {
      const seen = joined(': ', [unchanged(run, event, writing), said]);
      return own`changed nothing${after}. ${sentence(own`HEC reports it as done, but ${seen}`)}`;
    }
    case 'failed':
      return joined(' ', [own`failed${after}.`, said === '' ? '' : sentence(own`HEC says: ${said}`), now]);
    case 'not_sent':
      return joined(' ', [own`wasn’t sent${because(run.errorCode)}.`, now]);
    case 'doubtful':
      return joined(' ', [own`may have been applied: ${whyDoubtful(run)}.`, now, own`${notRepeated}`]);
    case 'still_working':
      return joined(' ', [own`hasn’t finished after ten minutes. HEC is still working on it.`, now]);
  }
}

const unread = plain`The event’s current state couldn’t be read.`;
const notRepeated = plain`It won’t be sent again unless someone asks for it.`;

function unchanged<Text extends Mrkdwn | Plain>(
  run: EndedRun,
  event: SecurityEvent | undefined,
  writing: Writing<Text>,
): Text {
  const { own } = writing;
  if (run.target === 'email') return isDecline(run) ? own`the request still waits` : own`the email hasn’t moved`;
  const shows = event === undefined ? '' : truth(run, event, plain`still`, writing);
  return shows === '' ? own`nothing changed` : shows;
}

function because(errorCode: string | undefined): Words {
  switch (errorCode) {
    case 'not_offered':
      return plain` because HEC no longer offers it`;
    case 'outdated':
      return plain` because the card was out of date`;
    case 'doubtful':
      return plain` because it may already have been applied`;
    default:
      return '';
  }
}

/** What HEC counted, and HEC's ids for the run. */
function report(run: EndedRun, outcome: RunOutcome): Mrkdwn {
  const { succeeded, failed, taskMessage, reference, errorCode, taskId } = run;
  const said = outcome === 'failed' || outcome === 'unchanged' ? '' : outsideText(taskMessage ?? '', 300);
  return joined(' · ', [
    succeeded === undefined && failed === undefined
      ? ''
      : md`HEC reports ${succeeded ?? 0} done, ${failed ?? 0} failed`,
    said === '' ? '' : md`HEC says: ${said}`,
    ...(outcome === 'done'
      ? []
      : [
          namedCode(plain`Task`, taskId, 100),
          namedCode(plain`Error`, errorCode, 100),
          namedCode(plain`Reference`, reference, 100),
        ]),
  ]);
}

function checkAgain({ id, label }: EndedRun): ActionsBlock[] {
  const value = writeRunId(id);
  const text = plainText(plain`Check again`);
  const accessibility_label = outsidePlain(`Check again: ${label}`, limits.button.accessibilityLabel);
  return [
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'check_again', text, value, accessibility_label }],
    },
  ];
}
