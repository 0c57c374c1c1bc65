/** "Check again" on the outcome of a run that ended without certainty: looks at HEC again, and never sends anything. */
import { z } from 'zod';
import { decidePost } from '../../../access/conversations.ts';
import { runById } from '../../../store/audit-trail.ts';
import { outcomeMessage } from '../../cards/outcome-message.ts';
import type { ActionListener } from '../../dispatch/listener.ts';

const buttonValue = z.object({ runId: z.uuid() });

export const checkAgain: ActionListener = {
  kind: 'answer',
  permission: 'view',
  async handle(click, answer, { access, directory, store, conclude, readSituation }) {
    const run = await runById(store.db, buttonValue.parse(JSON.parse(click.value)).runId);
    if (run === undefined) throw new Error('there is no such run');
    const checked = await conclude.lookAgain(run);
    const { event } = await readSituation({ kind: 'typed', id: run.eventId }, { fresh: true });
    const message = outcomeMessage(checked, event);
    if (click.place?.kind === 'private') return answer.replace(message);
    const place = click.place && (await directory.place(click.place.channelId));
    const isAllowed = place !== undefined && decidePost(place, access.channels).allowed;
    await (isAllowed ? answer.replace(message) : answer.send(message));
  },
};
