/** Everything that the app listens to; the manifest is held against this table. */
import { doubtCallbackId } from '../messages/doubt-modal.ts';
import { inputsCallbackId } from '../messages/input-modal.ts';
import { act } from './actions/act.ts';
import { checkAgain } from './actions/check-again.ts';
import { eventMore } from './actions/event-more.ts';
import { moreActions } from './actions/more-actions.ts';
import { hecEvent } from './commands/hec-event.ts';
import { linkShared } from './events/link-shared.ts';
import type { ActionListener, CommandListener, EventListener, ViewListener } from './listener.ts';
import { actionDoubt } from './views/action-doubt.ts';
import { actionInputs } from './views/action-inputs.ts';

interface Listeners {
  commands: Record<string, CommandListener>;
  events: Record<string, EventListener>;
  /** By what stands before the colon of an `action_id`. */
  actions: Record<string, ActionListener>;
  /** By `callback_id`. */
  views: Record<string, ViewListener>;
}

export const listeners: Listeners = {
  commands: { '/hec-event': hecEvent },
  events: { link_shared: linkShared },
  actions: {
    check_again: checkAgain,
    email_action: act,
    event_action: act,
    event_more: eventMore,
    more_actions: moreActions,
    open_portal: { kind: 'acknowledge' },
  },
  views: {
    [doubtCallbackId]: actionDoubt,
    [inputsCallbackId]: actionInputs,
  },
};
