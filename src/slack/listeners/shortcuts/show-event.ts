/**
 * "Show HEC event" in the menu of any message: what the message means is shown in its thread at once when it is one
 * event, is offered when it may be several, and is asked for when there is none.
 */
import type { Situation } from '../../../actions/situation.ts';
import { KnownError } from '../../../errors.ts';
import type { EventReference } from '../../../events/links.ts';
import { choiceView } from '../../messages/choice-modal.ts';
import { lookupView, type Thread } from '../../messages/lookup-modal.ts';
import { lookingUp, noticeView } from '../../messages/notice.ts';
import { ownWords } from '../../text.ts';
import type { Shortcut, ShortcutMessage } from '../interaction.ts';
import type { Services, ShortcutListener } from '../listener.ts';
import { recordSeen, showOrHint } from '../show-card.ts';

export const showEvent: ShortcutListener = {
  kind: 'either',
  permission: 'view',

  loading: async (shortcut) => (messageOf(shortcut).references.length === 1 ? undefined : noticeView(lookingUp())),

  async handle(shortcut, answer, services) {
    const message = messageOf(shortcut);
    const [reference] = message.references;
    if (reference === undefined) throw new Error('the message means no event');
    answer.announceAfter(services.noticeAfterMs, lookingUp());
    const situation = await services.readSituation(reference);
    const { userId } = shortcut;
    await recordSeen(situation, { userId, ...message }, services);
    const { channelId, threadTs } = threadOf(message);
    await showOrHint(situation, { userId, channelId, threadTs, shape: 'compact' }, answer, services);
  },

  async fill(shortcut, services) {
    const message = messageOf(shortcut);
    const thread = threadOf(message);
    if (message.references.length === 0) return lookupView({ thread });
    const { found, failures } = await readAll(message.references, services);
    const [failure] = failures;
    if (found.length === 0) return lookupView({ thread, error: ownWords(failure?.sentence ?? '', 500) });
    return choiceView({ thread, found, unread: failures.length });
  },
};

function messageOf({ message }: Shortcut): ShortcutMessage {
  if (message === undefined) throw new Error('the shortcut was used on no message');
  return message;
}

function threadOf({ channelId, messageTs, threadTs }: ShortcutMessage): Thread {
  return { channelId, threadTs: threadTs ?? messageTs };
}

/** Each event once, though an e-mail's id and its event's may both stand in the message. */
async function readAll(
  references: readonly EventReference[],
  { readSituation, logger }: Services,
): Promise<{ found: Situation[]; failures: KnownError[] }> {
  const found = new Map<string, Situation>();
  const failures: KnownError[] = [];
  const readings = await Promise.allSettled(references.map((reference) => readSituation(reference)));
  for (const reading of readings) {
    if (reading.status === 'fulfilled') found.set(reading.value.event.id, reading.value);
    else if (reading.reason instanceof KnownError) failures.push(reading.reason);
    else throw reading.reason;
  }
  const reasons = failures.map(({ code }) => code);
  if (reasons.length > 0) logger.info({ reasons }, 'ids in a message could not be read');
  return { found: [...found.values()], failures };
}
