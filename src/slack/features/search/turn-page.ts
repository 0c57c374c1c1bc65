/** The buttons below a list: the next page and the one before, the list anew, and a wider search where nothing was found. */
import type { CarriedSearch } from '../../cards/search-codec.ts';
import type { InPlaceHandler } from '../../dispatch/listener.ts';
import type { ClickReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click } from '../../payloads/interaction.ts';
import { isDirectMessage } from '../../where-shown.ts';
import { clockOf, fillList, type ListRequest, listMessage, requestOf } from './show-list.ts';

export function turnPage(search: CarriedSearch, click: Click): InPlaceHandler<ClickReply> {
  return inPlace(search, click, async () => search);
}

/**
 * What was found so far in its order, if it was found just now. If the search has failed or was stopped, the same is
 * searched as of now.
 */
export function searchAgain(search: CarriedSearch, click: Click): InPlaceHandler<ClickReply> {
  return inPlace(search, click, async (services) => {
    const request = { search, userId: click.userId };
    const known = await services.searches.open(requestOf(request));
    const { kind } = known.progress;
    if (kind === 'failed' || kind === 'stopped') return asOfNow(request, services);
    known.sortAnew();
    return search;
  });
}

export function searchWider(search: CarriedSearch, click: Click): InPlaceHandler<ClickReply> {
  return inPlace(search, click, (services) => asOfNow({ search, userId: click.userId }, services));
}

async function asOfNow({ search, userId }: ListRequest, services: Services): Promise<CarriedSearch> {
  return { ...search, page: 1, clock: await clockOf(userId, services) };
}

function inPlace(
  search: CarriedSearch,
  { userId, origin }: Click,
  next: (services: Services) => Promise<CarriedSearch>,
): InPlaceHandler<ClickReply> {
  const request = async (services: Services) => ({ search: await next(services), userId });
  return {
    kind: 'in_place',
    permission: 'search',
    attempted: { channelId: search.asked?.channelId, threadTs: search.asked?.threadTs },
    fill: async (services, show) => fillList(await request(services), services, show),
    async answer(reply, services) {
      const message = await listMessage(await request(services), services);
      // A list is only ever for one person, and never takes the place of what others see.
      const isInTheirs = isDirectMessage(origin?.channelId ?? '') && search.asked?.userId === userId;
      const isTheirs = origin?.kind === 'private' || isInTheirs;
      await (isTheirs ? reply.replace(message) : reply.send(message));
    },
  };
}
