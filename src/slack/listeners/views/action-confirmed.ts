/** A modal that only asks for confirmation: of an action that may have been applied before, or on a Work Object. */
import { actingPermission } from '../../../actions/catalogue.ts';
import { resultView } from '../../messages/result-view.ts';
import { resultMessage } from '../actions/act-result.ts';
import { actRequest, attemptedBy, readPress, targetOf } from '../actions/press.ts';
import type { ViewListener } from '../listener.ts';

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
