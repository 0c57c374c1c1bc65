/** The events that were ticked in the modal of a message that means several: each is shown in the message's thread. */

import { describeFailure } from '../../errors.ts';
import { choiceBlock, chosenResultView } from '../../messages/choice-modal.ts';
import { failureNotice, postUncertain } from '../../messages/notice.ts';
import type { Submission } from '../interaction.ts';
import type { Services, ViewListener } from '../listener.ts';
import { recordSeen } from '../show-card.ts';
import { showThere, threadMetadata, whyNot } from './show-from-modal.ts';

export const showChosen: ViewListener = {
  permission: 'view',
  waiting: 'Showing the events…',
  check: (submission): Record<string, string> =>
    chosen(submission).length > 0 ? {} : { [choiceBlock]: 'Choose at least one.' },
  attempted: (submission) => threadOf(submission),

  async submit(submission, services) {
    const { userId } = submission;
    const thread = threadOf(submission);
    const problems: string[] = [];
    for (const id of chosen(submission)) {
      const problem = await show(id, userId, thread, services);
      if (problem !== undefined) problems.push(problem);
    }
    return chosenResultView({ thread, shown: chosen(submission).length - problems.length, problems });
  },
};

/** What kept the event from being shown, as mrkdwn; the others are shown all the same. */
async function show(
  id: string,
  userId: string,
  thread: { channelId: string; threadTs: string },
  services: Services,
): Promise<string | undefined> {
  try {
    const situation = await services.readSituation({ kind: 'typed', id });
    await recordSeen(situation, { userId, ...thread }, services);
    const shown = await showThere(situation, { ...thread, userId, shape: 'compact', isChosen: false }, services);
    if (shown.kind === 'shown') return undefined;
    return shown.kind === 'uncertain' ? postUncertain().text : await whyNot(shown.reason, services);
  } catch (error) {
    return failureNotice(describeFailure(error, services.logger, { view: 'show_chosen', userId })).text;
  }
}

function chosen({ ticked }: Submission): string[] {
  return ticked[choiceBlock] ?? [];
}

function threadOf({ metadata }: Submission): { channelId: string; threadTs: string } {
  const { thread } = threadMetadata.parse(JSON.parse(metadata));
  if (thread === undefined) throw new Error('the modal names no thread');
  return thread;
}
