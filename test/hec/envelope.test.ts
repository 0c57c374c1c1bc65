/** HEC's envelopes as servers and clients of others have them, and bodies that nobody asked for in that form. */
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  HecFailureError,
  HecForbiddenError,
  HecNotFoundError,
  HecRateLimitedError,
  HecRequestRefusedError,
  HecScopeError,
  HecSignInError,
  HecTimeoutError,
  HecUnreadableError,
} from '../../src/hec/errors.ts';
import { never } from '../support/hec/acting.ts';
import {
  enveloped,
  type HecServer,
  json,
  type Reply,
  raw,
  refusal,
  someEntityId,
  someEventId,
  startClient,
  startHecServer,
} from '../support/hec/hec-server.ts';

const readRoute = 'GET /event';
const event = { eventId: someEventId, type: 'dlp' };

let server: HecServer;
beforeEach(async () => {
  server = await startHecServer();
});
afterEach(() => server.close());

const read = (limits = {}) => startClient(server.gateway, { limits }).client.readEvent(someEventId);

describe('a success', () => {
  test.each<[string, Reply]>([
    ['has a code of 201', enveloped([event], { responseCode: 201 })],
    ['has a code of 204', enveloped([event], { responseCode: 204 })],
    ['is HTTP 201', json({ responseEnvelope: { responseCode: 201 }, responseData: [event] }, 201)],
    ['says so instead of a code', json({ responseEnvelope: { success: true }, responseData: [event] })],
    ['says so in a word', json({ responseEnvelope: { success: 'true' }, responseData: [event] })],
    ['has empty words for a failure', enveloped([event], { success: true, errorCode: '', errorMessage: null })],
    ['has an empty envelope', json({ responseEnvelope: {}, responseData: [event] })],
    ['has no envelope', json({ responseData: [event] })],
    ['has no envelope around one object', json({ responseData: event })],
    ['has null for an envelope', json({ responseEnvelope: null, responseData: [event] })],
    ['has its envelope in a list', json({ responseEnvelope: [{ responseCode: 200 }], responseData: [event] })],
  ])('an answer that %s is read', async (_name, reply) => {
    server.on(readRoute, reply);
    expect(await read()).toMatchObject({ id: someEventId, type: 'dlp' });
  });

  test('an action answered with 204 and no body was taken, without a task', async () => {
    server.on('POST /action/event', raw('', 204));
    const { client } = startClient(server.gateway);
    const receipt = await client.actOnEvent({ eventId: someEventId, name: 'dismiss', parameter: {} }, never);
    expect(receipt.taskId).toBeUndefined();
    expect(server.count('POST /action/event')).toBe(1);
  });

  test('a single element where an email has lists, and lists where it has objects, are read', async () => {
    server.on(
      'GET /search/entity',
      json({
        responseData: {
          entityInfo: [{ entityId: someEntityId, saas: 'office365_emails', saasEntityType: 'office365_emails_email' }],
          entityPayload: [{ recipients: 'ana@customer.com', attachments: { name: 'a.zip' }, emailLinks: false }],
          entityAvailableActions: { entityActionName: 'restore' },
        },
      }),
    );
    expect(await startClient(server.gateway).client.readEntity(someEntityId)).toMatchObject({
      email: { recipients: ['ana@customer.com'], attachments: [{ name: 'a.zip' }], links: [] },
    });
  });
});

describe('a failure', () => {
  type ErrorClass = abstract new (...args: never[]) => Error;

  test.each<[string, Record<string, unknown>, ErrorClass]>([
    ['event_not_found', { errorCode: 'event_not_found', errorMessage: 'no such event' }, HecNotFoundError],
    ['EventNotFound', { errorCode: 'EventNotFound' }, HecNotFoundError],
    ['the message “no such event” alone', { errorMessage: 'No such event' }, HecNotFoundError],
    ['not_found beside a good code', { responseCode: 200, errorCode: 'not_found' }, HecNotFoundError],
    ['not_found and no success', { success: undefined, errorCode: 'not_found' }, HecNotFoundError],
    ['the number 404', { errorCode: 404 }, HecNotFoundError],
    ['invalid_token', { errorCode: 'invalid_token' }, HecSignInError],
    ['forbidden', { errorCode: 'forbidden' }, HecForbiddenError],
    ['too_many_requests', { errorCode: 'too_many_requests' }, HecRateLimitedError],
    ['upstream_timeout', { errorCode: 'upstream_timeout' }, HecTimeoutError],
    ['invalid_request', { errorCode: 'invalid_request' }, HecRequestRefusedError],
    ['bad_request about the scope', { errorCode: 'bad_request', errorMessage: 'a single scope' }, HecScopeError],
    ['words that nobody knows', { errorCode: 'kaput', errorMessage: 'invalid' }, HecFailureError],
    ['a code that is a failure, whatever the words', { responseCode: 500, errorCode: 'not_found' }, HecFailureError],
    ['nothing else', {}, HecFailureError],
  ])('a failure that says %s is told as what it is', async (_name, words, expected) => {
    server.on(readRoute, json({ responseEnvelope: { success: false, ...words }, responseData: null }));
    expect(await refusal(read({ tries: 1 }))).toBeInstanceOf(expected);
  });

  test('a failure in the envelope is one although it has data', async () => {
    server.on(readRoute, enveloped([event], { responseCode: undefined, success: false }));
    expect(await refusal(read())).toBeInstanceOf(HecFailureError);
  });
});

