/** "Show HEC event" in a message's menu: shows a single event in its thread, offers several, asks if there is none. */

import { md } from '../../blocks/text.ts';
import { lookingUp, notice, noticeView } from '../../cards/notice.ts';
import { orTryAgain } from '../../dispatch/failed-lookup.ts';
import type { Handler } from '../../dispatch/listener.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Shortcut } from '../../payloads/interaction.ts';
import { nothingFound } from './help.ts';
import { lookupView } from './lookup-modal.ts';
import { readMessage } from './message-references.ts';
import { offerEvents } from './offer-events.ts';
import { showOrHint } from './show-card.ts';

export function showEvent({ message, userId }: Shortcut): Handler<EphemeralReply> {
  if (message === undefined) throw new Error('the shortcut was used on no message');
  const { channelId, messageTs, threadTs } = message;
  const origin = { channelId, messageTs, threadTs };
  const thread = { channelId, threadTs: threadTs ?? messageTs };
  const { references, unreadFiles } = readMessage(message.content);
  const [reference, ...others] = references;
  const asking = { permission: 'view', attempted: origin } as const;
  if (reference === undefined) {
    const loading = noticeView(notice({ sentence: md`One moment…` }));
    return {
      ...asking,
      kind: 'modal',
      loading,
      fill: async () => lookupView({ thread, error: nothingFound(unreadFiles) }),
    };
  }
  if (others.length > 0) {
    return offerEvents({
      references,
      target: { ...thread, audience: 'conversation' },
      asked: { userId, ...origin },
      attempted: origin,
      ask: (error) => lookupView({ thread, error }),
    });
  }
  return {
    ...asking,
    kind: 'reply',
    async answer(reply, services) {
      reply.noticeAfter(services.settings.noticeAfterMs, lookingUp());
      const record = services.auditTrail.recorder({ userId, ...origin });
      const lookup = { reference, to: 'conversation', shape: 'compact', threadTs: thread.threadTs } as const;
      const snapshot = await orTryAgain(lookup, () => services.snapshots.read(reference, { record }));
      await showOrHint(snapshot, { userId, ...thread, shape: 'compact' }, reply, services);
    },
  };
}
