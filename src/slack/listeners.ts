/** Everything that the app listens to; the manifest is held against this table. */

import type {
  ActionListener,
  CommandListener,
  EventListener,
  ShortcutListener,
  UnclaimedListener,
  ViewListener,
} from './dispatch/listener.ts';
import { act } from './features/act/act.ts';
import { actionConfirmed } from './features/act/action-confirmed.ts';
import { actionInputs } from './features/act/action-inputs.ts';
import { checkAgain } from './features/act/check-again.ts';
import { confirmCallbackId } from './features/act/confirm-modal.ts';
import { doubtCallbackId } from './features/act/doubt-modal.ts';
import { inputsCallbackId } from './features/act/input-modal.ts';
import { moreActions } from './features/act/more-actions.ts';
import { detailsUnclaimed, entityDetailsRequested } from './features/details/entity-details-requested.ts';
import { eventDetails } from './features/details/event-details.ts';
import { appHomeOpened } from './features/home/app-home-opened.ts';
import { appMention, mentionUnclaimed } from './features/lookup/app-mention.ts';
import { choiceCallbackId } from './features/lookup/choice-modal.ts';
import { showChosen } from './features/lookup/choice-submitted.ts';
import { hecEvent } from './features/lookup/hec-event.ts';
import { lookUp, openLookup } from './features/lookup/look-up.ts';
import { lookupCallbackId } from './features/lookup/lookup-modal.ts';
import { lookupEvent } from './features/lookup/lookup-submitted.ts';
import { showEvent } from './features/lookup/show-event.ts';
import { linkShared } from './features/previews/link-shared.ts';
import { shareEvent } from './features/share/share-event.ts';
import { shareCallbackId } from './features/share/share-modal.ts';
import { shareEvent as shareSubmitted } from './features/share/share-submitted.ts';

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
