/** "Check again" on the outcome of a run that ended without certainty: looks at HEC again, and never sends anything. */
import { z } from 'zod';
import { decidePost } from '../../../access/conversations.ts';
import { isEnded } from '../../../actions/run.ts';
import { runById } from '../../../store/runs.ts';
import { outcomeMessage } from '../../cards/outcome-message.ts';
import type { ActionListener } from '../../dispatch/listener.ts';

const buttonValue = z.object({ runId: z.uuid() });

export const checkAgain: ActionListener = {
  kind: 'answer',
  permission: 'view',
  async handle(click, reply, { access, directory, store, finishRun, readEventSnapshot }) {
    const run = await runById(store.db, buttonValue.parse(JSON.parse(click.value)).runId);
    if (run === undefined || !isEnded(run)) throw new Error('there is no such run that ended');
    const checked = await finishRun.lookAgain(run);
    const { event, runs } = await readEventSnapshot({ kind: 'typed', id: run.eventId }, { fresh: true });
    // The history that was read last may show more.
    const known = runs.filter(isEnded).find(({ id }) => id === run.id) ?? checked;
    const message = outcomeMessage(known, event);
    if (click.origin?.kind === 'private') return reply.replace(message);
    const conversation = click.origin && (await directory.conversation(click.origin.channelId));
    const isAllowed = conversation !== undefined && decidePost(conversation, access.channels).allowed;
    await (isAllowed ? reply.replace(message) : reply.send(message));
  },
};
