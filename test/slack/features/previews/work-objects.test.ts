import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { startApp } from '../../../../src/app.ts';
import { createLogger } from '../../../../src/log.ts';
import { exportSince, recordOf } from '../../../../src/store/audit-trail.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start, untilCleared } from '../../../support/start.ts';
import { idOf, lookAtCard, openDetails, read, share } from '../../../support/work-objects.ts';

const env = { SLACK_WORK_OBJECTS: 'on', HEC_RESPONDERS: people.responder };

function modal({ slack }: Started, user: string, words: string) {
  return slack.until(() => slack.views(user).find(({ content }) => textOf(content.blocks).includes(words)));
}

function unfurlCalls({ slack }: Started) {
  return slack.calls.filter(({ method }) => method === 'chat.unfurl').map(({ args }) => args);
}

describe('Work Objects in previews', () => {
  test('previews carry no Work Objects unless these are switched on', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const shared = await share(started);
    expect(unfurlCalls(started).map(({ metadata }) => metadata)).toEqual([undefined]);
    expect(shared.entity()).toBeUndefined();
    expect(textOf(shared.blocks())).toContain(shared.eventId);
  });

  test('a preview carries the event as an incident, along with the blocks', async () => {
    const started = await start({ env });
    const shared = await share(started);
    expect(read(shared.entity())).toMatchObject({
      url: shared.link.url,
      eventId: shared.eventId,
      type: 'slack#/entities/incident',
      status: 'New',
      facts: { severity: 'High' },
      actions: [{ text: 'Quarantine' }, { text: 'Dismiss' }],
    });
    expect(textOf(shared.blocks())).toContain(shared.eventId);
    expect(buttonsOf(shared.blocks()).map(({ text }) => text.text)).toContain('Quarantine');
  });

  test('a preview of several links carries a Work Object for each', async () => {
    const { slack, hec } = await start({ env });
    const ids = [hec.world.addEvent().eventId, hec.world.addEvent().eventId];
    const text = ids.map((id) => `https://acme.avanan.net/#/events/${id}`).join(' ');
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text });
    const unfurls = await slack.until(() => {
      const shown = slack.message(channels.security, ts)?.unfurls ?? [];
      return shown.length === 2 && shown;
    });
    expect(unfurls.map((shown) => read(shown.entity).eventId)).toEqual(ids);
  });

  test('the preview of an unsent message carries no Work Object', async () => {
    const { slack, hec } = await start({ env });
    const text = `https://acme.avanan.net/#/events/${hec.world.addEvent().eventId}`;
    const { unfurlId } = await slack.compose({ user: people.member, channel: channels.security, text });
    const [unfurl] = await slack.until(() => {
      const shown = slack.draft(unfurlId)?.unfurls ?? [];
      return shown.length > 0 && shown;
    });
    expect(unfurl?.entity).toBeUndefined();
  });

  test.each(['error_processing_metadata', 'invalid_metadata_format'])(
    'a preview keeps its blocks and changes with the event even if Slack answers %s to the Work Object',
    async (error) => {
      const started = await start({ env });
      const { slack, hec } = started;
      hec.world.taskId = 'none';
      slack.faults.add({ method: 'chat.unfurl', kind: 'error', error, times: 1 });
      const shared = await share(started);
      expect(textOf(shared.blocks())).toContain(shared.eventId);
      expect(shared.entity()).toBeUndefined();
      await started.quiet();
      slack.faults.add({ method: 'chat.unfurl', kind: 'error', error, times: 1 });
      await shared.pressInBlocks('Dismiss');
      await slack.until(() => textOf(shared.blocks()).includes(`Dismissed by <@${people.responder}>`));
      await started.quiet();
      await shared.pressInBlocks('Quarantine');
      await slack.until(() => textOf(shared.blocks()).includes(`Quarantined by <@${people.responder}>`));
    },
  );

  test('a Work Object is refreshed with its blocks: it offers no actions while one runs, and new ones afterwards', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    hec.faults.set({ ...untilCleared, path: '/action/' });
    const shared = await share(started);
    const [{ action_id: first } = { action_id: '' }] = read(shared.entity()).actions;
    await shared.pressInBlocks('Dismiss');
    await slack.until(() => read(shared.entity()).facts.running === 'Dismiss is running');
    expect(read(shared.entity()).actions).toEqual([]);
    expect(textOf(shared.blocks())).toContain('is running');

    hec.faults.clear();
    await slack.until(() => read(shared.entity()).status === 'Dismissed');
    expect(textOf(shared.blocks())).toContain(`Dismissed by <@${people.responder}>`);
    const [{ action_id: second } = { action_id: '' }] = read(shared.entity()).actions;
    const revisionOf = (actionId: string) => actionId.split(':')[2];
    expect(revisionOf(second)).not.toBe(revisionOf(first));
    expect(JSON.stringify(shared.blocks())).toContain(`actions:${revisionOf(second)}:0`);
    const press = await lookAtCard(started, shared, people.responder);
    await press('Quarantine');
    await modal(started, people.responder, '*Quarantine*');
  });
});

