/** May this person look events up, or act? Asked by every listener, with what Slack says of the person now. */

import type { Decision } from '../access/decision.ts';
import { RefusedError } from '../access/errors.ts';
import { decideResponder, decideViewer, type PersonRefusal } from '../access/people.ts';
import { recordRefusal } from '../store/audit-trail.ts';
import type { Permission, Services } from './dispatch/listener.ts';

/** What the record says of a refusal beside who was refused and why. */
export interface AttemptDetails {
  channelId?: string | undefined;
  messageTs?: string | undefined;
  threadTs?: string | undefined;
  eventId?: string | undefined;
  actionName?: string | undefined;
}

export async function decide(
  permission: Permission,
  userId: string,
  { access, directory }: Pick<Services, 'access' | 'directory'>,
): Promise<Decision<PersonRefusal>> {
  if (permission === 'respond')
    return decideResponder(await directory.member(userId, access.responders), access.responders);
  const listed = access.viewers.kind === 'listed' ? access.viewers.people : { users: [], groups: [] };
  return decideViewer(await directory.member(userId, listed), access.viewers);
}

/** @throws RefusedError, once the refusal is recorded */
export async function requirePermission(
  permission: Permission,
  userId: string,
  attempted: AttemptDetails,
  services: Services,
): Promise<void> {
  const decision = await decide(permission, userId, services);
  if (decision.allowed) return;
  const { teamId } = await services.identity();
  const at = new Date(services.now());
  await recordRefusal(services.store.db, { at, teamId, userId, reason: decision.reason, ...attempted });
  throw new RefusedError(decision.reason, services.access.responders);
}
