/** The submitted choice of events: each is shown in the message's thread. */

import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { PostRefusal } from '../../api/post.ts';
import { type Mrkdwn, md } from '../../blocks/text.ts';
import { notice, postUnconfirmed } from '../../cards/notice.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import type { Filled, ShowView, SubmissionHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { choiceBlock, chosenResult } from './choice-modal.ts';
import { showAlone, whyNot } from './modal-answer.ts';
import { showToAll } from './show-card.ts';
import type { Thread } from './thread-codec.ts';

export function choiceSubmitted(thread: Thread | undefined, { userId, ticked }: Submission): SubmissionHandler {
  if (thread === undefined) throw new Error('the modal names no thread');
  const ids = ticked[choiceBlock] ?? [];
  return {
    permission: 'view',
    waiting: md`Showing the events…`,
    attempted: thread,
    problems: ids.length > 0 ? {} : { [choiceBlock]: 'Choose at least one.' },
    submit: (services, show) => showChosen(ids, thread, userId, services, show),
  };
}

async function showChosen(
  ids: readonly string[],
  thread: Thread,
  userId: string,
  services: Services,
  show: ShowView,
): Promise<Filled> {
  const problems: Mrkdwn[] = [];
  const alone: EventSnapshot[] = [];
  for (const id of ids) {
    const tried = await tryToShow(id, userId, thread, services);
    if (tried.kind === 'refused') {
      if (ids.length === 1) return showAlone(tried.snapshot, tried.reason, services, show);
      alone.push(tried.snapshot);
      problems.push(await whyNot(tried.reason, services));
    } else if (tried.kind === 'failed') problems.push(tried.problem);
  }
  return chosenResult({ thread, shown: ids.length - problems.length, problems, alone });
}

type ShowAttempt =
  | { kind: 'shown' }
  | { kind: 'refused'; snapshot: EventSnapshot; reason: PostRefusal }
  | { kind: 'failed'; problem: Mrkdwn };

/** If one event can't be shown, the others still are. */
async function tryToShow(id: string, userId: string, thread: Thread, services: Services): Promise<ShowAttempt> {
  try {
    const record = services.auditTrail.recorder({ userId, ...thread });
    const snapshot = await services.snapshots.read({ kind: 'typed', id }, { record });
    const shown = await showToAll(snapshot, { ...thread, userId, shape: 'compact' }, services);
    if (shown.kind === 'refused') return { ...shown, snapshot };
    return shown.kind === 'shown' ? { kind: 'shown' } : { kind: 'failed', problem: postUnconfirmed().text };
  } catch (error) {
    const failure = describeFailure(error, services.logger, { view: 'show_chosen', userId });
    return { kind: 'failed', problem: notice(failure).text };
  }
}
