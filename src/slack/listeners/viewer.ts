/** May this person look events up? Asked by every listener, with what Slack says of the person now. */
import type { Decision } from '../../access/decision.ts';
import { decideViewer, type PersonRefusal } from '../../access/people.ts';
import type { Services } from './listener.ts';

export async function mayView(
  userId: string,
  { access, directory }: Pick<Services, 'access' | 'directory'>,
): Promise<Decision<PersonRefusal>> {
  const listed = access.viewers.kind === 'listed' ? access.viewers.people : { users: [], groups: [] };
  return decideViewer(await directory.asker(userId, listed), access.viewers);
}
