/** The submitted "Share…" modal: posts the event's card where the person could post themselves, with their note above. */
import { z } from 'zod';
import type { ViewListener } from '../../dispatch/listener.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { readMessageLink } from '../../payloads/message-link.ts';
import { orAskAgain, showFromModal } from '../lookup/show-from-modal.ts';
import { type ShareForm, shareBlocks, shareView } from './share-modal.ts';

export const shareEvent: ViewListener = {
  permission: 'view',
  waiting: 'Sharing the event…',

  check(submission): Record<string, string> {
    const { conversation, link } = formOf(submission);
    if (link === '') {
      return conversation === '' ? { [shareBlocks.conversation]: 'Choose one, or paste a message’s link below.' } : {};
    }
    const message = readMessageLink(link);
    if (message === undefined) return { [shareBlocks.link]: 'That is not a link to a message in Slack.' };
    if (conversation !== '' && conversation !== message.channelId) {
      return { [shareBlocks.link]: 'That message is in another conversation. Clear one of the two.' };
    }
    return {};
  },

  attempted: (submission) => ({ ...targetOf(formOf(submission)), eventId: eventIdOf(submission) }),

  submit(submission, services) {
    const { userId } = submission;
    const form = formOf(submission);
    const eventId = eventIdOf(submission);
    const askAgain = (error: string) => shareView({ eventId, form, error });
    const share = async () => {
      const snapshot = await services.readEventSnapshot({ kind: 'typed', id: eventId });
      const { shape, note } = form;
      const showing = { ...targetOf(form), userId, shape, note, isChosen: true };
      return showFromModal(snapshot, showing, askAgain, services);
    };
    return orAskAgain(share, askAgain, { view: 'share_event', userId }, services);
  },
};

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
  const message = readMessageLink(link);
  if (message === undefined) return { channelId: conversation, threadTs: undefined };
  return { channelId: message.channelId, threadTs: message.replyTo };
}

const metadata = z.object({ eventId: z.string() });

function eventIdOf(submission: Submission): string {
  return metadata.parse(JSON.parse(submission.metadata)).eventId;
}
