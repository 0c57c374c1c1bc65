/** Slack's own object for an event: in previews beside the blocks, and opened beside the conversation. */
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import type { WireEvent } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { startApp } from '../../../../src/app.ts';
import { createLogger } from '../../../../src/log.ts';
import { exportSince, recordOf } from '../../../../src/store/audit-trail.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start } from '../../../support/start.ts';

const env = { SLACK_WORK_OBJECTS: 'on', HEC_RESPONDERS: people.responder };

const action = z.object({ text: z.string(), action_id: z.string() });
const entity = z.object({
  url: z.string(),
  external_ref: z.object({ id: z.string() }),
  entity_type: z.string(),
  entity_payload: z.object({
    fields: z.object({ status: z.object({ value: z.string() }) }),
    custom_fields: z.array(z.object({ key: z.string(), value: z.string() })),
    actions: z.object({ primary_actions: z.array(action) }).optional(),
  }),
});

/** A Work Object as people read and use it. */
function read(given: unknown) {
  const { url, external_ref, entity_type, entity_payload } = entity.parse(given);
  const { fields, custom_fields, actions } = entity_payload;
  return {
    url,
    eventId: external_ref.id,
    type: entity_type,
    status: fields.status.value,
    facts: Object.fromEntries(custom_fields.map(({ key, value }) => [key, value])),
    actions: actions?.primary_actions ?? [],
  };
}

/** A link to an event, posted in #security, with its preview. */
async function share({ hec, slack }: Started, event: Partial<WireEvent> = {}) {
  const { eventId } = hec.world.addEvent({
    availableEventActions: [
      { actionName: 'quarantine', actionParameter: {} },
      { actionName: 'dismiss', actionParameter: {} },
    ],
    ...event,
  });
  const url = `https://acme.avanan.net/#/events/${eventId}`;
  const { channel, ts } = await slack.post({ user: people.member, channel: channels.security, text: url });
  const preview = () => slack.message(channel, ts)?.unfurls[0];
  await slack.until(preview);
  const link = { channel, ts, url };
  return {
    eventId,
    link,
    entity: () => preview()?.entity,
    blocks: () => preview()?.blocks ?? [],
    replies: () => slack.thread(channel, ts).slice(1),
    pressInBlocks: (label: string) => {
      const { action_id: actionId = '' } = buttonsOf(preview()?.blocks).find(({ text }) => text.text === label) ?? {};
      return slack.click({ user: people.responder, unfurl: link, actionId });
    },
  };
}

type Shared = Awaited<ReturnType<typeof share>>;

/** Clicks the Work Object open, and returns what the app then presented. */
async function openDetails({ slack }: Started, { link }: Shared, user: string) {
  const before = slack.details(user).length;
  await slack.entityDetails({ user, ...link });
  const { shown } = await slack.until(() => slack.details(user)[before]);
  return shown;
}

/** Returns how to press what is shown now, also when it is old. */
async function lookAtCard({ slack }: Started, { link, entity: shown }: Shared, user: string) {
  const { actions } = read(shown());
  return (label: string) => slack.click({ user, unfurl: link, actionId: idOf(label, actions) });
}

/** The same in the details. */
async function lookAtDetails(started: Started, shared: Shared, user: string) {
  const shown = await openDetails(started, shared, user);
  const { actions } = read('entity' in shown && shown.entity);
  const pressed = { user, ...shared.link };
  return (label: string) => started.slack.clickInDetails({ ...pressed, actionId: idOf(label, actions) });
}

function idOf(label: string, actions: readonly z.infer<typeof action>[]): string {
  const found = actions.find(({ text }) => text === label);
  if (found === undefined) throw new Error(`no action "${label}": ${actions.map(({ text }) => text).join(', ')}`);
  return found.action_id;
}

function modal({ slack }: Started, user: string, words: string) {
  return slack.until(() => slack.views(user).find(({ content }) => textOf(content.blocks).includes(words)));
}

