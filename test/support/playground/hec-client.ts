// Starts a local HEC with a clock that only moves when told to, and calls it as a client would.

import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type HecSimulatorOptions, startHecSimulator } from '../../../playground/hec/server.ts';

export const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
export const documented = '7ded0371a3e1475c9a877e452f23a049';
export const start = new Date('2026-11-23T12:00:00.000Z');

const envelope = z.object({
  responseEnvelope: z.looseObject({
    responseCode: z.number(),
    recordsNumber: z.number(),
    scrollId: z.string().nullable(),
  }),
  responseData: z.unknown(),
});
const signedIn = z.object({ data: z.object({ token: z.string() }) });

export async function startHec(options: HecSimulatorOptions = {}) {
  let milliseconds = start.getTime();
  const hec = await startHecSimulator({ now: () => new Date(milliseconds), ...options });
  onTestFinished(() => hec.close());

  const signIn = (clientId = hec.clientId, accessKey = hec.accessKey) =>
    fetch(`${hec.url}/auth/external`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, accessKey }),
    });
  const token = signedIn.parse(await (await signIn()).json()).data.token;
  hec.requests.length = 0;

  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${hec.url}/app/hec-api/v1.0${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${token}`,
        'x-av-req-id': 'd290f1ee-6c54-4b01-90e6-d701748f0851',
        ...init.headers,
      },
    });
  const post = (path: string, requestData: unknown) =>
    call(path, { method: 'POST', body: JSON.stringify({ requestData }) });
  const act = (eventActionName: string, eventIds = [phishing], parameter?: unknown) =>
    post('/action/event', {
      eventIds,
      eventActionName,
      ...(parameter === undefined ? {} : { eventActionParam: JSON.stringify(parameter) }),
    });

  return {
    hec,
    token,
    signIn,
    call,
    post,
    act,
    tick: (seconds: number) => {
      milliseconds += seconds * 1000;
    },
  };
}

/** The data of a successful answer. */
export async function dataOf(answer: Response | Promise<Response>): Promise<unknown> {
  return (await envelopeOf(answer)).responseData;
}

export async function envelopeOf(answer: Response | Promise<Response>) {
  return envelope.parse(await (await answer).json());
}

const accepted = z.array(z.object({ taskId: z.string() })).min(1);

/** The task that an accepted action became. */
export async function taskIdOf(answer: Response | Promise<Response>): Promise<string> {
  return accepted.parse(await dataOf(answer))[0]?.taskId ?? '';
}
