/** The submitted form of a search: the list, in the modal below that showed one before, or in place of the form. */

import { isEmpty, type ReadForm, readForm } from '../../../search/form.ts';
import { md, startOf } from '../../blocks/text.ts';
import { searchLoadingView } from '../../cards/search-list.ts';
import type { SubmissionHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Submission } from '../../payloads/interaction.ts';
import type { CarriedForm } from './form-codec.ts';
import { readSearchForm } from './search-form.ts';
import { fillList } from './show-list.ts';

export function searchFormSubmitted(
  { offsetSeconds, asked, listId, isTyped }: CarriedForm,
  submission: Submission,
  { now }: Services,
): SubmissionHandler {
  const { userId } = submission;
  const clock = { offsetSeconds, now: new Date(now()) };
  const form = readSearchForm(submission);
  const read: ReadForm = isTyped && isEmpty(form) ? nothingLeft : readForm(form, clock);
  return {
    permission: 'search',
    waiting: md`Searching…`,
    attempted: { channelId: asked?.channelId, threadTs: asked?.threadTs },
    problems: read.kind === 'problems' ? shortened(read.problems) : {},
    showsIn: listId,
    async submit(services, show) {
      if (read.kind === 'problems') throw new Error('a form with problems was taken');
      if (listId !== undefined) await show(searchLoadingView());
      return fillList({ search: { query: read.query, clock, page: 1, asked }, userId }, services, show);
    },
  };
}

/** Who takes out what can't be read doesn't mean to search for everything. */
const nothingLeft: ReadForm = {
  kind: 'problems',
  problems: { more: 'Nothing is left to search for. Type a search here, or fill in a field below.' },
};

/** Room for an input's problem on a phone. The sentences may hold what the person wrote. */
const longestProblem = 400;

function shortened(problems: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(problems).map(([part, text]) => [
      part,
      text.length > longestProblem ? `${startOf(text, longestProblem - 1)}…` : text,
    ]),
  );
}
