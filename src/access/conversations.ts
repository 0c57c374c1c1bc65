/**
 * Who would see it: may an event be shown publicly in this conversation?
 *
 * A conversation that is shared with another organisation, or that is not on a configured list, gets nothing public.
 * Where the app can't look into a conversation, it can't know who reads there, so it shows nothing public either.
 */
import type { Channels } from '../config.ts';
import { allowed, type Decision, refused } from './decision.ts';

export type Place =
  | { kind: 'seen'; id: string; sharedOutside: boolean; archived: boolean; appIsMember: boolean }
  /** A direct message, or a private conversation without the app. */
  | { kind: 'unseen'; id: string }
  /** Slack could not be asked. */
  | { kind: 'unknown'; id: string };

export type PlaceRefusal =
  | 'unseen'
  | 'unknown'
  | 'shared_outside'
  | 'not_listed'
  | 'archived'
  | 'app_not_member'
  | 'sharer_not_member';

/** For what the app posts itself. */
export function decidePost(place: Place, channels: Channels): Decision<PlaceRefusal> {
  if (place.kind !== 'seen') return refused(place.kind);
  if (place.sharedOutside) return refused('shared_outside');
  if (!isListed(place.id, channels)) return refused('not_listed');
  if (place.archived) return refused('archived');
  if (!place.appIsMember) return refused('app_not_member');
  return allowed;
}

/**
 * For what somebody has the app post in a conversation that they choose: only where they could post themselves.
 *
 * @param sharerIsMember undefined when Slack could not be asked
 */
export function decideShare(
  place: Place,
  channels: Channels,
  sharerIsMember: boolean | undefined,
): Decision<PlaceRefusal> {
  const decision = decidePost(place, channels);
  if (!decision.allowed) return decision;
  if (sharerIsMember === undefined) return refused('unknown');
  return sharerIsMember ? allowed : refused('sharer_not_member');
}

/**
 * For the preview of a link, which Slack lets an app attach in every conversation, also where it can't look: what Slack
 * says in the event's envelope decides, and silence counts as shared.
 *
 * @param place without a channel while the message is still being written: only its writer sees that preview
 */
export function decideUnfurl(
  place: { channelId: string | undefined; sharedOutside: boolean | undefined },
  channels: Channels,
): Decision<PlaceRefusal> {
  if (place.sharedOutside === true) return refused('shared_outside');
  if (place.channelId === undefined) return allowed;
  if (place.sharedOutside === undefined) return refused('unknown');
  return isListed(place.channelId, channels) ? allowed : refused('not_listed');
}

function isListed(id: string, channels: Channels): boolean {
  return channels.kind === 'any' || channels.ids.includes(id);
}
