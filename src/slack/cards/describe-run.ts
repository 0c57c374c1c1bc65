/** A run in words: what is running, and how it ended. */

import { type ActionDescription, describeAction, describeEmailAction } from '../../actions/registry.ts';
import type { ActionRun, EndedRun, RunningRun, RunOutcome } from '../../actions/run.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { severityMark } from '../../events/severity.ts';
import {
  dateTime,
  type Mrkdwn,
  md,
  outsidePlain,
  outsideText,
  type Plain,
  plain,
  userMention,
  type Words,
  type Writing,
} from '../blocks/text.ts';
import { stateClause } from './event-summary.ts';

const nameless = plain`Unnamed action`;

export function describeRun({ target, actionName, parameter }: ActionRun): ActionDescription {
  return target === 'email' ? describeEmailAction(actionName) : describeAction({ name: actionName, parameter });
}

export function runLabel({ label }: Pick<ActionRun, 'label'>, max: number): Mrkdwn {
  return outsideText(label, max) || nameless;
}

export function plainRunLabel({ label }: Pick<ActionRun, 'label'>, max: number): Plain {
  return outsidePlain(label, max) || nameless;
}

export function runningLine(run: RunningRun): Mrkdwn {
  const asked = md`requested by ${userMention(run.userId)}, ${dateTime(run.startedAt)}`;
  const line = md`⏳ *${runLabel(run, 60)}* is running, ${asked}`;
  if (run.state === 'looking') return md`${line}. HEC reports it as done, but doesn’t show it yet`;
  return run.state === 'following' ? md`${line}. HEC is working on it` : line;
}

/** For the notification; '' if nothing is running. */
export function plainRunning(running: readonly RunningRun[]): Plain {
  const [newest] = running;
  return newest === undefined ? '' : plain`${plainRunLabel(newest, 40)} is running`;
}

/** Follows the label: "Quarantine failed". */
export const howItEnded: Record<RunOutcome, Words> = {
  done: plain`is done`,
  unchanged: plain`changed nothing`,
  failed: plain`failed`,
  not_sent: plain`wasn’t sent`,
  doubtful: plain`may have been applied`,
  still_working: plain`was still running after ten minutes`,
};

/** As a clause, of a run that may have been applied. */
export function whyDoubtful({ errorCode }: EndedRun): Words {
  return errorCode === 'unseen'
    ? plain`HEC reports it as done, but couldn’t be asked what it shows`
    : plain`HEC’s answer was lost`;
}

/** "Quarantined by @x", "Quarantine by @x failed". With '' as `who`, nobody is named. */
export function endedWords(run: EndedRun, who: Mrkdwn, max: number): Mrkdwn {
  const by = who === '' ? '' : md` by ${who}`;
  if (run.outcome === 'done') return md`${outsideText(describeRun(run).past, max) || nameless}${by}`;
  return md`${runLabel(run, max)}${by} ${howItEnded[run.outcome]}`;
}

/** As a clause: "the event is now Remediated". '' if HEC says nothing about what the action changes. */
export function truth<Text extends Mrkdwn | Plain>(
  run: ActionRun,
  event: SecurityEvent,
  when: Words,
  writing: Writing<Text>,
): Text {
  if (describeRun(run).changes === 'state') return stateClause(event, when, writing);
  const { outside, own } = writing;
  const severity = outside(severityMark(event.severity).word, 45);
  return own`the event’s severity is ${when} ${severity}`;
}
