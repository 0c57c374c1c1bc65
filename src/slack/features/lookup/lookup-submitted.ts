/** The submitted lookup: shows the event in the chosen conversation or thread, or only to the person. */

import { referencesInTyped } from '../../../events/references.ts';
import type { ModalView } from '../../blocks/block-kit.ts';
import { type Mrkdwn, md } from '../../blocks/text.ts';
import type { Filled, ShowView, SubmissionHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { fillDetails } from '../details/event-details.ts';
import { type LookupForm, lookupBlocks, lookupView } from './lookup-modal.ts';
import { orAskAgain, shareFromModal, showInThread } from './modal-answer.ts';
import type { Thread } from './thread-codec.ts';

export function lookupSubmitted(thread: Thread | undefined, submission: Submission): SubmissionHandler {
  const { userId } = submission;
  const form = formOf(submission);
  const askAgain = (error: Mrkdwn) => lookupView({ thread, form, error });
  return {
    permission: 'view',
    waiting: md`Reading the event from HEC…`,
    attempted: thread ?? { channelId: form.conversation || undefined },
    problems: problemsIn(form),
    submit: (services, show) =>
      orAskAgain(
        () => lookUp({ form, thread, userId, askAgain }, services, show),
        askAgain,
        { view: 'lookup_event', userId },
        services,
      ),
  };
}

function problemsIn({ event, conversation, note }: LookupForm): Record<string, string> {
  const meant = referencesInTyped(event);
  if (meant.length === 1) {
    const isUnread = note.trim() !== '' && conversation === '';
    return isUnread
      ? { [lookupBlocks.note]: 'Only you would see this note. Choose a conversation, or clear the note.' }
      : {};
  }
  const wrong =
    meant.length === 0
      ? 'That’s neither an event id nor a portal link, nor the Message-ID of an email.'
      : 'That contains more than one id. Look them up one at a time.';
  return { [lookupBlocks.event]: wrong };
}

interface LookupRequest {
  form: LookupForm;
  thread: Thread | undefined;
  userId: string;
  askAgain: (error: Mrkdwn) => ModalView;
}

async function lookUp(
  { form, thread, userId, askAgain }: LookupRequest,
  services: Services,
  show: ShowView,
): Promise<Filled> {
  const [reference] = referencesInTyped(form.event);
  if (reference === undefined) throw new Error('a form without an id was submitted');
  const record = services.auditTrail.recorder({ userId, ...thread });
  const snapshot = await services.snapshots.read(reference, { record });
  if (thread !== undefined) return showInThread(snapshot, { ...thread, userId }, services, show);
  const { conversation: channelId, note } = form;
  if (channelId === '') return fillDetails(snapshot, undefined, services, show);
  return shareFromModal(snapshot, { channelId, userId, shape: 'full', note }, askAgain, services);
}

function formOf({ values }: Submission): LookupForm {
  const { event, conversation, note } = lookupBlocks;
  return { event: values[event] ?? '', conversation: values[conversation] ?? '', note: values[note] ?? '' };
}
