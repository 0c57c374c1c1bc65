/**
 * Somebody opened the app's Home: what they may do, what is running, and what they looked at and did last. Shown at once
 * from our own record; the events' words come from HEC after that.
 */
import type { HomeView } from '@slack/types';
import { z } from 'zod';
import { RefusedError } from '../../../access/errors.ts';
import type { PersonRefusal } from '../../../access/people.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import { recentLookupsOf } from '../../../store/audit-trail.ts';
import { lastRunsOf, runningRuns } from '../../../store/runs.ts';
import type { Services } from '../../dispatch/listener.ts';
import { askPermission, decide } from '../../permission.ts';
import { type HomeInput, type HomeRefusal, homeShown, homeView, type RecentEvent } from './home-view.ts';

const openedEnvelope = z.object({ event: z.object({ user: z.string(), tab: z.string() }) });

export async function appHomeOpened(envelope: unknown, services: Services): Promise<void> {
  const { user, tab } = openedEnvelope.parse(envelope).event;
  if (tab !== 'home') return;
  const { client, store } = services;
  const publish = (input: HomeInput) => publishHome(homeView(input));

  const viewer = await askPermission('view', user, {}, services);
  if (!viewer.allowed) return publish({ kind: 'refused', ...refusalOf(viewer.reason, services) });
  const responder = await decide('respond', user, services);
  const [lookedUp, running, mine] = await Promise.all([
    recentLookupsOf(store.db, user, homeShown.recent),
    // One more than is shown tells that there are more.
    runningRuns(store.db, homeShown.running + 1),
    lastRunsOf(store.db, user, homeShown.mine),
  ]);
  const known = {
    kind: 'viewer',
    mayAct: responder.allowed ? responder : { allowed: false, ...refusalOf(responder.reason, services) },
    configuration: services.configuration,
    running,
    mine,
  } as const;
  await publish({ ...known, recent: lookedUp.map((lookup) => ({ ...lookup, event: undefined })) });
  if (lookedUp.length === 0) return;
  const recent = lookedUp.map(
    async (lookup): Promise<RecentEvent> => ({ ...lookup, event: await read(lookup.eventId) }),
  );
  const withEvents = { ...known, recent: await Promise.all(recent) };
  // What HEC shows of these events may tell more of how a run ended.
  await publish({ ...withEvents, mine: await lastRunsOf(store.db, user, homeShown.mine) });

  async function publishHome(view: HomeView): Promise<void> {
    await client.views.publish({ user_id: user, view });
  }

  /** Undefined where HEC can't be asked: the id stands for it. */
  async function read(id: string): Promise<SecurityEvent | undefined> {
    try {
      return (await services.readEventSnapshot({ kind: 'typed', id })).event;
    } catch (error) {
      services.logger.info({ err: error, eventId: id }, 'an event could not be read for the App Home');
      return undefined;
    }
  }
}

function refusalOf(reason: PersonRefusal, { access }: Services): HomeRefusal {
  const { sentence, askInstead } = new RefusedError(reason, access.responders);
  return { sentence, askInstead };
}
