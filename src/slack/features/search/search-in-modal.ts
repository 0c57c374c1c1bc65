/** `/hec-event search …`: a list in a modal, which is private, fills a phone's screen, and grows while HEC is asked. */
import { searchLoadingView } from '../../cards/search-list.ts';
import type { ModalHandler } from '../../dispatch/listener.ts';
import { fillTyped, type TypedSearch } from './show-list.ts';

export function searchInModal(typed: TypedSearch): ModalHandler {
  return {
    kind: 'modal',
    permission: 'search',
    attempted: { channelId: typed.asked?.channelId, threadTs: typed.asked?.threadTs },
    loading: searchLoadingView(),
    fill: (services, show) => fillTyped(typed, services, show),
  };
}
