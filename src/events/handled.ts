/** Whether an event's danger is over: nobody has to act, and acting mostly means to undo. */
import type { KnownEmail } from './email.ts';
import { nameKey } from './hec-name.ts';
import type { SecurityEvent } from './security-event.ts';

const handledStates = new Set(['remediated', 'dismissed', 'exception']);

/** An email in quarantine is out of reach whatever its event's state says: HEC changes that later, or never. */
export function isHandled({ state = '' }: Pick<SecurityEvent, 'state'>, email: KnownEmail): boolean {
  if (email.kind === 'read' && email.details.fate.isQuarantined === true) return true;
  return handledStates.has(nameKey(state));
}
