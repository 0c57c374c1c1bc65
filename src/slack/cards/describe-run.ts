/**
 * A run in words, for every message that tells of one: what is running, and how it ended.
 */

import { type ActionDescription, describeAction, describeEmailAction } from '../../actions/registry.ts';
import type { ActionRun, EndedRun, RunningRun, RunOutcome } from '../../actions/run.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { severityMark } from '../../events/severity.ts';
import { type Clean, dateTime, outsidePlain, outsideText, userMention } from '../blocks/text.ts';
import { stateClause } from './event-summary.ts';

const nameless = 'Action without a name';

/** What the registry says of the action that was asked for. */
export function describeRun({ target, actionName, parameter }: ActionRun): ActionDescription {
  return target === 'email' ? describeEmailAction(actionName) : describeAction({ name: actionName, parameter });
}

/** What the button said, as mrkdwn. */
export function runLabel({ label }: Pick<ActionRun, 'label'>, max: number): string {
  return outsideText(label, max) || nameless;
}

/** What the button said, as plain text. */
export function plainRunLabel({ label }: Pick<ActionRun, 'label'>, max: number): string {
  return outsidePlain(label, max) || nameless;
}

/** For the card, as mrkdwn. */
export function runningLine(run: RunningRun): string {
  const line = `⏳ *${runLabel(run, 60)}* is running, asked for by ${userMention(run.userId)}, ${dateTime(run.startedAt)}`;
  return run.state === 'following' ? `${line}. HEC is working on it` : line;
}

/** For the notification, as plain text; '' when nothing is running. */
export function plainRunning(running: readonly RunningRun[]): string {
  const [newest] = running;
  return newest === undefined ? '' : `${plainRunLabel(newest, 40)} is running`;
}

/** To follow the label: "Quarantine failed". */
export const howItEnded: Record<RunOutcome, string> = {
  done: 'is done',
  unchanged: 'changed nothing',
  failed: 'failed',
  not_sent: 'was not sent',
  doubtful: 'may have been applied',
  still_working: 'was still running after ten minutes',
};

/** "Quarantined by @x", "Quarantine by @x failed": as mrkdwn. Without `who` nobody is named. */
export function endedWords(run: EndedRun, who: string, max: number): string {
  const by = who === '' ? '' : ` by ${who}`;
  if (run.outcome === 'done') return `${outsideText(describeRun(run).past, max) || nameless}${by}`;
  return `${runLabel(run, max)}${by} ${howItEnded[run.outcome]}`;
}

/** What the event shows of the action, as a clause: "the event is now Remediated". '' when HEC says nothing of it. */
export function truth(run: ActionRun, event: SecurityEvent, when: 'now' | 'still', clean: Clean): string {
  if (describeRun(run).changes === 'state') return stateClause(event, when, clean);
  return `the event’s severity is ${when} ${clean(severityMark(event.severity).word, 45)}`;
}
