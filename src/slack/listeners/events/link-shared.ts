/**
 * `link_shared`: previews portal links that somebody pastes.
 *
 * Nobody asked the app for anything here, so what may not or can't be shown is skipped silently, with its reason in the
 * log. Slack sends this from every conversation of the workspace, also those that the app is not in.
 */
import { z } from 'zod';
import { decideUnfurl } from '../../../access/places.ts';
import { KnownError } from '../../../errors.ts';
import { type EventReference, referenceInLink } from '../../../events/links.ts';
import type { FoundEvent } from '../../../events/lookup.ts';
import { compactCard } from '../../messages/compact-card.ts';
import { eventCard } from '../../messages/event-card.ts';
import { previewCard } from '../../messages/preview.ts';
import { unescapeTyped } from '../../typed-text.ts';
import type { Services } from '../listener.ts';
import { mayView } from '../viewer.ts';

const linkSharedEnvelope = z.object({
  is_ext_shared_channel: z.boolean().optional(),
  event: z.object({
    channel: z.string(),
    user: z.string(),
    message_ts: z.string(),
    unfurl_id: z.string().optional(),
    source: z.string().optional(),
    links: z.array(z.object({ url: z.string() })),
  }),
});

const mostPreviews = 5;

export async function linkShared(envelope: unknown, services: Services): Promise<void> {
  const { event, is_ext_shared_channel: sharedOutside } = linkSharedEnvelope.parse(envelope);
  const { access, client, logger } = services;
  const log = logger.child({ slackEvent: 'link_shared', channelId: event.channel, userId: event.user });
  // While the message is being written nobody knows who would see it: Slack then names no channel.
  const isComposer = event.source === 'composer';

  const place = decideUnfurl({ channelId: isComposer ? undefined : event.channel, sharedOutside }, access.channels);
  if (!place.allowed) return log.info({ reason: place.reason }, 'preview skipped');
  const person = await mayView(event.user, services);
  if (!person.allowed) return log.info({ reason: person.reason }, 'preview skipped');

  const links = event.links.flatMap(({ url }) => {
    const reference = referenceInLink(unescapeTyped(url));
    return reference === undefined ? [] : [{ url, reference }];
  });
  const render = isComposer ? previewCard : links.length > 1 ? compactCard : eventCard;
  const previews = links.slice(0, mostPreviews).map(async ({ url, reference }) => {
    const found = await find(reference);
    return found === undefined ? [] : [[url, { blocks: render(found).blocks }] as const];
  });
  const unfurls = Object.fromEntries((await Promise.all(previews)).flat());
  if (Object.keys(unfurls).length === 0) return;
  if (isComposer)
    await client.chat.unfurl({ source: 'composer', unfurl_id: event.unfurl_id ?? event.message_ts, unfurls });
  else await client.chat.unfurl({ channel: event.channel, ts: event.message_ts, unfurls });

  async function find(reference: EventReference): Promise<FoundEvent | undefined> {
    try {
      return await services.lookup(reference);
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      log.info({ reason: error.code, reference: error.reference }, 'preview skipped');
      return undefined;
    }
  }
}
