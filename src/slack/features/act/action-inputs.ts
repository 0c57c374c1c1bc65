/** The submitted modal that asked for what an action needs, such as an address. */

import { fillIn } from '../../../actions/inputs.ts';
import { findOffered } from '../../../actions/offers.ts';
import { actingPermission, describeAction, type Input } from '../../../actions/registry.ts';
import type { RequestedAction } from '../../../services/act-on-event.ts';
import type { Services, ViewListener } from '../../dispatch/listener.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { resultMessage } from './act-result.ts';
import { inputBlockId } from './input-modal.ts';
import { actRequest, attemptedBy, readPress, targetOf } from './press.ts';
import { resultView } from './result-view.ts';

export const actionInputs: ViewListener = {
  permission: actingPermission,
  waiting: 'Sending it to HEC…',
  attempted: ({ metadata }) => attemptedBy(readPress(metadata)),

  check(submission, { emailDomains }) {
    const { pressed } = targetOf(readPress(submission.metadata));
    // What a digest stands for is known only once the event is read, so it is checked then.
    if (pressed.target !== 'event' || pressed.wanted.kind !== 'named') return {};
    const { inputs } = describeAction(pressed.wanted);
    const filled = fillIn(pressed.wanted.parameter, inputs, valuesByKey(submission, inputs), emailDomains);
    if (filled.kind === 'complete') return {};
    return Object.fromEntries(
      inputs.flatMap(({ key }, index) => {
        const problem = filled.problems[key];
        return problem === undefined ? [] : [[inputBlockId(index), problem]];
      }),
    );
  },

  async submit(submission, services) {
    const press = readPress(submission.metadata);
    const { eventId, pressed } = targetOf(press);
    const values = valuesByKey(submission, await inputsOf(pressed, eventId, services));
    const result = await services.act(await actRequest(press, submission.userId, values, services));
    return resultView(await resultMessage(result, eventId, services));
  },
};

async function inputsOf(pressed: RequestedAction, eventId: string, { readEventSnapshot }: Services): Promise<Input[]> {
  if (pressed.target === 'email') return [];
  if (pressed.wanted.kind === 'named') return describeAction(pressed.wanted).inputs;
  const { event } = await readEventSnapshot({ kind: 'typed', id: eventId }, { fresh: true });
  const action = findOffered(event, pressed.wanted);
  return action === undefined ? [] : describeAction(action).inputs;
}

function valuesByKey({ values }: Submission, inputs: readonly { key: string }[]): Record<string, string> {
  return Object.fromEntries(inputs.map(({ key }, index) => [key, values[inputBlockId(index)] ?? '']));
}
