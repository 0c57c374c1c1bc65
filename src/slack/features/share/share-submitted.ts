/** The submitted "Share…" modal: posts the card where the person could post themselves, with their note above it. */

import { type Mrkdwn, md } from '../../blocks/text.ts';
import type { SubmissionHandler } from '../../dispatch/listener.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { messageLinksIn } from '../../payloads/message-link.ts';
import { orAskAgain, shareFromModal } from '../lookup/modal-answer.ts';
import { offeredTo } from './offered-conversations.ts';
import type { SharedEvent } from './share-codec.ts';
import { type ShareForm, shareBlocks, shareView } from './share-modal.ts';

/** Closes once the event is shown: whoever shared it goes on where they were, and is told there. */
export function shareSubmitted({ eventId, origin }: SharedEvent, submission: Submission): SubmissionHandler {
  const { userId } = submission;
  const form = formOf(submission);
  const target = targetOf(form);
  return {
    permission: 'view',
    waiting: md`Sharing the event…`,
    attempted: { ...target, eventId },
    problems: problemsIn(form),
    origin,
    closesWhenDone: true,
    submit: (services) => {
      const askAgain = async (error: Mrkdwn) =>
        shareView({ eventId, origin, offered: await offeredTo(userId, services), form, error });
      const share = async () => {
        const snapshot = await services.snapshots.read({ kind: 'typed', id: eventId });
        const { shape, note } = form;
        return shareFromModal(snapshot, { ...target, userId, shape, note }, askAgain, services);
      };
      return orAskAgain(share, askAgain, { view: 'share_event', userId }, services);
    },
  };
}

function problemsIn({ conversation, link }: ShareForm): Record<string, string> {
  if (link === '') {
    return conversation === '' ? { [shareBlocks.conversation]: 'Choose one, or paste a link to a message below.' } : {};
  }
  const [message, ...others] = messageLinksIn(link);
  if (message === undefined) return { [shareBlocks.link]: 'That isn’t a link to a Slack message.' };
  if (others.length > 0) return { [shareBlocks.link]: 'Those are links to several messages. Paste one.' };
  if (conversation !== '' && conversation !== message.channelId) {
    return { [shareBlocks.link]: 'That message is in another conversation. Clear one of the two.' };
  }
  return {};
}

function formOf({ values }: Submission): ShareForm {
  const { conversation, link, shape, note } = shareBlocks;
  return {
    conversation: values[conversation] ?? '',
    link: (values[link] ?? '').trim(),
    shape: values[shape] === 'full' ? 'full' : 'compact',
    note: values[note] ?? '',
  };
}

function targetOf({ conversation, link }: ShareForm): { channelId: string; threadTs: string | undefined } {
  const [message] = messageLinksIn(link);
  if (message === undefined) return { channelId: conversation, threadTs: undefined };
  return { channelId: message.channelId, threadTs: message.replyTo };
}
