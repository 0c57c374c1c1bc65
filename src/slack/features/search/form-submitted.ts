/** The submitted form of a search: the list, in the modal below that showed one before, or in place of the form. */

import { readForm } from '../../../search/form.ts';
import { md } from '../../blocks/text.ts';
import { searchLoadingView } from '../../cards/search-list.ts';
import type { SubmissionHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Submission } from '../../payloads/interaction.ts';
import type { FormOrigin } from './form-codec.ts';
import { readSearchForm } from './search-form.ts';
import { fillList } from './show-list.ts';

export function searchFormSubmitted(
  { offsetSeconds, asked, listId }: FormOrigin,
  submission: Submission,
  { now }: Services,
): SubmissionHandler {
  const { userId } = submission;
  const clock = { offsetSeconds, now: new Date(now()) };
  const read = readForm(readSearchForm(submission), clock);
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

/** Room for an input's problem on a phone. The sentences may hold what the person wrote. */
const longestProblem = 400;

function shortened(problems: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(problems).map(([part, text]) => [
      part,
      text.length > longestProblem ? `${text.slice(0, longestProblem - 1)}…` : text,
    ]),
  );
}
