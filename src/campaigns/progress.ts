/** How far a campaign has come: what became of each of its emails, from the email's runs. */
import type { RunOutcome } from '../actions/run.ts';

/**
 * - `moved`: by this campaign, and HEC shows it.
 * - `already`: it was where the campaign wanted it, so nothing was sent.
 * - `failed`: HEC refused it, or says that it failed.
 * - `unconfirmed`: HEC may have moved it. Only a person's press sends it again.
 * - `heldByOthers`: another run had it, and sees to it.
 * - `gone`: HEC no longer has it.
 * - `touched`: somebody has acted on it since the campaign that this one undoes.
 * - `stopped`: somebody stopped the campaign before it was sent.
 * - `toGo`: it has not ended yet.
 */
const standings = [
  'moved',
  'already',
  'failed',
  'unconfirmed',
  'heldByOthers',
  'gone',
  'touched',
  'stopped',
  'toGo',
] as const;
export type Standing = (typeof standings)[number];

/** How many emails have each standing. They add up to the emails that were chosen. */
export type CampaignProgress = Record<Standing, number>;

/** Why a chosen email got no run. */
export const leftOutReasons = ['held', 'touched'] as const;
type LeftOut = (typeof leftOutReasons)[number];

/** Why a run of a campaign was not sent, other than HEC's refusal. */
type NotSentReason = 'already' | 'gone' | 'stopped';

/** What decides an email's standing: the run that says most about it, or why it has none. */
export type EmailState =
  | { kind: 'no_run' }
  | { kind: 'left_out'; reason: LeftOut }
  | { kind: 'running' }
  | { kind: 'ended'; outcome: RunOutcome; errorCode: string | undefined };

export function standingOf(state: EmailState): Standing {
  switch (state.kind) {
    case 'no_run':
    case 'running':
      return 'toGo';
    case 'left_out':
      return state.reason === 'held' ? 'heldByOthers' : state.reason;
    case 'ended':
      return standingAtEnd(state);
  }
}

function standingAtEnd({ outcome, errorCode }: { outcome: RunOutcome; errorCode: string | undefined }): Standing {
  switch (outcome) {
    case 'done':
      return 'moved';
    case 'doubtful':
    case 'still_working':
      return 'unconfirmed';
    case 'unchanged':
    case 'failed':
      return 'failed';
    case 'not_sent':
      return notSentReasons.find((reason) => reason === errorCode) ?? 'failed';
  }
}

const notSentReasons: readonly NotSentReason[] = ['already', 'gone', 'stopped'];

export function progressOf(states: Iterable<{ state: EmailState; emails: number }>): CampaignProgress {
  const progress: CampaignProgress = {
    moved: 0,
    already: 0,
    failed: 0,
    unconfirmed: 0,
    heldByOthers: 0,
    gone: 0,
    touched: 0,
    stopped: 0,
    toGo: 0,
  };
  for (const { state, emails } of states) progress[standingOf(state)] += emails;
  return progress;
}

/** How many emails were chosen. */
export function chosenIn(progress: CampaignProgress): number {
  return standings.reduce((sum, standing) => sum + progress[standing], 0);
}
