/** Two people press the same button at the same moment, which one mouse can't do. */
import { z } from 'zod';
import type { State } from '../demo/state.ts';
import { act } from './act.ts';

const actionButton = z.object({ type: z.literal('button'), action_id: z.string().regex(/^(event|email)_action:/) });
const actionsBlock = z.object({ type: z.literal('actions'), block_id: z.string(), elements: z.array(z.unknown()) });

interface Place {
  channel: string;
  ts: string;
  blockId: string;
  actionId: string;
}

/** Presses the first action button of the newest card; undefined if there is none. Refusals become notices. */
export function pressTogether(
  state: State,
  channel: string,
  users: readonly string[],
  say: (sentence: string) => void,
): Place | undefined {
  const newest = state.messages
    .filter((message) => message.channel === channel)
    .flatMap(buttonsOf)
    .at(-1);
  if (newest === undefined) return undefined;
  const { ts, blockId, actionId } = newest;
  for (const user of users) {
    void act({ act: 'click', user, target: { kind: 'message', channel, ts }, blockId, actionId }).then((result) => {
      if (result.result === 'refused') say(result.because);
    });
  }
  return newest;
}

function buttonsOf({ channel, ts, blocks }: State['messages'][number]): Place[] {
  return blocks
    .flatMap((block) => {
      const { data } = actionsBlock.safeParse(block);
      const button = data?.elements.flatMap((element) => actionButton.safeParse(element).data ?? [])[0];
      return data && button ? [{ channel, ts, blockId: data.block_id, actionId: button.action_id }] : [];
    })
    .slice(0, 1);
}
