/**
 * Somebody opened a Work Object: shows the event's facts beside the conversation, to that person alone. Slack waits
 * only a few seconds, so a slow HEC is reported as such; the next click reads the event again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RefusedError } from '../../../access/errors.ts';
import { KnownError } from '../../../errors.ts';
import { EventNotFoundError } from '../../../events/errors.ts';
import { type EventReference, eventId, referenceInLink } from '../../../events/links.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { slackMessages } from '../../api/sdk-log.ts';
import type { DetailsError } from '../../api/slack-api.ts';
import { type Mrkdwn, plain } from '../../blocks/text.ts';
import { workObject } from '../../cards/work-object.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import type { EventListener } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import { replyThread } from '../../payloads/thread.ts';
import { unescapeTyped } from '../../payloads/typed-text.ts';
import { requirePermission } from '../../permission.ts';

const requestedEnvelope = z.object({
  event: z.object({
    user: z.string(),
    trigger_id: z.string(),
    entity_url: z.string(),
    /** Slack doesn't always send it. */
    external_ref: z.object({ id: z.string() }).optional(),
    channel: z.string().optional(),
    message_ts: z.string().optional(),
    thread_ts: z.string().optional(),
  }),
});

type DetailsRequest = z.output<typeof requestedEnvelope>['event'];

export const entityDetailsRequested: EventListener = {
  handle: presentDetails,
  tellUnclaimed: (envelope, error, services) =>
    presentFailure(requestedEnvelope.parse(envelope).event, error, services),
};

async function presentDetails(envelope: unknown, services: Services): Promise<void> {
  const { event } = requestedEnvelope.parse(envelope);
  const { client, logger } = services;
  const { trigger_id, entity_url: url } = event;
  try {
    const snapshot = await readInTime(event, services);
    if (snapshot === 'late') {
      await client.entity.presentDetails({ trigger_id, error: { status: 'timeout' } });
      return;
    }
    const metadata = workObject(snapshot, unescapeTyped(url), 'details');
    const presented = await client.entity.presentDetails({ trigger_id, metadata });
    const { warning } = presented;
    if (warning !== undefined) {
      logger.warn({ warning, messages: slackMessages(presented) }, 'Slack dropped a part of the details');
    }
  } catch (error) {
    await presentFailure(event, error, services);
  }
}

async function presentFailure({ trigger_id, user }: DetailsRequest, error: unknown, { client, logger }: Services) {
  const { sentence } = describeFailure(error, logger, { slackEvent: 'entity_details_requested', userId: user });
  await client.entity.presentDetails({ trigger_id, error: errorToPresent(error, sentence) });
}

async function readInTime(event: DetailsRequest, services: Services): Promise<EventSnapshot | 'late'> {
  const { user: userId, channel: channelId, message_ts: messageTs, thread_ts: threadTs } = event;
  const origin = { channelId, messageTs, threadTs: messageTs && replyThread(messageTs, threadTs) };
  await requirePermission('view', userId, origin, services);
  const record = services.auditTrail.recorder({ userId, ...origin });
  const read = services.snapshots.read(referenceOf(event), { record });
  return Promise.race([read, sleep(services.settings.noticeAfterMs, 'late' as const, { ref: false })]);
}

function referenceOf({ external_ref: named, entity_url: url }: DetailsRequest): EventReference {
  const id = eventId(named?.id ?? '');
  const reference = id === undefined ? referenceInLink(unescapeTyped(url)) : { kind: 'typed' as const, id };
  if (reference === undefined) throw new Error('the Work Object names no event');
  return reference;
}

function errorToPresent(error: unknown, sentence: Mrkdwn): DetailsError {
  if (error instanceof RefusedError) return { status: 'restricted' };
  if (error instanceof EventNotFoundError) return { status: 'not_found' };
  if (error instanceof KnownError)
    return { status: 'custom', custom_title: plain`Security event`, custom_message: sentence };
  return { status: 'internal_error' };
}
