/**
 * Keys such as `__proto__`, which could reach every object of the process, through every door that takes JSON: HEC's
 * answers, and what Slack brings back of payloads, buttons and modals.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { WireEvent } from '../../playground/hec/server.ts';
import { httpBody, signatureHeaders } from '../../playground/slack/delivery/http.ts';
import type { Delivery } from '../../playground/slack/recording.ts';
import { app, channels, people } from '../../playground/slack/server.ts';
import { readActionClick } from '../../src/slack/cards/action-codec.ts';
import { recordOf } from '../../src/store/audit-trail.ts';
import { clickOn } from '../support/cards/clicks.ts';
import { actionRequestsOf } from '../support/hec/acting.ts';
import {
  enveloped,
  json,
  signedIn,
  someEntityId,
  someEventId,
  startClient,
  startHecServer,
} from '../support/hec/hec-server.ts';
import { buttonsOf, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type Started, start } from '../support/start.ts';
import { surfaces } from '../support/surfaces.ts';

/** Each of them would give every object a property `polluted`. */
const poison: [string, unknown][] = [
  ['__proto__', { polluted: 'yes', toString: 'yes' }],
  ['constructor', { prototype: { polluted: 'yes' }, name: 'yes' }],
  ['prototype', { polluted: 'yes' }],
  ['__proto__.polluted', 'yes'],
  ['__proto__[polluted]', 'yes'],
];

/** A copy in which every object has the keys, and so has the JSON in its texts. */
function poisoned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(poisoned);
  if (typeof value === 'string') return poisonedText(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries([...Object.entries(value).map(([key, inner]) => [key, poisoned(inner)]), ...poison]);
}

/** The value of a button, or the metadata of a modal. */
function poisonedText(text: string): string {
  if (!text.startsWith('{')) return text;
  return JSON.stringify(poisoned(JSON.parse(text)));
}

const roots = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Map.prototype,
  Promise.prototype,
];
const ownKeys = () => roots.map((root) => Reflect.ownKeys(root));
let keysBefore: ReturnType<typeof ownKeys>;

beforeEach(() => {
  keysBefore = ownKeys();
});

