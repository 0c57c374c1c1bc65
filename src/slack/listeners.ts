/** Everything the app listens to, and what each listener reads first. Tests compare the manifest with this table. */
import { readActionClick, readActionMetadata } from './cards/action-codec.ts';
import { readEventId } from './cards/event-codec.ts';
import { readFailedLookup } from './cards/retry-codec.ts';
import { readRunId } from './cards/run-codec.ts';
import { readRow, readSearch, readShownHere } from './cards/search-codec.ts';
import { listCallbackId } from './cards/search-list.ts';
import type { Listeners } from './dispatch/listener.ts';
import { act } from './features/act/act.ts';
import { actionConfirmed } from './features/act/action-confirmed.ts';
import { actionInputs } from './features/act/action-inputs.ts';
import { checkAgain } from './features/act/check-again.ts';
import { confirmCallbackId } from './features/act/confirm-modal.ts';
import { doubtCallbackId } from './features/act/doubt-modal.ts';
import { inputsCallbackId } from './features/act/input-modal.ts';
import { moreActions } from './features/act/more-actions.ts';
import { showLookups } from './features/audit/show-lookups.ts';
import { entityDetailsRequested } from './features/details/entity-details-requested.ts';
import { eventDetails } from './features/details/event-details.ts';
import { appHomeOpened } from './features/home/app-home-opened.ts';
import { appMention } from './features/lookup/app-mention.ts';
import { readChoiceTarget } from './features/lookup/choice-codec.ts';
import { choiceCallbackId } from './features/lookup/choice-modal.ts';
import { choiceSubmitted } from './features/lookup/choice-submitted.ts';
import { directMessage } from './features/lookup/direct-message.ts';
import { hecEvent } from './features/lookup/hec-event.ts';
import { lookupCallbackId } from './features/lookup/lookup-modal.ts';
import { lookupSubmitted } from './features/lookup/lookup-submitted.ts';
import { openLookup } from './features/lookup/open-lookup.ts';
import { otherEvents } from './features/lookup/other-events.ts';
import { retryLookup } from './features/lookup/retry-lookup.ts';
import { showEvent } from './features/lookup/show-event.ts';
import { readThread } from './features/lookup/thread-codec.ts';
import { linkShared } from './features/previews/link-shared.ts';
import { readCarriedForm, readUnread } from './features/search/form-codec.ts';
import { searchFormSubmitted } from './features/search/form-submitted.ts';
import { listClosed } from './features/search/list-closed.ts';
import { correctSearch, openSearchForm, refineSearch } from './features/search/open-form.ts';
import { openRow } from './features/search/open-row.ts';
import { searchFormCallbackId } from './features/search/search-form.ts';
import { shareSummary, summarySubmitted } from './features/search/share-summary.ts';
import { showHere } from './features/search/show-here.ts';
import { summaryCallbackId } from './features/search/summary-modal.ts';
import { searchAgain, searchWider, turnPage } from './features/search/turn-page.ts';
import { readShared } from './features/share/share-codec.ts';
import { shareEvent } from './features/share/share-event.ts';
import { shareCallbackId } from './features/share/share-modal.ts';
import { shareSubmitted } from './features/share/share-submitted.ts';

export const listeners: Listeners = {
  commands: { '/hec-event': hecEvent },
  events: {
    app_home_opened: appHomeOpened,
    app_mention: appMention,
    entity_details_requested: entityDetailsRequested,
    link_shared: linkShared,
    message: directMessage,
  },
  actions: {
    audit_lookups: (click) => showLookups(readEventId(click.value), click),
    check_again: (click) => checkAgain(readRunId(click.value), click),
    email_action: (click) => act(readActionClick(click), click),
    event_action: (click) => act(readActionClick(click), click),
    event_details: (click) => eventDetails(readEventId(click.value), click),
    more_actions: (click) => moreActions(readEventId(click.value), click),
    open_lookup: openLookup,
    open_search: openSearchForm,
    open_portal: () => ({ kind: 'acknowledge' }),
    other_events: (click) => otherEvents(readEventId(click.value), click),
    retry_lookup: (click) => retryLookup(readFailedLookup(click.value), click),
    'search:again': (click) => searchAgain(readSearch(click.value), click),
    'search:correct': (click) => correctSearch(readUnread(click.value), click),
    'search:next': (click) => turnPage(readSearch(click.value), click),
    'search:open': (click) => openRow(readRow(click.value), click),
    'search:previous': (click) => turnPage(readSearch(click.value), click),
    'search:refine': (click) => refineSearch(readSearch(click.value), click),
    'search:share': (click) => shareSummary(readSearch(click.value), click),
    'search:show': (click) => showHere(readShownHere(click.value), click),
    'search:wider': (click) => searchWider(readSearch(click.value), click),
    share_event: (click) => shareEvent(readEventId(click.value), click),
  },
  closed: {
    [listCallbackId]: ({ metadata, userId }, services) => listClosed(readSearch(metadata), userId, services),
  },
  shortcuts: { look_up_event: openLookup, search_hec: openSearchForm, show_event: showEvent },
  views: {
    [choiceCallbackId]: (submission) => choiceSubmitted(readChoiceTarget(submission.metadata), submission),
    [confirmCallbackId]: (submission) => actionConfirmed(readActionMetadata(submission.metadata), submission),
    [doubtCallbackId]: (submission) => actionConfirmed(readActionMetadata(submission.metadata), submission),
    [inputsCallbackId]: (submission, services) =>
      actionInputs(readActionMetadata(submission.metadata), submission, services),
    [lookupCallbackId]: (submission) => lookupSubmitted(readThread(submission.metadata), submission),
    [searchFormCallbackId]: (submission, services) =>
      searchFormSubmitted(readCarriedForm(submission.metadata), submission, services),
    [summaryCallbackId]: (submission) => summarySubmitted(readSearch(submission.metadata), submission),
    [shareCallbackId]: (submission) => shareSubmitted(readShared(submission.metadata), submission),
  },
};
