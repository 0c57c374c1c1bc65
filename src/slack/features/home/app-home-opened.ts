/**
 * The app's Home was opened: shows what the person may do, what is running, and what they looked up and did last. It
 * appears at once from our own record; the events' text follows from HEC.
 */
import { z } from 'zod';
import { RefusedError } from '../../../access/errors.ts';
import type { PersonRefusal } from '../../../access/people.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import type { Activity } from '../../../services/recent-activity.ts';
import { errorSentence } from '../../blocks/text.ts';
import type { EventListener } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import { askPermission, decide } from '../../permission.ts';
import {
  type HomeConfiguration,
  type HomeInput,
  type HomeRefusal,
  homeShown,
  homeView,
  type RecentEvent,
} from './home-view.ts';

const openedEnvelope = z.object({ event: z.object({ user: z.string(), tab: z.string() }) });

export const appHomeOpened: EventListener = {
  async handle(envelope, services) {
    const { user, tab } = openedEnvelope.parse(envelope).event;
    if (tab !== 'home') return;
    const viewer = await askPermission('view', user, {}, services);
    if (viewer.allowed) return showHome(user, services);
    await publish(user, { kind: 'refused', ...refusalOf(viewer.reason, services) }, services);
  },
};

async function showHome(userId: string, services: Services): Promise<void> {
  const responder = await decide('respond', userId, services);
  const { lookedUp, running, ended: mine } = await activityOf(userId, services);
  const known = {
    kind: 'viewer',
    mayAct: responder.allowed ? responder : { allowed: false, ...refusalOf(responder.reason, services) },
    configuration: configurationOf(services),
    running,
    mine,
  } as const;
  await publish(userId, { ...known, recent: lookedUp.map((lookup) => ({ ...lookup, event: undefined })) }, services);
  if (lookedUp.length === 0) return;
  const recent = lookedUp.map(
    async (lookup): Promise<RecentEvent> => ({ ...lookup, event: await read(lookup.eventId, services) }),
  );
  const withEvents = { ...known, recent: await Promise.all(recent) };
  // What HEC shows of these events may settle how a run ended.
  const { ended } = await activityOf(userId, services);
  await publish(userId, { ...withEvents, mine: ended }, services);
}

async function activityOf(userId: string, { directory, recentActivity }: Services): Promise<Activity> {
  const { recent, running, mine } = homeShown;
  // One more than is shown, to tell that there are more.
  return recentActivity.of(await directory.idsOf(userId), { lookedUp: recent, running: running + 1, ended: mine });
}

async function publish(userId: string, input: HomeInput, { client }: Services): Promise<void> {
  await client.views.publish({ user_id: userId, view: homeView(input) });
}

/** Undefined if HEC can't be asked: the id is shown instead. */
async function read(eventId: string, { snapshots, logger }: Services): Promise<SecurityEvent | undefined> {
  try {
    return (await snapshots.read({ kind: 'typed', id: eventId })).event;
  } catch (error) {
    logger.info({ err: error, eventId }, 'an event could not be read for the App Home');
    return undefined;
  }
}

function configurationOf({ access, settings }: Services): HomeConfiguration {
  const { tenantLabel, database, workObjects, auditRetentionDays } = settings;
  return { ...access, tenantLabel, store: database, workObjects, auditRetentionDays };
}

function refusalOf(reason: PersonRefusal, { access }: Services): HomeRefusal {
  const refused = new RefusedError(reason, access.responders);
  return { sentence: errorSentence(refused), askInstead: refused.askInstead };
}
