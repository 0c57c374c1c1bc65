/** The submitted choice of events: each is shown in the message's thread, or where the command was used. */

import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import type { PostRefusal } from '../../api/post.ts';
import { type Mrkdwn, md } from '../../blocks/text.ts';
import { notice, postUnconfirmed } from '../../cards/notice.ts';
import { describeFailure } from '../../dispatch/describe-failure.ts';
import type { Filled, ShowView, SubmissionHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { fillDetails } from '../details/event-details.ts';
import type { ChoiceTarget } from './choice-codec.ts';
import { choiceBlock, chosenResult } from './choice-modal.ts';
import { showAlone, whyNot } from './modal-answer.ts';
import { showToAll } from './show-card.ts';

export function choiceSubmitted(target: ChoiceTarget, { userId, ticked }: Submission): SubmissionHandler {
  const ids = ticked[choiceBlock] ?? [];
  const { channelId, threadTs } = target;
  return {
    permission: 'view',
    waiting: md`Showing the events…`,
    attempted: { channelId, threadTs },
    problems: ids.length > 0 ? {} : { [choiceBlock]: 'Choose at least one.' },
    submit: (services, show) => showChosen({ ids, target, userId }, services, show),
  };
}

interface Choice {
  ids: readonly string[];
  target: ChoiceTarget;
  userId: string;
}

async function showChosen(choice: Choice, services: Services, show: ShowView): Promise<Filled> {
  const { ids, target } = choice;
  const problems: Mrkdwn[] = [];
  const alone: EventSnapshot[] = [];
  for (const id of ids) {
    const tried = await tryToShow(id, choice, services);
    if (tried.kind === 'failed') problems.push(tried.problem);
    else if (tried.kind === 'refused') {
      if (ids.length === 1) return showAlone(tried.snapshot, tried.reason, services, show);
      alone.push(tried.snapshot);
      problems.push(await whyNot(tried.reason, services));
    } else if (tried.kind === 'alone') {
      if (ids.length === 1) return fillDetails(tried.snapshot, undefined, services, show);
      alone.push(tried.snapshot);
    }
  }
  return chosenResult({ target, shown: ids.length - problems.length, problems, alone });
}

type ShowAttempt =
  | { kind: 'shown' }
  /** As the person wanted it. */
  | { kind: 'alone'; snapshot: EventSnapshot }
  | { kind: 'refused'; snapshot: EventSnapshot; reason: PostRefusal }
  | { kind: 'failed'; problem: Mrkdwn };

/** If one event can't be shown, the others still are. */
async function tryToShow(id: string, { ids, target, userId }: Choice, services: Services): Promise<ShowAttempt> {
  const { channelId, threadTs, audience } = target;
  try {
    const record = services.auditTrail.recorder({ userId, channelId, threadTs });
    const snapshot = await services.snapshots.read({ kind: 'typed', id }, { record });
    if (audience === 'asker') return { kind: 'alone', snapshot };
    // Several full cards would be more than a screen, and threads are read on phones.
    const shape = threadTs === undefined && ids.length === 1 ? 'full' : 'compact';
    const shown = await showToAll(snapshot, { channelId, threadTs, userId, shape }, services);
    if (shown.kind === 'refused') return { ...shown, snapshot };
    return shown.kind === 'shown' ? { kind: 'shown' } : { kind: 'failed', problem: postUnconfirmed().text };
  } catch (error) {
    const failure = describeFailure(error, services.logger, { view: 'show_chosen', userId });
    return { kind: 'failed', problem: notice(failure).text };
  }
}
