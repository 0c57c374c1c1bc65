/**
 * `link_shared`: previews portal links that somebody pastes.
 *
 * Nobody asked the app for anything here, so what may not or can't be shown is skipped silently, with its reason in the
 * log. Slack sends this from every conversation of the workspace, also those that the app is not in.
 */
import { z } from 'zod';
import { decideUnfurl } from '../../../access/places.ts';
import type { Situation } from '../../../actions/situation.ts';
import { KnownError } from '../../../errors.ts';
import { type EventReference, referenceInLink } from '../../../events/links.ts';
import { recordLookup, recordRefusal } from '../../../store/audit.ts';
import { rememberPlace } from '../../../store/shown-messages.ts';
import { catchUp } from '../../catch-up.ts';
import { compactCard } from '../../messages/compact-card.ts';
import { eventCard } from '../../messages/event-card.ts';
import { messageDigest } from '../../messages/message.ts';
import { previewCard } from '../../messages/preview.ts';
import { unescapeTyped } from '../../typed-text.ts';
import type { Services } from '../listener.ts';
import { decide } from '../permission.ts';

const linkSharedEnvelope = z.object({
  is_ext_shared_channel: z.boolean().optional(),
  event: z.object({
    channel: z.string(),
    user: z.string(),
    message_ts: z.string(),
    thread_ts: z.string().optional(),
    unfurl_id: z.string().optional(),
    source: z.string().optional(),
    links: z.array(z.object({ url: z.string() })),
  }),
});

const mostPreviews = 5;

interface PortalLink {
  /** Exactly as Slack sent it, which is what Slack matches a preview by. */
  url: string;
  reference: EventReference;
}

interface Preview {
  url: string;
  situation: Situation;
}

export async function linkShared(envelope: unknown, services: Services): Promise<void> {
  const { event, is_ext_shared_channel: sharedOutside } = linkSharedEnvelope.parse(envelope);
  const { access, client, logger } = services;
  const log = logger.child({ slackEvent: 'link_shared', channelId: event.channel, userId: event.user });
  // While the message is being written nobody knows who would see it: Slack then names no channel.
  const isComposer = event.source === 'composer';

  const place = decideUnfurl({ channelId: isComposer ? undefined : event.channel, sharedOutside }, access.channels);
  if (!place.allowed) return log.info({ reason: place.reason }, 'preview skipped');
  const person = await decide('view', event.user, services);
  if (!person.allowed) {
    const { teamId } = await services.identity();
    const attempt = { at: new Date(services.now()), teamId, userId: event.user, channelId: event.channel };
    await recordRefusal(services.store.db, { ...attempt, reason: person.reason });
    return log.info({ reason: person.reason }, 'preview skipped');
  }

  const links = event.links.flatMap(({ url }): PortalLink[] => {
    const reference = referenceInLink(unescapeTyped(url));
    return reference === undefined ? [] : [{ url, reference }];
  });
  const render = isComposer ? previewCard : links.length > 1 ? compactCard : eventCard;
  const previews = (await Promise.all(links.slice(0, mostPreviews).map(preview))).flat();
  if (previews.length === 0) return;
  const unfurls = Object.fromEntries(previews.map(({ url, situation }) => [url, { blocks: render(situation).blocks }]));
  if (isComposer) {
    await client.chat.unfurl({ source: 'composer', unfurl_id: event.unfurl_id ?? event.message_ts, unfurls });
    return;
  }
  await client.chat.unfurl({ channel: event.channel, ts: event.message_ts, unfurls });
  const shape = links.length > 1 ? 'compact' : 'full';
  for (const shown of previews) await remember(shown, shape);

  async function preview({ url, reference }: PortalLink): Promise<Preview[]> {
    const situation = await find(reference);
    return situation === undefined ? [] : [{ url, situation }];
  }

  /** So that the preview changes with the event, and the record says who showed it where. */
  async function remember({ url, situation }: Preview, shape: 'full' | 'compact'): Promise<void> {
    const { identity, now, store } = services;
    const { channel: channelId, user: userId, message_ts: messageTs, thread_ts: threadTs } = event;
    const { event: shown } = situation;
    const revision = messageDigest(render(situation));
    const at = new Date(now());
    const place = { channelId, userId, messageTs, threadTs, eventId: shown.id };
    await rememberPlace(store.db, { ...place, kind: 'unfurl', url, shape, revision, shownAt: at });
    await recordLookup(store.db, { ...place, teamId: (await identity()).teamId, at, entityId: shown.entityId });
    await catchUp(store, situation);
  }

  async function find(reference: EventReference): Promise<Situation | undefined> {
    try {
      return await services.readSituation(reference);
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      log.info({ reason: error.code, reference: error.reference }, 'preview skipped');
      return undefined;
    }
  }
}
