/** A list that was closed: nobody waits for its search any more. */
import type { CarriedSearch } from '../../cards/search-codec.ts';
import type { Services } from '../../dispatch/services.ts';
import { requestOf } from './show-list.ts';

export function listClosed(search: CarriedSearch, userId: string, { searches }: Services): void {
  searches.stop(requestOf({ search, userId }), 'closed');
}
