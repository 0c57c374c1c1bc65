import { describe, expect, test } from 'vitest';
import { people } from '../../../../playground/slack/server.ts';
import { privateAnswers, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start } from '../../../support/start.ts';
import { lookAtCard, share } from '../../../support/work-objects.ts';

const severities = ['Low', 'Medium', 'High', 'Critical'].map((newSeverity) => ({
  actionName: 'severityChange',
  actionParameter: { newSeverity },
}));
const startActing = (env = {}) => start({ env: { HEC_RESPONDERS: people.responder, ...env } });
const showHigh = (started: Started) => showEvent(started, { severity: '4', availableEventActions: severities });
const sentTo = ({ hec }: Started) => hec.requests.filter(({ path }) => path.includes('/action/'));

describe('an action that would change nothing', () => {
  test('a responder who presses what the event already has is told so privately, and HEC gets nothing', async () => {
    const started = await startActing();
    const card = await showHigh(started);
    expect(card.buttons().map(({ text }) => text.text)).toEqual(
      expect.arrayContaining(['Low', 'Medium', '✓ High', 'Critical']),
    );
    await card.press('✓ High');
    const [answer] = await privateAnswers(started.slack, people.responder);
    expect(answer?.text).toBe('Nothing was sent: the event’s severity is High already.');
    await started.quiet();
    expect(sentTo(started)).toEqual([]);
    expect(card.text()).not.toContain('is running');
    expect(card.replies()).toEqual([]);
  });

  test('a card that shows too little is refreshed when its event proves to be as wanted already', async () => {
    const started = await startActing();
    const card = await showHigh(started);
    Object.assign(started.hec.world.events.get(card.eventId) ?? {}, { severity: '2' });
    await card.press('Low');
    expect((await privateAnswers(started.slack, people.responder))[0]?.text).toMatch(/severity is Low already/);
    await started.quiet();
    expect(sentTo(started)).toEqual([]);
    expect(card.buttons().map(({ text }) => text.text)).toContain('✓ Low');
  });

  test('a mark that is no longer true does not keep the action from HEC', async () => {
    const started = await startActing();
    const card = await showHigh(started);
    Object.assign(started.hec.world.events.get(card.eventId) ?? {}, { severity: '2' });
    await card.press('✓ High');
    await started.quiet();
    expect(sentTo(started)).toHaveLength(1);
  });

  test('a Work Object’s button that would change nothing says so in place of its question', async () => {
    const started = await startActing({ SLACK_WORK_OBJECTS: 'on' });
    const { slack } = started;
    const shared = await share(started, { severity: '4', availableEventActions: severities.slice(2, 3) });
    const press = await lookAtCard(started, shared, people.responder);
    await press('✓ Set severity to High');
    await started.quiet();
    expect(textOf(slack.views(people.responder).at(-1)?.content.blocks ?? [])).toContain('severity is *High* already');
    expect(sentTo(started)).toEqual([]);
  });
});
