/**
 * "Show HEC event" in the menu of any message: what the message means is shown in its thread at once when it is one
 * event, is offered when it may be several, and is asked for when there is none.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { KnownError } from '../../../errors.ts';
import type { EventReference } from '../../../events/links.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { limits } from '../../blocks/limits.ts';
import { joined } from '../../blocks/message.ts';
import { ownWords } from '../../blocks/text.ts';
import { lookingUp, noticeView } from '../../cards/notice.ts';
import type { Services, ShortcutListener } from '../../dispatch/listener.ts';
import type { Shortcut, ShortcutMessage } from '../../payloads/interaction.ts';
import { choiceView, notLookedUp } from './choice-modal.ts';
import { lookupView, type Thread } from './lookup-modal.ts';
import { showOrHint } from './show-card.ts';

export const showEvent: ShortcutListener = {
  kind: 'either',
  permission: 'view',

  loading: async (shortcut) => (messageOf(shortcut).references.length === 1 ? undefined : noticeView(lookingUp())),

  async handle(shortcut, reply, services) {
    const message = messageOf(shortcut);
    const [reference] = message.references;
    if (reference === undefined) throw new Error('the message means no event');
    reply.announceAfter(services.noticeAfterMs, lookingUp());
    const snapshot = await services.readEventSnapshot(reference);
    const { userId } = shortcut;
    await services.auditTrail.lookedUp(snapshot.event, {
      userId,
      channelId: message.channelId,
      messageTs: message.messageTs,
      threadTs: message.threadTs,
    });
    const { channelId, threadTs } = threadOf(message);
    await showOrHint(snapshot, { userId, channelId, threadTs, shape: 'compact' }, reply, services);
  },

  async fill(shortcut, services) {
    const message = messageOf(shortcut);
    const thread = threadOf(message);
    const { references } = message;
    if (references.length === 0) return lookupView({ thread });
    const offered = references.slice(0, mostOffered);
    const leftOut = references.length - offered.length;
    const { found, unread, failure } = await readAll(offered, services);
    if (found.length > 0) return choiceView({ thread, found, unread, leftOut });
    const why = ownWords(failure?.sentence ?? '', 500);
    return lookupView({ thread, error: joined(' ', [why, notLookedUp(leftOut)]) });
  },
};

const mostOffered = limits.options.checkboxes;

function messageOf({ message }: Shortcut): ShortcutMessage {
  if (message === undefined) throw new Error('the shortcut was used on no message');
  return message;
}

function threadOf({ channelId, messageTs, threadTs }: ShortcutMessage): Thread {
  return { channelId, threadTs: threadTs ?? messageTs };
}

/**
 * Each event once, though an email's id and its event's may both stand in the message. Once one is found the others get
 * a moment: HEC is known to hang on ids that it does not know, such as the hashes of files.
 */
async function readAll(
  references: readonly EventReference[],
  { readEventSnapshot, logger, noticeAfterMs }: Services,
): Promise<{ found: EventSnapshot[]; unread: number; failure: KnownError | undefined }> {
  const readings = references.map((reference) => readEventSnapshot(reference));
  const late = Promise.any(readings).then(
    () => sleep(noticeAfterMs, 'late' as const, { ref: false }),
    () => 'late' as const,
  );
  const found = new Map<string, EventSnapshot>();
  const failures: KnownError[] = [];
  const reasons: string[] = [];
  for (const reading of await Promise.allSettled(readings.map((each) => Promise.race([each, late])))) {
    if (reading.status === 'rejected') {
      if (!(reading.reason instanceof KnownError)) throw reading.reason;
      failures.push(reading.reason);
      reasons.push(reading.reason.code);
    } else if (reading.value === 'late') reasons.push('late');
    else found.set(reading.value.event.id, reading.value);
  }
  if (reasons.length > 0) logger.info({ reasons }, 'ids in a message could not be read');
  return { found: [...found.values()], unread: reasons.length, failure: failures[0] };
}
