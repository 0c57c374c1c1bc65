import { describe, expect, test } from 'vitest';
import type { Fault } from '../../playground/hec/server.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { buttonsOf, privateAnswers } from '../support/read.ts';
import { impatientWithHec, start, testTimeouts, untilCleared } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const ask = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };

const isLate = ({ kind }: Fault) => kind === 'hang' || kind === 'slow';

describe('HEC’s failures', () => {
  test.each<[string, Fault, RegExp]>([
    ['hangs', { kind: 'hang' }, /didn’t answer in time.*check the id first/],
    ['is slower than our timeouts', { kind: 'slow', ms: 2_500 }, /didn’t answer in time/],
    ['answers 408', { kind: 'status', status: 408 }, /didn’t answer in time/],
    ['answers 403', { kind: 'status', status: 403 }, /doesn’t let this app/],
    ['answers 500', { kind: 'status', status: 500 }, /internal error/],
    ['answers 502 with HTML', { kind: 'status', status: 502, body: 'html' }, /internal error/],
    ['breaks the connection', { kind: 'reset' }, /can’t reach HEC/],
    ['cuts its answer short', { kind: 'cut' }, /can’t reach HEC/],
    ['answers with truncated JSON', { kind: 'malformed-json' }, /can’t read/],
    ['answers with JSON of the wrong shape', { kind: 'wrong-shape' }, /can’t read/],
    ['answers with more than 5 MB', { kind: 'huge' }, /can’t read/],
    ['reports a failure in a 200', { kind: 'envelope-failure' }, /internal error/],
  ])('when HEC %s, the person reads why, with a reference, and nothing is posted', async (_title, fault, sentence) => {
    const started = await start(isLate(fault) ? { timeouts: { hec: impatientWithHec } } : {});
    const { slack, hec } = started;
    hec.faults.set({ ...fault, path: '/event/' });
    await slack.command(ask);
    const [answer] = await privateAnswers(slack, people.member);
    await started.quiet();
    expect(answer?.text).toMatch(sentence);
    const sent = hec.requests
      .filter(({ path }) => path.includes('/event/'))
      .map(({ headers }) => headers['x-av-req-id']);
    expect(sent.some((reference) => answer?.text.includes(String(reference)))).toBe(true);
    expect(slack.messages(channels.security)).toEqual([]);
  });

  test('when HEC limits the rate, the person reads for how long, without a reference, and nothing is posted', async () => {
    const started = await start();
    const { slack, hec } = started;
    hec.faults.set({ kind: 'status', status: 429, retryAfter: '60', path: '/event/' });
    await slack.command(ask);
    const [answer] = await privateAnswers(slack, people.member);
    await started.quiet();
    expect(answer?.text).toBe(
      `HEC is getting too many requests right now. Try again in 60 seconds. You asked for \`${phishing}\`.`,
    );
    expect(slack.messages(channels.security)).toEqual([]);
  });

  test('when HEC refuses the key, the person is sent to their admin, and nothing is posted', async () => {
    const started = await start();
    started.hec.faults.set({ kind: 'expired-key' });
    await started.slack.command(ask);
    const [answer] = await privateAnswers(started.slack, people.member);
    expect(answer?.text).toMatch(/can’t sign in to HEC.*tell the app’s administrator/i);
    expect(started.slack.messages(channels.security)).toEqual([]);
  });
});

test('what HEC fails to tell jobs keeps nobody from looking an event up', async () => {
  const hecLimits = { ...testTimeouts.hec, tries: 1, sampleMinimum: 3, failingShare: 0.1, halfOpenAfterMs: 1e9 };
  const { slack, hec, store } = await start({ timeouts: { hec: hecLimits } });
  const shown = Array.from({ length: 5 }, () => hec.world.addEvent().eventId);
  for (const text of shown) await slack.command({ ...ask, text });
  await slack.until(() => slack.messages(channels.security).length === shown.length);
  hec.faults.set({ kind: 'status', status: 503, path: '/event/' });
  const before = hec.requests.length;
  for (const eventId of shown) await store.jobs.send(store.db, 'refresh', { eventId });
  // The circuit that jobs have is open by then, and the others no longer ask.
  await expect.poll(() => hec.requests.filter(({ handled }) => handled).length).toBeGreaterThanOrEqual(before + 3);
  hec.faults.clear();
  await slack.command(ask);
  await slack.until(() => slack.messages(channels.security).length === shown.length + 1);
});

describe('an event whose email HEC is slow to read', () => {
  const hanging: Fault = { kind: 'hang', path: '/search/entity/' };

  test('an event is shown without email actions while HEC hangs on its email', async () => {
    const { slack, hec } = await start({ timeouts: { emailMs: { ...testTimeouts.emailMs, card: 50 } } });
    const { entityInfo } = hec.world.addEntity();
    const { eventId } = hec.world.addEvent({ availableEventActions: null, entityId: entityInfo.entityId });
    hec.faults.set(hanging);
    await slack.command({ ...ask, text: eventId });
    const card = await slack.until(() => slack.messages(channels.security)[0]);
    expect(JSON.stringify(card.blocks)).toContain(eventId);
    expect(buttonsOf(card.blocks).map(({ text }) => text.text)).not.toContain('Quarantine email');
  });

  test('a card that everybody sees is changed once HEC has answered about its email, which it was asked once', async () => {
    const started = await start({ timeouts: { emailMs: { ...testTimeouts.emailMs, card: 50 } } });
    const { slack, hec } = started;
    const { entityInfo } = hec.world.addEntity();
    const { eventId } = hec.world.addEvent({ availableEventActions: null, entityId: entityInfo.entityId });
    hec.faults.set({ ...untilCleared, path: '/search/entity/', times: 1 });
    const labels = () => buttonsOf(slack.messages(channels.security)[0]?.blocks).map(({ text }) => text.text);
    await slack.command({ ...ask, text: eventId });
    await slack.until(() => slack.messages(channels.security).length === 1);
    expect(labels()).not.toContain('Quarantine email');
    hec.faults.clear();
    await slack.until(() => labels().includes('Quarantine email'));
    await started.quiet();
    expect(hec.requests.filter(({ path }) => path.includes('/search/entity/'))).toHaveLength(1);
    expect(slack.calls.filter(({ method }) => method === 'chat.update')).toHaveLength(1);
  });
});

describe('failures that pass by themselves', () => {
  test.each<[string, Fault]>([
    ['a token that expired early', { kind: 'status', status: 401, times: 1 }],
    ['a short rate limit', { kind: 'status', status: 429, retryAfter: '0', times: 1 }],
    ['two failures in a row', { kind: 'status', status: 503, times: 2 }],
    ['two broken connections in a row', { kind: 'reset', times: 2 }],
  ])('a card is posted despite %s, and nobody is told', async (_title, fault) => {
    const started = await start();
    started.hec.faults.set({ ...fault, path: '/event/' });
    await started.slack.command(ask);
    await started.slack.until(() => started.slack.messages(channels.security).length === 1);
    await started.quiet();
    expect(started.slack.ephemerals(channels.security, people.member)).toEqual([]);
  });
});
