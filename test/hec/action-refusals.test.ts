/** Which answers prove that HEC refused an action, and which refusals are about the scope: what HEC may have taken is never sent again. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HecFailureError, HecRequestRefusedError, HecScopeError, provesNotTaken } from '../../src/hec/errors.ts';
import { dismissEvent } from '../support/hec/acting.ts';
import {
  type HecServer,
  json,
  type Reply,
  refusal,
  someEntityId,
  someEventId,
  startClient,
  startHecServer,
} from '../support/hec/hec-server.ts';

const target = { eventId: someEventId, entityId: someEntityId };
const scope = 'mt-prod-3:harbour';

let server: HecServer;
beforeEach(async () => {
  server = await startHecServer();
});
afterEach(() => server.close());

async function act(reply: Reply, options: { scope?: string } = {}) {
  server.on('POST /action/event', reply);
  server.on(`POST /action/event?scope=${encodeURIComponent(scope)}`, reply);
  const error = await refusal(dismissEvent(startClient(server.gateway, options).client, target));
  return { error, times: server.seen.filter(({ route }) => route.startsWith('POST /action/event')).length };
}

const answer = (envelope: object, code = 200, responseData: unknown = null) =>
  json({ responseEnvelope: envelope, responseData }, code);

describe('an action that HEC may have taken is not sent again', () => {
  const withTask = [{ eventId: someEventId, taskId: '1795500000000042' }];

  test.each([
    ['422', answer({ responseCode: 422 }, 422, withTask)],
    ['422 in its envelope', answer({ responseCode: 422 }, 200, withTask)],
    ['401 in its envelope', answer({ responseCode: 401 }, 200, withTask)],
    ['429 and a task whose id is a number', answer({ responseCode: 429 }, 429, { taskId: 1795500000000042 })],
  ])('an answer with a task leaves doubt, though it says %s', async (_name, reply) => {
    const { error, times } = await act(reply);
    expect(error).toBeInstanceOf(HecFailureError);
    expect(provesNotTaken(error)).toBe(false);
    expect(times).toBe(1);
  });

  test.each([
    { errorCode: 'worker_reply_missing' },
    { errorCode: 'task_token_lost' },
    { errorCode: 'task_not_found' },
    { errorCode: 'partially_invalid' },
    { errorMessage: 'mailbox not found while moving 2 of 3' },
  ])('an answer that fails only in the words %j leaves doubt', async (words) => {
    const { error, times } = await act(answer({ success: false, ...words }));
    expect(error).toBeInstanceOf(HecFailureError);
    expect(provesNotTaken(error)).toBe(false);
    expect(times).toBe(1);
  });

  test.each([
    { errorCode: 'bad_request' },
    { errorCode: 'VALIDATION_ERROR' },
    { errorCode: 'invalid_parameter' },
    { errorCode: '422' },
  ])('an answer with the code %j as a whole is a refusal of the form', async (words) => {
    const { error, times } = await act(answer({ success: false, ...words }));
    expect(error).toBeInstanceOf(HecRequestRefusedError);
    expect(times).toBe(3);
  });

  test('a refusal without a task is one, though it has a field for it', async () => {
    const { error, times } = await act(answer({ responseCode: 422 }, 422, [{ eventId: someEventId, taskId: null }]));
    expect(provesNotTaken(error)).toBe(true);
    expect(times).toBe(3);
  });
});

describe('a refusal of the scope', () => {
  test.each([
    [400, { errorCode: 'invalid_scope' }],
    [200, { errorCode: 'scope_not_found' }],
    [400, { errorCode: 'MULTI_SCOPE_CLIENT' }],
    [422, { errorCode: 'scopeRequired' }],
  ])('HTTP %i with %j ends the action at once, and names the scope that was sent', async (code, words) => {
    const { error, times } = await act(answer({ success: false, ...words }, code), { scope });
    expect(error).toBeInstanceOf(HecScopeError);
    expect(error).toMatchObject({ sentence: expect.stringContaining(scope) });
    expect(times).toBe(1);
  });

  test.each([
    { path: `/app/hec-api/v1.0/action/event?scope=${encodeURIComponent(scope)}`, error: 'Bad Request' },
    { detail: `cannot read ${JSON.stringify({ requestData: { eventIds: [], scope } })}` },
    { detail: `cannot read {'eventIds': [], 'scope': '${scope}'}` },
    { detail: 'a microscope' },
  ])('a refusal that only repeats the request is none of the scope: %j', async (body) => {
    const { error, times } = await act(json(body, 422), { scope });
    expect(error).toBeInstanceOf(HecRequestRefusedError);
    expect(times).toBe(3);
  });

  test('a key that may not act is not told as a refused scope', async () => {
    const { error } = await act(json({ error: 'insufficient_scope' }, 403), { scope });
    expect(error).toMatchObject({ code: 'hec_forbidden' });
  });
});