describe('numbers that JSON does not have', () => {
  const answer = (fields: string, code = '200') =>
    raw(`{"responseEnvelope":{"responseCode":${code}},"responseData":[{"eventId":"${someEventId}",${fields}}]}`);

  test('NaN, Infinity and None cost only the fields that they stand in', async () => {
    server.on(
      readRoute,
      answer(
        '"type":"dlp","score":NaN,"senderAddress":None,"confidenceIndicator":-Infinity,"additionalData":[Infinity, 1]',
      ),
    );
    expect(await read()).toMatchObject({ type: 'dlp', sender: undefined, confidence: undefined });
  });

  test('texts that hold such words stay as they are', async () => {
    const description = 'NaN, None, \\"NaN\\" and -Infinity: {\\\\';
    server.on(readRoute, answer(`"score":NaN,"description":"${description}","NaN":1`));
    expect(await read()).toMatchObject({ description: 'NaN, None, "NaN" and -Infinity: {\\' });
  });

  test.each(['NaN', '{"a":[Infinity]}'])(
    'an action is not offered with a parameter that can’t be sent back: %s',
    async (parameter) => {
      const offers = `[{"actionName":"dismiss","actionParameter":{}},{"actionName":"notify","actionParameter":${parameter}}]`;
      server.on(readRoute, answer(`"availableEventActions":${offers}`));
      expect(await read()).toMatchObject({ availableActions: [{ name: 'dismiss' }] });
    },
  );

  test('an envelope whose code is no number is no success', async () => {
    server.on(readRoute, answer('"type":"dlp"', 'NaN'));
    expect(await refusal(read())).toBeInstanceOf(HecUnreadableError);
  });

  test.each(['nan', 'undefined', '1NaN', 'NaNa', '--Infinity', '+Infinity', "'x'", '"open'])(
    'anything else that is not JSON stays unreadable: %s',
    async (value) => {
      server.on(readRoute, answer(`"type":NaN,"x":${value}`));
      expect(await refusal(read())).toBeInstanceOf(HecUnreadableError);
    },
  );

  test('such an answer loses keys named __proto__ like any other', async () => {
    server.on(readRoute, answer('"score":NaN,"additionalData":{"a":1,"__proto__":{"polluted":true}}'));
    expect(JSON.stringify((await read()).additional)).toBe('{"a":1}');
  });
});

describe('compressed answers', () => {
  const body = JSON.stringify({ responseEnvelope: { responseCode: 200 }, responseData: [event] });
  const packed =
    (bytes: Buffer, coding: string): Reply =>
    (response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(bytes);
    };

  test.each([
    ['gzip', 'gzip', gzipSync(body)],
    ['gzip in capitals', 'GZIP', gzipSync(body)],
    ['deflate', 'deflate', deflateSync(body)],
    ['deflate without its header', 'deflate', deflateRawSync(body)],
    ['no coding, named', 'identity', Buffer.from(body)],
    ['a mark of its byte order', 'identity', Buffer.from(`\ufeff${body}`)],
  ])('an answer in %s is read although nobody asked for it', async (_name, coding, bytes) => {
    server.on(readRoute, packed(bytes, coding));
    expect(await read()).toMatchObject({ type: 'dlp' });
    expect(server.seen.at(-1)?.headers['accept-encoding']).toBeUndefined();
  });

  test.each([
    ['unpacks to more than the app reads', 'gzip', gzipSync('x'.repeat(50_000_000))],
    ['is not what it says', 'gzip', Buffer.from(body)],
    ['is cut off', 'gzip', gzipSync(body).subarray(0, 60)],
    ['is in a coding that nobody knows', 'zstd-ish', Buffer.from(body)],
  ])('an answer that %s is refused, not asked for again, and told in the log', async (_name, coding, bytes) => {
    server.on(readRoute, packed(bytes, coding));
    const { client, log } = startClient(server.gateway);
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecUnreadableError);
    expect(server.count(readRoute)).toBe(1);
    expect(log).toContainEqual(expect.objectContaining({ failure: 'HecUnreadableError' }));
  });
});
