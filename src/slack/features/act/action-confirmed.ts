/** A modal that only asks for confirmation: of an action that may have been applied before, or on a Work Object. */
import { actingPermission } from '../../../actions/registry.ts';
import type { ViewListener } from '../../dispatch/listener.ts';
import { resultMessage } from './act-result.ts';
import { actRequest, attemptedBy, readPress, targetOf } from './press.ts';
import { resultView } from './result-view.ts';

export const actionConfirmed: ViewListener = {
  permission: actingPermission,
  waiting: 'Sending it to HEC…',
  attempted: ({ metadata }) => attemptedBy(readPress(metadata)),
  check: () => ({}),
  async submit({ metadata, userId }, services) {
    const press = readPress(metadata);
    const result = await services.act(await actRequest(press, userId, {}, services));
    return resultView(await resultMessage(result, targetOf(press).eventId, services));
  },
};
