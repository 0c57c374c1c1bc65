/** Everything that the app listens to; the manifest is held against this table. */
import { eventAction } from './actions/event-action.ts';
import { eventMore } from './actions/event-more.ts';
import { moreActions } from './actions/more-actions.ts';
import { hecEvent } from './commands/hec-event.ts';
import { linkShared } from './events/link-shared.ts';
import type { ActionListener, CommandListener, EventListener } from './listener.ts';

interface Listeners {
  commands: Record<string, CommandListener>;
  events: Record<string, EventListener>;
  /** By what stands before the colon of an `action_id`. */
  actions: Record<string, ActionListener>;
}

export const listeners: Listeners = {
  commands: { '/hec-event': hecEvent },
  events: { link_shared: linkShared },
  actions: {
    event_action: eventAction,
    event_more: eventMore,
    more_actions: moreActions,
    open_portal: { kind: 'acknowledge' },
  },
};
