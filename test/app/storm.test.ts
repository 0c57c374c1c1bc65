/** What many people ask at the same time. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { privateAnswers } from '../support/read.ts';
import { start, untilCleared } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const ask = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };

describe('a storm of commands', () => {
  test('60 simultaneous commands about one event ask HEC once, and each gets a card', async () => {
    const started = await start();
    const { slack, hec } = started;
    await Promise.all(Array.from({ length: 60 }, () => slack.command(ask)));
    await started.quiet();
    expect(slack.messages(channels.security)).toHaveLength(60);
    expect(hec.requests.filter(({ path }) => path.includes('/event/'))).toHaveLength(1);
  });

  test('simultaneous commands about an event without actions ask for its email once', async () => {
    const started = await start();
    const { slack, hec } = started;
    const { entityInfo } = hec.world.addEntity();
    const { eventId } = hec.world.addEvent({ availableEventActions: null, entityId: entityInfo.entityId });
    await Promise.all(Array.from({ length: 20 }, () => slack.command({ ...ask, text: eventId })));
    await started.quiet();
    expect(hec.requests.filter(({ path }) => path.includes('/search/entity/'))).toHaveLength(1);
  });

  test('commands over the limit are refused at once, and the others are answered', async () => {
    const started = await start({ timeouts: { mostInFlight: 3 } });
    const { slack, hec } = started;
    hec.faults.set({ ...untilCleared, path: '/event/' });
    await Promise.all(Array.from({ length: 5 }, () => slack.command(ask)));
    const [first, second, ...others] = await privateAnswers(slack, people.member);
    for (const answer of [first, second]) expect(answer?.text).toMatch(/Too many lookups right now/);
    hec.faults.clear();
    await started.quiet();
    expect(others).toEqual([]);
    expect(slack.messages(channels.security)).toHaveLength(3);
  });
});