describe('details of a Work Object', () => {
  test('a Work Object’s details tell the person who opens them more than its card, and are recorded as a lookup', async () => {
    const started = await start({ env });
    const shared = await share(started, { senderAddress: 'billing@invoice-desk.example' });
    const { store } = started;
    const shown = await openDetails(started, shared, people.otherMember);
    const onCard = read(shared.entity());
    const opened = read('entity' in shown && shown.entity);
    expect(opened).toMatchObject({ url: onCard.url, eventId: onCard.eventId, type: onCard.type });
    expect(opened.facts).toMatchObject({ ...onCard.facts, event_id: shared.eventId, customer: 'harbour-freight' });
    expect(opened.facts.sender).toContain('billing@');
    expect(onCard.facts).not.toHaveProperty('event_id');
    await started.quiet();
    expect(await recordOf(store.db, shared.eventId, 10)).toContainEqual(
      expect.objectContaining({ kind: 'lookup', userId: people.otherMember, messageTs: shared.link.ts }),
    );
  });

  test('a Work Object’s details are restricted for a guest, and the refusal is recorded', async () => {
    const started = await start({ env });
    const shared = await share(started);
    const shown = await openDetails(started, shared, people.multiChannelGuest);
    expect(shown).toEqual({ error: { status: 'restricted' } });
    const refusals = [];
    for await (const entry of exportSince(started.store.db, new Date(0))) refusals.push(entry);
    expect(refusals).toContainEqual(
      expect.objectContaining({ kind: 'refusal', userId: people.multiChannelGuest, reason: 'guest' }),
    );
  });

  test('a Work Object’s details are not found when HEC no longer has the event', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const shared = await share(started);
    started.hec.world.events.delete(shared.eventId);
    time += 3_000;
    expect(await openDetails(started, shared, people.member)).toEqual({ error: { status: 'not_found' } });
  });

  test('a Work Object’s details time out rather than keep Slack waiting, and are there at the next click', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time, timeouts: { noticeAfterMs: 100 } });
    const shared = await share(started);
    time += 3_000;
    started.hec.faults.set({ ...untilCleared, path: '/event/' });
    expect(await openDetails(started, shared, people.member)).toEqual({ error: { status: 'timeout' } });
    started.hec.faults.clear();
    await started.quiet();
    expect(await openDetails(started, shared, people.member)).toHaveProperty('entity');
  });

  test('a Work Object’s details say in our own words what is wrong when HEC fails', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const shared = await share(started);
    time += 3_000;
    started.hec.faults.set({ kind: 'status', status: 500, path: '/event/' });
    expect(await openDetails(started, shared, people.member)).toMatchObject({
      error: { status: 'custom', custom_message: expect.stringContaining('HEC reported an internal error') },
    });
  });
});

describe('Slack’s reasons in the log', () => {
  const subject = 'Your invoice';
  const messages = [
    '[ERROR] must be less than 76 characters [json-pointer:/entity_payload/fields/status/value]',
    `[ERROR] invalid value: ${subject} [json-pointer:/entities/0/custom_fields/1/key]`,
    `[ERROR] ${subject} is not a valid enum value`,
    `[ERROR] ${'missing required field '.repeat(20)}`,
    ...Array.from({ length: 9 }, () => '[ERROR] must be string [json-pointer:/url]'),
  ];
  const told = [
    'must be less than 76 characters at /entity_payload/fields/status/value',
    'invalid value … … at /entities/0/custom_fields/1/key',
    '… … is not a valid enum value',
    'missing required field '.repeat(20).slice(0, 200),
    ...Array.from({ length: 6 }, () => 'must be string at /url'),
  ];

  type Answer = Awaited<ReturnType<WebClient['apiCall']>>;

  /** @param say what Slack says instead of what it did */
  async function startLogging(say: (method: string, answer: Answer) => Answer) {
    const started = await start({ env });
    const { apiCall } = WebClient.prototype;
    const spy = vi.spyOn(WebClient.prototype, 'apiCall').mockImplementation(async function (
      this: WebClient,
      method: string,
      options?: Record<string, unknown>,
    ) {
      return say(method, await apiCall.call(this, method, options));
    });
    onTestFinished(() => spy.mockRestore());
    const lines: string[] = [];
    const logger = createLogger('warn', { write: (line) => void (line.includes('HEC answered') || lines.push(line)) });
    // A second process of the same app, which takes over, since the first one is silent.
    const { port, stop } = await startApp(started.config, logger, { store: started.store });
    onTestFinished(stop);
    started.slack.connectHttp(`http://127.0.0.1:${port}/slack/events`);
    return { started, lines };
  }

  test('the log says why Slack silently dropped a Work Object, without quoting the event', async () => {
    const dropped = { warning: 'invalid_metadata_format', response_metadata: { messages } };
    const { started, lines } = await startLogging((method, answer) =>
      /unfurl|presentDetails/.test(method) ? { ...answer, ...dropped } : answer,
    );
    await openDetails(started, await share(started), people.member);
    await expect.poll(() => lines.filter((line) => line.includes(dropped.warning))).toHaveLength(2);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ messages: told });
    expect(lines.join()).not.toContain(subject);
  });

  test('the log says why Slack refused a Work Object, without quoting the event', async () => {
    let refusals = 0;
    const { started, lines } = await startLogging((method, answer) => {
      if (method !== 'entity.presentDetails' || refusals > 0) return answer;
      refusals += 1;
      throw new WebAPIPlatformError({ ok: false, error: 'invalid_arguments', response_metadata: { messages } });
    });
    await openDetails(started, await share(started), people.member);
    await expect.poll(() => lines.filter((line) => line.includes('invalid_arguments'))).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ err: { messages: told } });
    expect(lines.join()).not.toContain(subject);
  });
});

test('an action on a Work Object changes the event’s card too', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started);
  const url = `https://acme.avanan.net/#/events/${card.eventId}`;
  const { channel, ts } = await slack.post({ user: people.member, channel: channels.incident, text: url });
  const unfurl = await slack.until(() => slack.message(channel, ts)?.unfurls[0]);
  await slack.click({
    user: people.responder,
    unfurl: { channel, ts, url },
    actionId: idOf('Dismiss', read(unfurl.entity).actions),
  });
  await modal(started, people.responder, '*Dismiss*');
  await slack.submitView({ user: people.responder });
  await slack.until(() => card.text().includes(`Dismissed by <@${people.responder}>`));
});