function unfurlCalls({ slack }: Started) {
  return slack.calls.filter(({ method }) => method === 'chat.unfurl').map(({ args }) => args);
}

describe('a preview', () => {
  test('carries no Work Object unless that is switched on', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const shared = await share(started);
    expect(unfurlCalls(started).map(({ metadata }) => metadata)).toEqual([undefined]);
    expect(shared.entity()).toBeUndefined();
    expect(textOf(shared.blocks())).toContain(shared.eventId);
  });

  test('carries the event as an incident, and the blocks as well', async () => {
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

  test('of several links carries one for each', async () => {
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

  test('of a message that is still being written carries none', async () => {
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
    'keeps its blocks where Slack answers %s to the Work Object, and changes with the event',
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

  test('is refreshed with its blocks: nothing is on offer while an action runs, and then anew', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    hec.faults.set({ kind: 'slow', ms: 500, path: '/action/' });
    const shared = await share(started);
    const [{ action_id: first } = { action_id: '' }] = read(shared.entity()).actions;
    await shared.pressInBlocks('Dismiss');
    await slack.until(() => read(shared.entity()).facts.running === 'Dismiss is running');
    expect(read(shared.entity()).actions).toEqual([]);
    expect(textOf(shared.blocks())).toContain('is running');

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

describe.each([
  ['on the card of a preview', lookAtCard],
  ['in the opened details', lookAtDetails],
])('an action %s', (_title, look) => {
  test('asks first, and is sent once when it is confirmed', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const shared = await share(started);
    const press = await look(started, shared, people.responder);
    await press('Quarantine');
    const { content } = await modal(started, people.responder, '*Quarantine*');
    await started.quiet();
    expect(content).toMatchObject({ title: { text: 'Quarantine?' }, submit: { text: 'Quarantine' } });
    expect(hec.world.tasks.size).toBe(0);

    await slack.submitView({ user: people.responder });
    await modal(started, people.responder, 'Sent to HEC');
    await slack.until(() => shared.replies().length === 1);
    await started.quiet();
    expect(textOf(shared.replies()[0]?.blocks ?? [])).toMatch(/Quarantine.*is done/);
    expect(hec.requests.filter(({ path }) => path.endsWith('/action/event'))).toHaveLength(1);
    expect(hec.world.appliedActions.map(({ action: name, targetId }) => [name, targetId])).toEqual([
      ['quarantine', shared.eventId],
    ]);
  });

  test('is not sent when the person cancels', async () => {
    const started = await start({ env });
    const shared = await share(started);
    const press = await look(started, shared, people.responder);
    await press('Quarantine');
    await modal(started, people.responder, '*Quarantine*');
    await started.slack.closeView({ user: people.responder });
    await started.quiet();
    expect(started.hec.world.tasks.size).toBe(0);
  });

  test('is refused in a modal to whoever is no responder', async () => {
    const started = await start({ env });
    const shared = await share(started);
    const press = await look(started, shared, people.member);
    await press('Quarantine');
    const { content } = await modal(started, people.member, 'Only responders');
    await started.quiet();
    expect(textOf(content.blocks)).toContain(`<@${people.responder}>`);
    expect(content.submit).toBeUndefined();
    expect(started.hec.world.tasks.size).toBe(0);
    const record = await recordOf(started.store.db, shared.eventId, 10);
    expect(record.filter(({ kind }) => kind === 'refusal')).toMatchObject([
      { userId: people.member, reason: 'not_responder', actionName: 'quarantine' },
    ]);
  });

  test('is not sent where more was done since it was shown', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const shared = await share(started);
    const press = await look(started, shared, people.responder);
    slack.faults.add({ method: 'chat.unfurl', kind: 'error', error: 'fatal_error' });
    await shared.pressInBlocks('Dismiss');
    await slack.until(() => shared.replies().length === 1);
    await press('Quarantine');
    const { content } = await modal(started, people.responder, 'Nothing was sent');
    await started.quiet();
    expect(textOf(content.blocks)).toContain(`Dismissed by <@${people.responder}>`);
    expect(content.submit).toBeUndefined();
    expect(hec.world.appliedActions.map(({ action: name }) => name)).toEqual(['dismiss']);
  });
});

describe('the modal that asks before an action of a Work Object', () => {
  test('sends nothing where more was done while it asked', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const shared = await share(started);
    const press = await lookAtCard(started, shared, people.responder);
    await press('Quarantine');
    await modal(started, people.responder, '*Quarantine*');
    await shared.pressInBlocks('Dismiss');
    await slack.until(() => shared.replies().length === 1);
    await slack.submitView({ user: people.responder });
    await modal(started, people.responder, 'Nothing was sent');
    await started.quiet();
    expect(hec.world.appliedActions.map(({ action: name }) => name)).toEqual(['dismiss']);
  });

  test('asks again who it is when it is confirmed', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const { slack, hec } = started;
    const shared = await share(started);
    const press = await lookAtCard(started, shared, people.responder);
    await press('Quarantine');
    await modal(started, people.responder, '*Quarantine*');
    slack.workspace.changePerson(people.responder, { kind: 'multi_channel_guest' });
    time += 61_000;
    await slack.submitView({ user: people.responder });
    await modal(started, people.responder, 'Guests');
    await started.quiet();
    expect(hec.world.tasks.size).toBe(0);
  });

  test('is refused in it to a guest, who reads nothing else', async () => {
    const started = await start({ env: { ...env, HEC_RESPONDERS: people.multiChannelGuest } });
    const shared = await share(started);
    const press = await lookAtCard(started, shared, people.multiChannelGuest);
    await press('Quarantine');
    const { content } = await modal(started, people.multiChannelGuest, 'Guests');
    await started.quiet();
    expect(textOf(content.blocks)).not.toContain('phishing');
    expect(content.submit).toBeUndefined();
    expect(started.hec.world.tasks.size).toBe(0);
  });
});

describe('the details of a Work Object', () => {
  test('tell more than its card, for the one person who opened it, and are recorded as a lookup', async () => {
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

  test('are restricted for a guest, and the refusal is recorded', async () => {
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

  test('say that there is no such event where HEC has it no longer', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const shared = await share(started);
    started.hec.world.events.delete(shared.eventId);
    time += 3_000;
    expect(await openDetails(started, shared, people.member)).toEqual({ error: { status: 'not_found' } });
  });

  test('say that it takes long rather than let Slack wait, and are there at the next click', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time, timeouts: { noticeAfterMs: 100 } });
    const shared = await share(started);
    time += 3_000;
    started.hec.faults.set({ kind: 'slow', ms: 400, path: '/event/' });
    expect(await openDetails(started, shared, people.member)).toEqual({ error: { status: 'timeout' } });
    await started.quiet();
    expect(await openDetails(started, shared, people.member)).toHaveProperty('entity');
  });

  test('say what is wrong where HEC fails, in our own words', async () => {
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

describe('in the log, without any text of the event, is why Slack', () => {
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
    const logger = createLogger('warn', { write: (line) => void lines.push(line) });
    // A second process of the same app, which takes over, since the first one is silent.
    const { port, stop } = await startApp(started.config, logger, { store: started.store });
    onTestFinished(stop);
    started.slack.connectHttp(`http://127.0.0.1:${port}/slack/events`);
    return { started, lines };
  }

  test('drops a Work Object without an error, for previews and for details', async () => {
    const dropped = { warning: 'invalid_metadata_format', response_metadata: { messages } };
    const { started, lines } = await startLogging((method, answer) =>
      /unfurl|presentDetails/.test(method) ? { ...answer, ...dropped } : answer,
    );
    await openDetails(started, await share(started), people.member);
    await expect.poll(() => lines.filter((line) => line.includes(dropped.warning))).toHaveLength(2);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ messages: told });
    expect(lines.join()).not.toContain(subject);
  });

  test('refuses one', async () => {
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

test('a card of the same event changes with what is done on its Work Object', async () => {
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
