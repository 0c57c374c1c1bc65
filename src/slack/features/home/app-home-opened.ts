/**
 * The app's Home was opened: shows what the person may do, what is running, and what they looked up and did last. It
 * appears at once from our own record, which holds ids and no subjects. HEC is asked for what is behind them, of what this
 * person looked up or acted on and nothing else; HEC may hang on an event that it no longer has, so what is slow comes later.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RefusedError } from '../../../access/errors.ts';
import type { PersonRefusal } from '../../../access/people.ts';
import type { EmailDetails } from '../../../events/email.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import { emailIdOf } from '../../../events/subject-kind.ts';
import type { Activity } from '../../../services/recent-activity.ts';
import { errorSentence } from '../../blocks/text.ts';
import type { EventListener } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import { askPermission, decide, type Permission } from '../../permission.ts';
import {
  type HomeConfiguration,
  type HomeDecision,
  type HomeInput,
  type HomeRefusal,
  homeShown,
  homeView,
  type KnownEvent,
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
  const [maySearch, mayAct] = await Promise.all([
    decisionOf('search', userId, services),
    decisionOf('respond', userId, services),
  ]);
  const configuration = configurationOf(services);
  const events = new Map<string, KnownEvent>();
  const show = ({ lookedUp, running, ended }: Activity) =>
    publish(
      userId,
      { kind: 'viewer', maySearch, mayAct, configuration, recent: lookedUp, running, mine: ended, events },
      services,
    );
  const activity = await activityOf(userId, services);
  await show(activity);
  const ids = await ownEvents(userId, activity, services);
  if (ids.length === 0) return;
  let unread = ids.length;
  const reading = Promise.all(
    ids.map(async (id) => {
      for await (const known of read(id, services)) events.set(id, known);
      unread -= 1;
    }),
  );
  await Promise.race([reading, sleep(services.settings.noticeAfterMs, undefined, { ref: false })]);
  const isWhole = unread === 0;
  // What HEC shows of these events may settle how a run ended.
  await show(await activityOf(userId, services));
  if (isWhole) return;
  await reading;
  await show(await activityOf(userId, services));
}

/** Each once. What other people are doing is shown by its id: whoever lists sees more than whoever looks up. */
async function ownEvents(
  userId: string,
  { lookedUp, running, ended }: Activity,
  { directory }: Services,
): Promise<string[]> {
  const me = await directory.idsOf(userId);
  const mine = running.filter((run) => me.includes(run.userId));
  return [...new Set([...lookedUp, ...mine, ...ended].map(({ eventId }) => eventId))];
}

async function activityOf(userId: string, { directory, recentActivity }: Services): Promise<Activity> {
  const { recent, running, mine } = homeShown;
  // One more than is shown, to tell that there are more.
  return recentActivity.of(await directory.idsOf(userId), { lookedUp: recent, running: running + 1, ended: mine });
}

async function publish(userId: string, input: HomeInput, { client }: Services): Promise<void> {
  await client.views.publish({ user_id: userId, view: homeView(input) });
}

/** First the event, then the same with its email. Nothing if HEC can't be asked: the id is shown instead. */
async function* read(eventId: string, { snapshots, logger }: Services): AsyncGenerator<KnownEvent> {
  try {
    const { event } = await snapshots.read({ kind: 'typed', id: eventId }, { email: 'none' });
    yield { event, email: undefined };
    yield { event, email: await readEmail(event, { snapshots, logger }) };
  } catch (error) {
    logger.info({ err: error, eventId }, 'an event could not be read for the App Home');
  }
}

/** Undefined if there is none or HEC can't be asked: the event's description is shown instead. */
async function readEmail(
  event: SecurityEvent,
  { snapshots, logger }: Pick<Services, 'snapshots' | 'logger'>,
): Promise<EmailDetails | undefined> {
  const entityId = emailIdOf(event);
  if (entityId === undefined) return undefined;
  try {
    return await snapshots.readEmail(entityId);
  } catch (error) {
    logger.info({ err: error, eventId: event.id }, 'an email could not be read for the App Home');
    return undefined;
  }
}

function configurationOf({ access, settings }: Services): HomeConfiguration {
  const { tenantLabel, database, workObjects, auditRetentionDays } = settings;
  return { ...access, tenantLabel, store: database, workObjects, auditRetentionDays };
}

async function decisionOf(permission: Permission, userId: string, services: Services): Promise<HomeDecision> {
  const decision = await decide(permission, userId, services);
  return decision.allowed ? decision : { ...decision, ...refusalOf(decision.reason, services) };
}

function refusalOf(reason: PersonRefusal, { access }: Services): HomeRefusal {
  const refused = new RefusedError(reason, access);
  return { sentence: errorSentence(refused), askInstead: refused.askInstead };
}
