/** Who somebody is, from what `users.info` says. What it leaves out is not taken for "no". */
import type { MemberStatus } from '../../access/people.ts';

export interface SlackUser {
  id?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_workflow_bot?: boolean;
  is_connector_bot?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
  team_id?: string;
  /** Only of people with an account in the Enterprise Grid organisation. */
  enterprise_user?: { id?: string; enterprise_id?: string; teams?: string[] };
}

/** On Enterprise Grid a member's home team may be another team of the organisation: their list counts too. */
export function statusOf(user: SlackUser, teamId: string): MemberStatus {
  if (user.deleted === true) return 'deactivated';
  const teams = [...(user.team_id === undefined ? [] : [user.team_id]), ...(user.enterprise_user?.teams ?? [])];
  if (user.is_stranger === true || (teams.length > 0 && !teams.includes(teamId))) return 'outsider';
  if (isBot(user)) return 'bot';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  return teams.length > 0 && isVouchedFor(user) ? 'member' : 'unknown';
}

/** Slack doesn't mark its own bot as one, and it posts people's reminders. */
function isBot({ id, is_bot, is_workflow_bot, is_connector_bot }: SlackUser): boolean {
  return is_bot === true || is_workflow_bot === true || is_connector_bot === true || id === 'USLACKBOT';
}

/**
 * Slack's short answers about people of its Enterprise Grid leave out flags that are false: there the account in the
 * organisation speaks for them. A single-channel guest has both flags of a guest, so one of them is enough.
 */
function isVouchedFor({ deleted, is_bot, is_restricted, enterprise_user }: SlackUser): boolean {
  if (enterprise_user?.id !== undefined && enterprise_user.enterprise_id !== undefined) return true;
  return deleted === false && is_bot === false && is_restricted === false;
}
