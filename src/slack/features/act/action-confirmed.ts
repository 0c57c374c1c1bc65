/** The modal that only asks for confirmation: on a Work Object, or if the action may already have been applied. */

import { md } from '../../blocks/text.ts';
import type { ActionClick } from '../../cards/action-codec.ts';
import { resultView } from '../../cards/result-view.ts';
import type { SubmissionHandler } from '../../dispatch/listener.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { attemptOf, carryOut } from './carry-out.ts';

export function actionConfirmed(clicked: ActionClick, { userId }: Submission): SubmissionHandler {
  return {
    permission: 'respond',
    waiting: md`Sending it to HEC…`,
    attempted: attemptOf(clicked),
    problems: {},
    submit: async (services) => resultView(await carryOut(clicked, userId, {}, services)),
  };
}
