/** Opens the form of a search: empty, or filled in from the search that is to be refined. */

import { emptyForm, fillForm } from '../../../search/form.ts';
import { parse } from '../../../search/parse.ts';
import { md } from '../../blocks/text.ts';
import { notice, noticeView } from '../../cards/notice.ts';
import type { CarriedSearch } from '../../cards/search-codec.ts';
import type { ModalHandler } from '../../dispatch/listener.ts';
import type { Click } from '../../payloads/interaction.ts';
import { askForSearch } from './ask-for-search.ts';
import type { UnreadSearch } from './form-codec.ts';
import { searchFormView } from './search-form.ts';
import { clockOf } from './show-list.ts';

const loading = noticeView(notice({ sentence: md`One moment…` }));

/** "Search HEC" anywhere in Slack, and the button in the App Home that does the same. */
export function openSearchForm({ userId }: { userId: string }): ModalHandler {
  return {
    kind: 'modal',
    permission: 'search',
    attempted: {},
    loading,
    async fill(services) {
      const { offsetSeconds } = await clockOf(userId, services);
      return searchFormView({ form: emptyForm, origin: { offsetSeconds, asked: undefined, listId: undefined } });
    },
  };
}

/** "Refine…" below a list. */
export function refineSearch({ query, clock, asked }: CarriedSearch, { view }: Click): ModalHandler {
  const { offsetSeconds } = clock;
  return {
    kind: 'modal',
    permission: 'search',
    attempted: { channelId: asked?.channelId, threadTs: asked?.threadTs },
    loading,
    fill: async () =>
      searchFormView({ form: fillForm(query, clock), origin: { offsetSeconds, asked, listId: view?.id } }),
  };
}

/** "Correct it…" below words that can't be read as a search. */
export function correctSearch({ text, asked }: UnreadSearch, { userId }: Click): ModalHandler {
  return {
    kind: 'modal',
    permission: 'search',
    attempted: { channelId: asked?.channelId, threadTs: asked?.threadTs },
    loading,
    async fill(services) {
      const clock = await clockOf(userId, services);
      const read = parse(text, clock);
      const problems = read.kind === 'problems' ? read.problems : [];
      return askForSearch({ text, problems }, { offsetSeconds: clock.offsetSeconds, asked, listId: undefined });
    },
  };
}
