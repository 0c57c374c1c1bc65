/** The submitted modal that asked for an event: shows it in the chosen conversation or thread, or to the person alone. */
import { referencesInText } from '../../../events/references.ts';
import type { ViewListener } from '../../dispatch/listener.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { fillDetails } from '../details/event-details.ts';
import { type LookupForm, lookupBlocks, lookupView, type Thread } from './lookup-modal.ts';
import { orAskAgain, showFromModal, showInThread, threadMetadata } from './show-from-modal.ts';

export const lookupEvent: ViewListener = {
  permission: 'view',
  waiting: 'Reading the event from HEC…',

  check(submission): Record<string, string> {
    const { event, conversation, note } = formOf(submission);
    const meant = referencesInText(event);
    if (meant.length === 1) {
      const isUnread = note.trim() !== '' && conversation === '';
      return isUnread ? { [lookupBlocks.note]: 'Only you would read this. Choose a conversation, or clear it.' } : {};
    }
    const wrong =
      meant.length === 0
        ? 'That is neither an event id nor a link into the portal.'
        : 'That holds more than one id. Look them up one after the other.';
    return { [lookupBlocks.event]: wrong };
  },

  attempted: (submission) => threadOf(submission) ?? { channelId: formOf(submission).conversation || undefined },

  submit(submission, services, show) {
    const { userId } = submission;
    const form = formOf(submission);
    const thread = threadOf(submission);
    const askAgain = (error: string) => lookupView({ thread, form, error });
    const lookUp = async () => {
      const [reference] = referencesInText(form.event);
      if (reference === undefined) throw new Error('a form without an id was submitted');
      const snapshot = await services.readEventSnapshot(reference);
      await services.auditTrail.lookedUp(snapshot.event, { userId, ...thread });
      if (thread !== undefined) return showInThread(snapshot, { ...thread, userId }, services, show);
      const { conversation: channelId, note } = form;
      if (channelId === '') return fillDetails(snapshot, undefined, services, show);
      const showing = { channelId, userId, shape: 'full', note, isChosen: true } as const;
      return showFromModal(snapshot, showing, askAgain, services);
    };
    return orAskAgain(lookUp, askAgain, { view: 'lookup_event', userId }, services);
  },
};

function formOf({ values }: Submission): LookupForm {
  const { event, conversation, note } = lookupBlocks;
  return { event: values[event] ?? '', conversation: values[conversation] ?? '', note: values[note] ?? '' };
}

function threadOf({ metadata }: Submission): Thread | undefined {
  return threadMetadata.parse(JSON.parse(metadata)).thread;
}
