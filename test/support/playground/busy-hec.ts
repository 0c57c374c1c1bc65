// A local HEC with months of mail and events in it, and no others.

import { campaigns } from '../../../playground/hec/content/campaigns.ts';
import type { World } from '../../../playground/hec/world.ts';
import { start, startHec } from './hec-client.ts';

/** As large as a search has to be right on. */
export const busy = { seed: 15, now: start, days: 180, emails: 50_000, events: 20_000 };

/** Lets the world hold the campaigns instead of what it has. Returns them: what is true, whatever a query says. */
function fill(world: World, traffic: ReturnType<typeof campaigns>) {
  const { events, entities } = world;
  events.clear();
  entities.clear();
  for (const event of traffic.events) events.set(event.eventId, event);
  for (const email of traffic.emails) entities.set(email.entityInfo.entityId, email);
  return traffic;
}

export async function startBusyHec(size: Partial<typeof busy> = {}) {
  const started = await startHec();
  return { ...started, ...fill(started.hec.world, campaigns({ ...busy, ...size })) };
}
