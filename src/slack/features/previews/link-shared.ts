/**
 * `link_shared`: previews portal links that people paste.
 *
 * Nobody asked for anything here, so what can't or may not be shown is skipped silently, with the reason in the log.
 * Slack sends this from every conversation in the workspace, even those that the app isn't in.
 */
import { z } from 'zod';
import { decideUnfurl } from '../../../access/conversations.ts';
import { KnownError } from '../../../errors.ts';
import { type EventReference, referenceInLink } from '../../../events/links.ts';
import type { Logger } from '../../../log.ts';
import type { EmailPurpose, EventSnapshot } from '../../../services/event-snapshot.ts';
import { previewsAmong } from '../../../store/shown-messages.ts';
import { NoLongerAllowedError } from '../../api/errors.ts';
import { type Message, messageDigest } from '../../blocks/message.ts';
import { cardOf, type Shape } from '../../cards/card.ts';
import type { EventListener } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import { replyThread } from '../../payloads/thread.ts';
import { unescapeTyped } from '../../payloads/typed-text.ts';
import { askPermission } from '../../permission.ts';
import { previewCard } from './composer-preview.ts';
import { type Preview, unfurl } from './unfurl.ts';

const linkSharedEnvelope = z.object({
  is_ext_shared_channel: z.boolean().optional(),
  event: z
    .object({
      channel: z.string(),
      user: z.string(),
      message_ts: z.string(),
      thread_ts: z.string().optional(),
      unfurl_id: z.string().optional(),
      source: z.string().optional(),
      links: z.array(z.object({ url: z.string() })),
      /** Somebody asked Slack to show a Work Object again. */
      is_unfurl_refresh: z.boolean().default(false),
    })
    .transform((event) => ({ ...event, thread_ts: replyThread(event.message_ts, event.thread_ts) })),
});

type SharedLinks = z.output<typeof linkSharedEnvelope>;

const mostPreviews = 5;

interface PortalLink {
  url: string;
  reference: EventReference;
}

interface FoundPreview extends Preview {
  input: EventSnapshot;
}

export const linkShared: EventListener = {
  async handle(envelope, services) {
    const shared = linkSharedEnvelope.parse(envelope);
    const { event } = shared;
    const log = services.logger.child({ slackEvent: 'link_shared', channelId: event.channel, userId: event.user });
    const refusal = await refusalOf(shared, services);
    if (refusal !== undefined) return log.info({ reason: refusal }, 'preview skipped');
    const links = await notPreviewedYet(portalLinksIn(event).slice(0, mostPreviews), event, services);
    const found = await Promise.all(
      links.map(async ({ url, reference }): Promise<FoundPreview[]> => {
        const input = await find(reference, isComposer(event) ? 'none' : 'card', log, services);
        return input === undefined ? [] : [{ url, card: render(input, event), input }];
      }),
    );
    if (found.flat().length === 0) return;
    try {
      await show(found.flat(), shared, services);
    } catch (error) {
      if (!(error instanceof NoLongerAllowedError)) throw error;
      log.info({ reason: 'no_longer_allowed' }, 'preview skipped');
    }
  },
};

/** Slack names no channel while the message is being written: nobody knows who will see it. It is asked again once sent. */
function isComposer({ channel, source }: SharedLinks['event']): boolean {
  return source === 'composer' || channel === 'COMPOSER';
}

/** After every edit of a message, Slack names all of its links again. Existing previews change by themselves. */
async function notPreviewedYet(
  links: PortalLink[],
  event: SharedLinks['event'],
  { memory }: Services,
): Promise<PortalLink[]> {
  if (links.length === 0 || isComposer(event) || event.is_unfurl_refresh) return links;
  const message = { channelId: event.channel, messageTs: event.message_ts };
  const shown = await previewsAmong(
    memory.db,
    message,
    links.map(({ url }) => url),
  );
  return links.filter(({ url }) => !shown.has(url));
}

/** Checks who would see it before who asks. Undefined if nothing speaks against a preview. */
async function refusalOf(shared: SharedLinks, services: Services): Promise<string | undefined> {
  const { event } = shared;
  const refusal = await refusalThere(shared, services);
  if (refusal !== undefined) return refusal;
  const person = await askPermission('view', event.user, { channelId: event.channel }, services);
  return person.allowed ? undefined : person.reason;
}

async function refusalThere(
  { event, is_ext_shared_channel: sharedNow }: SharedLinks,
  services: Services,
): Promise<string | undefined> {
  // The envelope doesn't mention pending invitations; the conversation does, if the app can look into it.
  const conversation = isComposer(event) ? undefined : await services.directory.conversation(event.channel);
  if (conversation?.kind === 'unknown') return conversation.kind;
  const isSeenShared = conversation?.kind === 'seen' && conversation.sharedOutside;
  const sharedOutside = isSeenShared ? true : sharedNow;
  const decision = decideUnfurl({ channelId: conversation?.id, sharedOutside }, services.access.channels);
  return decision.allowed ? undefined : decision.reason;
}

function portalLinksIn({ links }: SharedLinks['event']): PortalLink[] {
  return links.flatMap(({ url }) => {
    const reference = referenceInLink(unescapeTyped(url));
    return reference === undefined ? [] : [{ url, reference }];
  });
}

async function find(
  reference: EventReference,
  email: EmailPurpose,
  log: Logger,
  { snapshots }: Services,
): Promise<EventSnapshot | undefined> {
  try {
    return await snapshots.read(reference, { email });
  } catch (error) {
    if (!(error instanceof KnownError) || error.logLevel === 'error') throw error;
    log.info({ reason: error.code, reference: error.reference }, 'preview skipped');
    return undefined;
  }
}

function render(snapshot: EventSnapshot, event: SharedLinks['event']): Message {
  return isComposer(event) ? previewCard(snapshot) : cardOf(shapeFor(event), snapshot);
}

/** Threads are read on phones, and several cards would fill the screen. */
function shapeFor(event: SharedLinks['event']): Shape {
  return portalLinksIn(event).length > 1 || event.thread_ts !== undefined ? 'compact' : 'full';
}

/** @throws NoLongerAllowedError */
async function show(found: readonly FoundPreview[], shared: SharedLinks, services: Services): Promise<void> {
  const { event } = shared;
  const { channel: channelId, message_ts: messageTs, unfurl_id } = event;
  if (isComposer(event)) {
    const unfurls = Object.fromEntries(found.map(({ url, card }) => [url, { blocks: card.blocks }]));
    await services.client.chat.unfurl({ source: 'composer', unfurl_id: unfurl_id ?? messageTs, unfurls });
    return;
  }
  const { logger, settings } = services;
  // HEC may have taken long, and so may the turn.
  const client = services.client.asking(async () => (await refusalThere(shared, services)) === undefined);
  await unfurl({ client, logger, workObjects: settings.workObjects }, { channelId, messageTs }, found);
  for (const preview of found) await remember(preview, event, services);
}

/** Lets the preview change with the event, and records who showed it where. */
async function remember(
  { url, card, input }: FoundPreview,
  event: SharedLinks['event'],
  { auditTrail, memory, now, snapshots }: Services,
): Promise<void> {
  const { channel: channelId, user: userId, message_ts: messageTs, thread_ts: threadTs } = event;
  const origin = { channelId, userId, messageTs, threadTs };
  const shown = { eventId: input.event.id, revision: messageDigest(card), shownAt: new Date(now()) };
  const shape = shapeFor(event);
  await memory.batched.rememberShownMessage({ ...origin, ...shown, kind: 'unfurl', url, shape });
  await auditTrail.lookedUp(input.event, origin);
  await snapshots.catchUp(input);
}