afterEach(() => {
  expect(ownKeys()).toEqual(keysBefore);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

/** Every object within is an ordinary one: none was given another prototype by what it holds. */
function expectOrdinary(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  expect([Object.prototype, Array.prototype, Date.prototype]).toContain(Object.getPrototypeOf(value));
  for (const inner of Object.values(value)) expectOrdinary(inner);
}

const event: WireEvent = {
  eventId: someEventId,
  entityId: someEntityId,
  state: 'new',
  severity: '4',
  description: 'before #{"__proto__":{"label":"forged"}} after',
  data: '#{"constructor":{"prototype":{"polluted":"yes"}},"label":"shown"}',
  additionalData: { nested: { deeper: [{}] } },
  availableEventActions: [{ actionName: 'dismiss', actionParameter: { eventId: someEventId, more: { list: [{}] } } }],
  actions: [{ actionType: 'quarantine_email', createTime: '2026-01-01T00:00:00Z', relatedEntityId: someEventId }],
};
const entity = {
  entityInfo: { entityId: someEntityId, saas: 'office365_emails', saasEntityType: 'office365_emails_email' },
  entityPayload: { subject: 'hello', isQuarantined: false, attachments: [{ name: 'a', size: 1 }] },
  entitySecurityResult: { combinedVerdict: { ap: 'phishing' }, ap: [{ payload: { reasons: ['because'] } }] },
  entityAvailableActions: [{ entityActionName: 'quarantine' }],
};

describe('HEC’s answers', () => {
  test('HEC’s answers are read as if keys such as “__proto__” were not there', async () => {
    const server = await startHecServer();
    const { client } = startClient(server.gateway);
    const lined = (data: unknown) => enveloped(poisoned(data), { ...Object.fromEntries(poison) });
    server.on('POST /auth/external', json(poisoned({ success: true, data: { token: 'good', expiresIn: 1800 } })));
    server.on('GET /event', lined([event]));
    server.on('GET /search/entity', lined([entity]));
    server.on('POST /event/query', lined([event]));
    server.on('GET /scopes', lined(['farm:tenant', { a: 1 }]));
    server.on('POST /action/event', lined([{ taskId: 7 }]));
    server.on('POST /action/entity', lined([{ taskId: 8 }]));
    server.on('GET /task/7', lined({ id: 7, status: 'completed', succeed: 1, actions: [{ action_message: 'done' }] }));
    const { signal } = new AbortController();
    const dismiss = { eventId: someEventId, name: 'dismiss', parameter: poisoned({}) };
    const quarantine = { entityId: someEntityId, entityType: 'office365_emails_email', name: 'quarantine' } as const;

    const read = [
      await client.readEvent(someEventId),
      await client.readEntity(someEntityId),
      await client.queryEvents({ start: new Date(0), end: new Date() }),
      await client.scopes(),
      await client.actOnEvent(dismiss, signal),
      await client.actOnEmail(quarantine, signal),
      await client.readTask('7'),
    ];
    for (const value of read) expectOrdinary(value);
    const reasons = [{ category: undefined, text: 'because' }];
    const phishing = { engine: 'ap', verdict: 'phishing', reasons, matches: undefined };
    expect(read).toMatchObject([
      { id: someEventId, description: 'before #{"__proto__":{"label":"forged"}} after', details: 'shown' },
      { id: someEntityId, isQuarantined: false, email: { verdicts: expect.arrayContaining([phishing]) } },
      { events: [{ id: someEventId }] },
      ['farm:tenant'],
      { taskId: '7' },
      { taskId: '8' },
      { status: 'completed', message: 'done' },
    ]);
    expect(server.seen.find(({ route }) => route === 'GET /event')?.headers.authorization).toBe('Bearer good');
    await Promise.all([client.close(), server.close()]);
  });

  test('an answer with nothing but “__proto__” is never read as a sign-in or an event', async () => {
    const server = await startHecServer();
    const { client } = startClient(server.gateway);
    const only = Object.fromEntries([
      ['__proto__', { eventId: someEventId, success: true, data: { token: 'forged' } }],
    ]);
    server.on('POST /auth/external', json(only), signedIn('good'));
    await expect(client.signIn()).rejects.toThrow('no token');
    await client.signIn();
    server.on('GET /event', enveloped([only]));
    await expect(client.readEvent(someEventId)).rejects.toThrow('can’t be used'.replace('’', "'"));
    await Promise.all([client.close(), server.close()]);
  });
});

describe('an action whose parameter has such keys', () => {
  const env = { HEC_RESPONDERS: people.responder };
  const offer = (actionParameter: unknown) => ({ availableEventActions: [{ actionName: 'dismiss', actionParameter }] });

  async function press(started: Started, parameter: unknown) {
    started.hec.world.taskId = 'none';
    const card = await showEvent(started, offer(parameter));
    const button = card.buttons().find(({ text }) => text.text === 'Dismiss');
    await card.press('Dismiss');
    await started.slack.until(() => card.replies().length === 1);
    const [request] = actionRequestsOf(started.hec);
    const sent = z.object({ requestData: z.object({ eventActionParam: z.string() }) }).parse(request?.body);
    return { card, button, sent: sent.requestData.eventActionParam };
  }

  test('an action with keys such as “constructor” is carried and sent as HEC gave it', async () => {
    const started = await start({ env });
    const parameter = { constructor: { prototype: { polluted: 'yes' } }, prototype: {}, toString: 'x', note: 'y' };
    const { card, button = {}, sent } = await press(started, parameter);
    const offer = { kind: 'named', name: 'dismiss', parameter };
    expect(readActionClick(clickOn(button)).action).toMatchObject({ offer });
    expect(sent).toBe(JSON.stringify(parameter));
    const [run] = (await recordOf(started.store.db, card.eventId, 9)).filter(({ kind }) => kind === 'action');
    expect(run).toMatchObject({ parameter });
  });

  test('an action never carries or sends the key “__proto__”', async () => {
    const started = await start({ env });
    const { button, sent } = await press(started, Object.fromEntries([...poison, ['note', 'y']]));
    expect(button?.value).not.toContain('"__proto__":');
    expect(JSON.parse(sent)).toEqual(Object.fromEntries([...poison.slice(1), ['note', 'y']]));
  });

  test('an action asks for “constructor” and “toString” if HEC leaves them empty, and sends what was filled in', async () => {
    const started = await start({ env });
    const { hec, slack } = started;
    hec.world.taskId = 'none';
    const parameter = Object.fromEntries(['constructor', '__proto__', 'toString'].map((key) => [key, '']));
    const card = await showEvent(started, offer(parameter));
    await card.press('Dismiss');
    await slack.until(() => textOf(slack.views(people.responder)[0]?.content.blocks ?? []).includes('Constructor'));
    await slack.submitView({ user: people.responder, values: { 'input:0': 'a', 'input:1': 'b' } });
    await started.quiet();
    const [{ parameter: sent } = { parameter: undefined }] = [...hec.world.tasks.values()];
    expect(sent).toEqual({ constructor: 'a', toString: 'b' });
  });

  test('a button with another parameter than the event offers sends nothing', async () => {
    const started = await start({ env });
    const { hec, slack } = started;
    const card = await showEvent(started, offer({ eventId: 'x' }));
    const button = card.buttons().find(({ text }) => text.text === 'Dismiss');
    const value = poisonedText(button?.value ?? '');
    await redeliver(started, await pressedOnce(card, slack), (payload) => {
      const [action] = z.array(z.looseObject({})).parse(payload.actions);
      return { ...payload, actions: [{ ...action, value }] };
    });
    await started.quiet();
    expect(hec.world.tasks.size).toBe(0);
  });

  /** The delivery of a press by somebody who may not act. */
  async function pressedOnce(card: Awaited<ReturnType<typeof showEvent>>, slack: Started['slack']): Promise<Delivery> {
    await card.press('Dismiss', people.member);
    const delivery = slack.deliveries.at(-1);
    if (delivery === undefined) throw new Error('nothing was delivered');
    return { ...delivery, payload: { ...delivery.payload, user: { id: people.responder } } };
  }
});

describe('what Slack sends', () => {
  test('every kind of request from Slack is acknowledged even with keys such as “__proto__” throughout', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder, SLACK_WORK_OBJECTS: 'on' } });
    const { hec, slack } = started;
    for (const [index, surface] of surfaces.entries()) {
      const { eventId } = hec.world.addEvent({ description: `word${index}` });
      const use = { started, user: people.responder, channel: channels.security, eventId, word: `word${index}` };
      const act = await surface.prepare(use);
      await started.quiet();
      await act();
      await started.quiet();
    }
    await (await showEvent(started)).press('Quarantine');
    await started.quiet();
    const kinds = new Set(slack.deliveries.map(({ payload }) => payload.type ?? z.looseObject({}).parse(payload)));
    expect(kinds.size).toBeGreaterThan(5);
    for (const delivery of [...slack.deliveries]) {
      const { acknowledgement } = await redeliver(started, delivery, (payload) =>
        z.looseObject({}).parse(poisoned(payload)),
      );
      expect([delivery.payload.type, acknowledgement?.status]).toEqual([delivery.payload.type, 200]);
    }
    await started.quiet();
    // Everything still works.
    await showEvent(started);
  }, 30_000);

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'a command, click, shortcut or event named %s reaches no listener',
    async (name) => {
      const started = await start({ env: { HEC_RESPONDERS: people.responder } });
      const { slack } = started;
      const message = slack.postByOtherApp({
        user: people.member,
        channel: channels.security,
        text: 'forged',
        blocks: [
          {
            type: 'actions',
            elements: [
              { type: 'button', action_id: `${name}:1`, value: '{}', text: { type: 'plain_text', text: 'x' } },
            ],
          },
        ],
      });
      const before = slack.calls.length;
      const { user, channel } = { user: people.responder, channel: channels.security };
      await slack.command({ user, channel, command: `/${name}` });
      await slack.click({ user, message, actionId: `${name}:1` });
      await slack.globalShortcut({ user, callbackId: name });
      await slack.messageShortcut({ user, message, callbackId: name });
      await slack.sendEvent({ type: name, user, channel });
      await started.quiet();
      expect(slack.calls.slice(before)).toEqual([]);
      expect(buttonsOf(slack.ephemerals(channel, user))).toEqual([]);
      expect(slack.ephemerals(channel, user).filter(({ by }) => by === 'app')).toEqual([]);
    },
  );
});

/** Sends what was delivered once more, changed: signed anew, and as an event that nobody has handled. */
async function redeliver(
  { slack }: Started,
  { kind, payload, id }: Delivery,
  change: (payload: Delivery['payload']) => Delivery['payload'],
) {
  const fresh = kind === 'event' ? { event_id: `Ev${app.id}${id}` } : {};
  const { body, contentType } = httpBody(kind, { ...change(payload), ...fresh });
  const headers = { 'content-type': contentType, ...signatureHeaders(slack.installation.signingSecret, body) };
  return slack.rawRequest({ body, headers });
}
