/** Clicks on buttons as they were rendered, for what reads them. */
import type { Button } from '@slack/types';
import type { Click } from '../../../src/slack/payloads/interaction.ts';

/** In a message of which nothing else is known. */
export function clickOn({ action_id = '', value = '' }: Pick<Button, 'action_id' | 'value'>, blockId = ''): Click {
  return {
    userId: 'U0MEMBER01',
    triggerId: '1.2.3',
    actionId: action_id,
    blockId,
    value,
    origin: undefined,
    view: undefined,
    responseUrl: undefined,
  };
}
