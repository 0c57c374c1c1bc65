/** May this person look events up, search, or act? Every listener asks, with what Slack says about the person now. */

import type { Decision } from '../access/decision.ts';
import { RefusedError } from '../access/errors.ts';
import { decideResponder, decideSearcher, decideViewer, type PersonRefusal } from '../access/people.ts';
import type { AccessPolicy } from '../access/policy.ts';
import type { AuditTrail, Refusal } from '../services/audit-trail.ts';
import type { Directory } from './api/directory.ts';

export type Permission = 'view' | 'search' | 'respond';

interface PermissionServices {
  access: AccessPolicy;
  auditTrail: AuditTrail;
  directory: Directory;
}

/** Recorded if the person is refused. */
export type AttemptDetails = Omit<Refusal, 'userId' | 'reason'>;

export async function decide(
  permission: Permission,
  userId: string,
  { access, directory }: Omit<PermissionServices, 'auditTrail'>,
): Promise<Decision<PersonRefusal>> {
  if (permission === 'respond')
    return decideResponder(await directory.member(userId, access.responders), access.responders);
  if (permission === 'search')
    return decideSearcher(await directory.member(userId, access.searchers), access.searchers);
  const listed = access.viewers.kind === 'listed' ? access.viewers.people : { users: [], groups: [] };
  return decideViewer(await directory.member(userId, listed), access.viewers);
}

/**
 * Why somebody who was shown an event alone may see no more of it, or undefined. For jobs.
 * @throws if Slack can't say, so that the job is tried again
 */
export async function ownerRefusal(
  userId: string | undefined,
  services: Omit<PermissionServices, 'auditTrail'>,
): Promise<PersonRefusal | 'no_owner' | undefined> {
  if (userId === undefined) return 'no_owner';
  const viewer = await decide('view', userId, services);
  if (viewer.allowed) return undefined;
  if (viewer.reason === 'unknown') throw new Error('Slack did not say who the person is');
  return viewer.reason;
}

/** Records a refusal. */
export async function askPermission(
  permission: Permission,
  userId: string,
  attempted: AttemptDetails,
  services: PermissionServices,
): Promise<Decision<PersonRefusal>> {
  const decision = await decide(permission, userId, services);
  if (!decision.allowed) await services.auditTrail.refused({ userId, reason: decision.reason, ...attempted });
  return decision;
}

/** @throws RefusedError, once the refusal is recorded */
export async function requirePermission(
  permission: Permission,
  userId: string,
  attempted: AttemptDetails,
  services: PermissionServices,
): Promise<void> {
  const decision = await askPermission(permission, userId, attempted, services);
  if (!decision.allowed) throw new RefusedError(decision.reason, services.access);
}
