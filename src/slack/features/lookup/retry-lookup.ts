/**
 * "Try again" on a lookup that failed: looks the same up again, and answers as if it was asked for now. Who asks and who
 * would see it are both decided anew.
 */
import { claimSlackEvent } from '../../../store/slack-events.ts';
import type { Message } from '../../blocks/message.ts';
import { md } from '../../blocks/text.ts';
import { cardOf } from '../../cards/card.ts';
import { eventCard } from '../../cards/event-card.ts';
import { notice } from '../../cards/notice.ts';
import { type CardOrigin, readOrigin, whereOf } from '../../cards/origin-codec.ts';
import type { FailedLookup } from '../../cards/retry-codec.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import { orTryAgain } from '../../dispatch/failed-lookup.ts';
import type { Handler } from '../../dispatch/listener.ts';
import type { ClickReply, EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click } from '../../payloads/interaction.ts';
import { isDirectMessage } from '../../where-shown.ts';
import { showOrHint } from './show-card.ts';

export function retryLookup(lookup: FailedLookup, click: Click): Handler<ClickReply> {
  const origin = readOrigin(click);
  const { userId } = click;
  return {
    kind: 'reply',
    permission: 'view',
    attempted: whereOf(origin),
    async answer(reply, services) {
      const isTheirs = isDirectMessage(origin?.channelId ?? '') && lookup.userId === userId;
      const tell = tellIn(origin, isTheirs, reply);
      try {
        await lookUpAgain(lookup, { userId, origin, tell }, services);
      } catch (error) {
        await tell(notice(describeFailure(error, services.logger, { action: 'retry_lookup', userId })));
      }
    },
  };
}

type Tell = (message: Message) => Promise<void>;

/** In place of what failed, but never in place of something that others see. */
function tellIn(origin: CardOrigin | undefined, isTheirs: boolean, reply: ClickReply): Tell {
  const isSeenByOthers = origin !== undefined && origin.kind !== 'private' && !isTheirs;
  return (message) => (isSeenByOthers ? reply.send(message) : reply.replace(message));
}

async function lookUpAgain(
  lookup: FailedLookup,
  { userId, origin, tell }: { userId: string; origin: CardOrigin | undefined; tell: Tell },
  services: Services,
): Promise<void> {
  const { reference, to, shape, threadTs } = lookup;
  const record = services.auditTrail.recorder({ userId, ...whereOf(origin) });
  const snapshot = await orTryAgain(lookup, () => services.snapshots.read(reference, { again: true, record }));
  if (origin === undefined || to === 'asker') {
    const last = await services.snapshots.waitForEmail(snapshot);
    return tell(shape === 'full' ? eventCard(last, { isFinal: true }) : cardOf(shape, last));
  }
  if (!(await isFirstPress(origin, userId, services))) return;
  let isShownToAll = false;
  const answer: EphemeralReply = {
    send: tell,
    noticeAfter: () => undefined,
    answeredInPublic() {
      isShownToAll = true;
    },
  };
  await showOrHint(snapshot, { userId, channelId: origin.channelId, threadTs, shape }, answer, services);
  if (isShownToAll) await tell(notice({ sentence: md`The event is shown now.` }));
}

/** Of two quick presses one shows the card to all. Where the failure stays, its button may be pressed again. */
async function isFirstPress(
  { kind, channelId, messageTs }: CardOrigin,
  userId: string,
  { memory, now }: Services,
): Promise<boolean> {
  if (kind !== 'private') return true;
  return claimSlackEvent(memory.db, ['retry_lookup', channelId, messageTs, userId].join(' '), new Date(now()));
}
