import { expect, test } from 'vitest';
import { readClick } from '../../../src/slack/payloads/interaction.ts';

test('a click on a button without a block, as on a Work Object, is still read', () => {
  const clicked = {
    type: 'block_actions',
    user: { id: 'U0MEMBER01' },
    trigger_id: '1.2.3',
    container: { type: 'entity_detail', channel_id: 'C0SECURITY', message_ts: '1763900000.123456' },
    actions: [{ action_id: 'event_action:0:r1', value: '{}' }],
  };
  expect(readClick(clicked)).toMatchObject({ actionId: 'event_action:0:r1', blockId: '', origin: { kind: 'unfurl' } });
});
