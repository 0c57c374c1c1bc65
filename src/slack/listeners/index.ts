/** Everything that the app listens to; the manifest is held against this table. */
import { choiceCallbackId } from '../messages/choice-modal.ts';
import { confirmCallbackId } from '../messages/confirm-modal.ts';
import { doubtCallbackId } from '../messages/doubt-modal.ts';
import { inputsCallbackId } from '../messages/input-modal.ts';
import { lookupCallbackId } from '../messages/lookup-modal.ts';
import { shareCallbackId } from '../messages/share-modal.ts';
import { act } from './actions/act.ts';
import { checkAgain } from './actions/check-again.ts';
import { eventDetails } from './actions/event-details.ts';
import { moreActions } from './actions/more-actions.ts';
import { shareEvent } from './actions/share-event.ts';
import { hecEvent } from './commands/hec-event.ts';
import { appHomeOpened } from './events/app-home-opened.ts';
import { appMention, mentionUnclaimed } from './events/app-mention.ts';
import { detailsUnclaimed, entityDetailsRequested } from './events/entity-details-requested.ts';
import { linkShared } from './events/link-shared.ts';
import type {
  ActionListener,
  CommandListener,
  EventListener,
  ShortcutListener,
  UnclaimedListener,
  ViewListener,
} from './listener.ts';
import { lookUp, openLookup } from './shortcuts/look-up.ts';
import { showEvent } from './shortcuts/show-event.ts';
import { actionConfirmed } from './views/action-confirmed.ts';
import { actionInputs } from './views/action-inputs.ts';
import { lookupEvent } from './views/lookup-event.ts';
import { shareEvent as shareSubmitted } from './views/share-event.ts';
import { showChosen } from './views/show-chosen.ts';

interface Listeners {
  commands: Record<string, CommandListener>;
  events: Record<string, EventListener>;
  /** Of those events for which somebody waits. */
  unclaimed: Record<string, UnclaimedListener>;
  /** By what stands before the colon of an `action_id`. */
  actions: Record<string, ActionListener>;
  /** By `callback_id`. */
  shortcuts: Record<string, ShortcutListener>;
  /** By `callback_id`. */
  views: Record<string, ViewListener>;
}

export const listeners: Listeners = {
  commands: { '/hec-event': hecEvent },
  events: {
    app_home_opened: appHomeOpened,
    app_mention: appMention,
    entity_details_requested: entityDetailsRequested,
    link_shared: linkShared,
  },
  unclaimed: { app_mention: mentionUnclaimed, entity_details_requested: detailsUnclaimed },
  actions: {
    check_again: checkAgain,
    email_action: act,
    event_action: act,
    event_details: eventDetails,
    more_actions: moreActions,
    open_lookup: openLookup,
    open_portal: { kind: 'acknowledge' },
    share_event: shareEvent,
  },
  shortcuts: { look_up_event: lookUp, show_event: showEvent },
  views: {
    [choiceCallbackId]: showChosen,
    [confirmCallbackId]: actionConfirmed,
    [doubtCallbackId]: actionConfirmed,
    [inputsCallbackId]: actionInputs,
    [lookupCallbackId]: lookupEvent,
    [shareCallbackId]: shareSubmitted,
  },
};
