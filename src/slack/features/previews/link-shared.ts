/**
 * `link_shared`: previews portal links that somebody pastes.
 *
 * Nobody asked the app for anything here, so what may not or can't be shown is skipped silently, with its reason in the
 * log. Slack sends this from every conversation of the workspace, also those that the app is not in.
 */
import { z } from 'zod';
import { decideUnfurl } from '../../../access/conversations.ts';
import { KnownError } from '../../../errors.ts';
import { type EventReference, referenceInLink } from '../../../events/links.ts';
import { type EventSnapshot, refreshIfMovedOn } from '../../../services/event-snapshot.ts';
import { messageDigest } from '../../blocks/message.ts';
import { cardOf } from '../../cards/card.ts';
import type { Services } from '../../dispatch/listener.ts';
import { unescapeTyped } from '../../payloads/typed-text.ts';
import { askPermission } from '../../permission.ts';
import { previewCard } from './composer-preview.ts';
import { type Preview, unfurl } from './unfurl.ts';

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
  url: string;
  reference: EventReference;
}

export async function linkShared(envelope: unknown, services: Services): Promise<void> {
  const { event, is_ext_shared_channel: sharedNow } = linkSharedEnvelope.parse(envelope);
  const { access, client, directory, logger } = services;
  const log = logger.child({ slackEvent: 'link_shared', channelId: event.channel, userId: event.user });
  // While the message is being written nobody knows who would see it: Slack then names no channel.
  const isComposer = event.source === 'composer';

  // The envelope does not tell of an invitation that waits; where the app can look in, the conversation does.
  const conversation = isComposer ? undefined : await directory.conversation(event.channel);
  const isSeenShared = conversation?.kind === 'seen' && conversation.sharedOutside;
  const sharedOutside = isSeenShared ? true : sharedNow;
  const decision = decideUnfurl({ channelId: conversation?.id, sharedOutside }, access.channels);
  if (!decision.allowed) return log.info({ reason: decision.reason }, 'preview skipped');
  const person = await askPermission('view', event.user, { channelId: event.channel }, services);
  if (!person.allowed) return log.info({ reason: person.reason }, 'preview skipped');

  const links = event.links.flatMap(({ url }): PortalLink[] => {
    const reference = referenceInLink(unescapeTyped(url));
    return reference === undefined ? [] : [{ url, reference }];
  });
  // A thread is read on a phone, and several cards would fill it.
  const shape = links.length > 1 || event.thread_ts !== undefined ? 'compact' : 'full';
  const render = (snapshot: EventSnapshot) => (isComposer ? previewCard(snapshot) : cardOf(shape, snapshot));
  const found = (await Promise.all(links.slice(0, mostPreviews).map(preview))).flat();
  if (found.length === 0) return;
  if (isComposer) {
    const unfurls = Object.fromEntries(found.map(({ url, card }) => [url, { blocks: card.blocks }]));
    await client.chat.unfurl({ source: 'composer', unfurl_id: event.unfurl_id ?? event.message_ts, unfurls });
    return;
  }
  const { channel: channelId, user: userId, message_ts: messageTs, thread_ts: threadTs } = event;
  await unfurl(services, { channelId, messageTs }, found);
  for (const shown of found) await remember(shown);

  async function preview({ url, reference }: PortalLink): Promise<(Preview & { input: EventSnapshot })[]> {
    const input = await find(reference);
    return input === undefined ? [] : [{ url, card: render(input), input }];
  }

  /** So that the preview changes with the event, and the record says who showed it where. */
  async function remember({ url, card, input }: Preview & { input: EventSnapshot }): Promise<void> {
    const { now, store } = services;
    const origin = { channelId, userId, messageTs, threadTs };
    const shown = { eventId: input.event.id, revision: messageDigest(card), shownAt: new Date(now()) };
    await store.batched.rememberShownMessage({ ...origin, ...shown, kind: 'unfurl', url, shape });
    await services.auditTrail.lookedUp(input.event, origin);
    await refreshIfMovedOn(store, input);
  }

  async function find(reference: EventReference): Promise<EventSnapshot | undefined> {
    try {
      return await services.readEventSnapshot(reference);
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      log.info({ reason: error.code, reference: error.reference }, 'preview skipped');
      return undefined;
    }
  }
}
