/** HEC got an action, and the app not its answer: nobody knows whether it was applied. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { impatientWithHec, type Started, start } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder, HEC_ADMIN_EMAIL_DOMAINS: 'customer.example' };

function modal({ slack }: Started, text: string) {
  return slack.until(() => slack.views(people.responder).find(({ content }) => textOf(content.blocks).includes(text)));
}

describe('lost answers', () => {
  test.each([
    ['HEC hangs', { kind: 'hang' } as const],
    ['HEC answers 500', { kind: 'status', status: 500 } as const],
    ['the connection breaks', { kind: 'reset' } as const],
  ])('when %s, the action is reported as doubtful and is not sent again by itself', async (_title, fault) => {
    const started = await start({ env, ...(fault.kind === 'hang' && { timeouts: { hec: impatientWithHec } }) });
    const { slack, hec } = started;
    hec.world.taskSeconds = 60;
    hec.faults.set({ ...fault, path: '/action/', when: 'after-applying' });
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.replies().some(({ blocks }) => textOf(blocks).includes('may have been applied')));
    await started.quiet();
    expect(hec.world.tasks.size).toBe(1);
    expect(card.text()).toContain('may have been applied');
  });

  test('"Check again" settles a doubtful action once HEC shows its effect', async () => {
    let ahead = 0;
    const started = await start({ env, now: () => Date.now() + ahead });
    const { slack, hec } = started;
    hec.world.taskSeconds = 120;
    hec.faults.set({ kind: 'reset', path: '/action/', when: 'after-applying' });
    const card = await showEvent(started);
    await card.press('Dismiss');
    const reply = await slack.until(() => card.replies()[0]);
    ahead = 121_000;
    expect(hec.world.appliedActions).toHaveLength(1);
    await slack.click({ user: people.member, message: reply, actionId: 'check_again' });
    await slack.until(() => textOf(slack.message(channels.security, reply.ts)?.blocks ?? []).includes('is done'));
    await slack.until(() => card.text().includes('Dismissed by'));
    expect(hec.world.tasks.size).toBe(1);
  });

  test('a doubtful action is sent again only after a new confirmation that names the doubt', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskSeconds = 60;
    hec.faults.set({ kind: 'reset', path: '/action/', when: 'after-applying', times: 1 });
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.text().includes('may have been applied'));
    await card.press('Quarantine');
    await modal(started, 'may already have been applied');
    await started.quiet();
    expect(hec.world.tasks.size).toBe(1);
    await slack.submitView({ user: people.responder });
    await modal(started, 'Sent to HEC');
    expect(hec.world.tasks.size).toBe(2);
  });
});
