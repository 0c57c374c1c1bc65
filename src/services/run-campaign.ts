/**
 * Does to every email of a list what somebody has chosen, each once: begins it, stops it, sends again what could not be
 * confirmed, and puts back what it moved.
 */
import type { CampaignProgress } from '../campaigns/progress.ts';

/** Who presses. */
export interface CampaignPress {
  campaignId: string;
  teamId: string;
  userId: string;
  /** All that Slack calls this person, `userId` too. */
  userIds: readonly string[];
}

export interface CampaignStart extends CampaignPress {
  /** Where its card is to be. */
  channelId: string | undefined;
  threadTs: string | undefined;
}

/** `campaignId` is the one that was begun: for an undo, the new one. */
export type StartResult =
  | { kind: 'started'; campaignId: string; progress: CampaignProgress }
  /** A second responder is asked. */
  | { kind: 'waiting'; campaignId: string; approvalId: string }
  /** It isn't a draft any more, or has been forgotten. */
  | { kind: 'not_a_draft' }
  /** There is nothing to do: nothing is chosen, or another run holds all of it. */
  | { kind: 'nothing_to_do'; progress: CampaignProgress };

export interface Campaigns {
  /** For the draft of which somebody has chosen emails. */
  start(start: CampaignStart): Promise<StartResult>;
  /** Once a second responder has approved it. */
  startApproved(campaignId: string, approvedBy: string): Promise<StartResult>;
  /** What is not sent yet stays where it is. Tells how many emails that were; undefined if it has ended. */
  stop(press: CampaignPress): Promise<number | undefined>;
  /** Sends again what could not be confirmed and is still where it was. Tells how many emails it looks at. */
  retryUnconfirmed(press: CampaignPress): Promise<number>;
  /** Puts back exactly what this campaign moved and nobody has touched since. */
  undo(start: CampaignStart): Promise<StartResult>;
  /** Undefined if there is no such campaign. */
  progressOf(campaignId: string): Promise<CampaignProgress | undefined>;
}
