/** What the person who pressed reads of it. Where it was sent, the card itself shows it, if there is one. */
import type { ActResult } from '../../../services/act-on-event.ts';
import type { Message } from '../../blocks/message.ts';
import { notice } from '../../cards/notice.ts';
import type { Services } from '../../dispatch/listener.ts';
import { sentAlone } from './result-view.ts';
import { busy, notOffered, outdated } from './run-notices.ts';

/** Undefined where the card says it all. */
export async function resultMessage(
  result: ActResult,
  eventId: string,
  services: Services,
): Promise<Message | undefined> {
  switch (result.kind) {
    case 'sent':
      return result.run.channelId === undefined ? sentAlone() : undefined;
    case 'busy':
      return busy(result.by);
    case 'outdated':
      return result.last === undefined
        ? notice({
            sentence: 'Nothing was sent: the card is from an older installation of this app. Look the event up again.',
          })
        : outdated(result.last);
    case 'not_offered':
      return notOffered(await services.readEventSnapshot({ kind: 'typed', id: eventId }, { fresh: true }));
    case 'doubtful':
      return notice({
        sentence: 'Nothing was sent: this may have been applied before. Press again to confirm it afresh.',
      });
    case 'inputs_wrong':
      return notice({ sentence: `Nothing was sent. ${Object.values(result.problems).join(' ')}` });
  }
}
