/** The submitted modal that asked for what an action needs, such as an address. */
import { fillIn } from '../../../actions/inputs.ts';
import { findOffered } from '../../../actions/offers.ts';
import { type Input, inputsOf } from '../../../actions/registry.ts';
import { md } from '../../blocks/text.ts';
import type { ActionClick } from '../../cards/action-codec.ts';
import { resultView } from '../../cards/result-view.ts';
import type { SubmissionHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { attemptOf, carryOut, knownAction } from './carry-out.ts';
import { inputBlockId } from './input-modal.ts';

export function actionInputs(clicked: ActionClick, submission: Submission, { settings }: Services): SubmissionHandler {
  return {
    permission: 'respond',
    waiting: md`Sending it to HEC…`,
    attempted: attemptOf(clicked),
    problems: problemsIn(clicked, submission, settings.emailDomains),
    submit: async (services) => {
      const values = valuesByKey(submission, await inputsAskedFor(clicked, services));
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
  const known = knownAction(action);
  if (known === undefined) return {};
  const inputs = inputsOf(action.target, known);
  const filled = fillIn(known.parameter, inputs, valuesByKey(submission, inputs), emailDomains);
  if (filled.kind === 'complete') return {};
  return Object.fromEntries(
    inputs.flatMap(({ key }, index) => {
      const problem = filled.problems[key];
      return problem === undefined ? [] : [[inputBlockId(index), problem]];
    }),
  );
}

async function inputsAskedFor({ eventId, action }: ActionClick, { snapshots }: Services): Promise<Input[]> {
  const known = knownAction(action);
  if (known !== undefined || action.target === 'email')
    return known === undefined ? [] : inputsOf(action.target, known);
  const { event } = await snapshots.read({ kind: 'typed', id: eventId }, { fresh: true, email: 'none' });
  const offered = action.target === 'event' ? findOffered(event, action.offer) : undefined;
  return offered === undefined ? [] : inputsOf(action.target, offered);
}

function valuesByKey({ values }: Submission, inputs: readonly { key: string }[]): Record<string, string> {
  return Object.fromEntries(inputs.map(({ key }, index) => [key, values[inputBlockId(index)] ?? '']));
}
