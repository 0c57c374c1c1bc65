/** The submitted modal that asked for what an action needs, such as an address. */
import { fillIn } from '../../../actions/inputs.ts';
import { findOffered } from '../../../actions/offers.ts';
import { describeAction, type Input } from '../../../actions/registry.ts';
import { md } from '../../blocks/text.ts';
import type { ActionClick } from '../../cards/action-codec.ts';
import { resultView } from '../../cards/result-view.ts';
import type { SubmissionHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { attemptOf, carryOut } from './carry-out.ts';
import { inputBlockId } from './input-modal.ts';

export function actionInputs(clicked: ActionClick, submission: Submission, { settings }: Services): SubmissionHandler {
  return {
    permission: 'respond',
    waiting: md`Sending it to HEC…`,
    attempted: attemptOf(clicked),
    problems: problemsIn(clicked, submission, settings.emailDomains),
    submit: async (services) => {
      const values = valuesByKey(submission, await inputsOf(clicked, services));
      return resultView(await carryOut(clicked, submission.userId, values, services));
    },
  };
}

/** What a digest stands for is known only once the event is read, so it is checked then. */
function problemsIn(
  { action }: ActionClick,
  submission: Submission,
  emailDomains: readonly string[],
): Record<string, string> {
  if (action.target !== 'event' || action.offer.kind !== 'named') return {};
  const { inputs } = describeAction(action.offer);
  const filled = fillIn(action.offer.parameter, inputs, valuesByKey(submission, inputs), emailDomains);
  if (filled.kind === 'complete') return {};
  return Object.fromEntries(
    inputs.flatMap(({ key }, index) => {
      const problem = filled.problems[key];
      return problem === undefined ? [] : [[inputBlockId(index), problem]];
    }),
  );
}

async function inputsOf({ eventId, action }: ActionClick, { snapshots }: Services): Promise<Input[]> {
  if (action.target === 'email') return [];
  if (action.offer.kind === 'named') return describeAction(action.offer).inputs;
  const { event } = await snapshots.read({ kind: 'typed', id: eventId }, { fresh: true, email: 'none' });
  const offered = findOffered(event, action.offer);
  return offered === undefined ? [] : describeAction(offered).inputs;
}

function valuesByKey({ values }: Submission, inputs: readonly { key: string }[]): Record<string, string> {
  return Object.fromEntries(inputs.map(({ key }, index) => [key, values[inputBlockId(index)] ?? '']));
}
