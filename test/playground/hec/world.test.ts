// The initial world of the local HEC: varied enough that whatever reads it has met every oddity.

import { expect, test } from 'vitest';
import { simulatedEvents, type WireEvent } from '../../../playground/hec/server.ts';
import { World } from '../../../playground/hec/world.ts';
import { dataOf, phishing, start, startHec } from '../../support/playground/hec-client.ts';

test('every type, state and spelling of severity occurs in the initial world', () => {
  const events = [...new World(() => start).events.values()];
  const occurring = (field: string) => events.map((event) => event[field]);
  expect(occurring('type')).toEqual(
    expect.arrayContaining(
      'phishing suspicious_phishing malware dlp anomaly shadow_it malicious_url spam alert malicious_url_click graymail'
        .split(' ')
        .concat('Suspicious malware', 'qr_code_lure'),
    ),
  );
  expect(occurring('state')).toEqual(
    expect.arrayContaining('new detected pending remediated dismissed exception under_review'.split(' ')),
  );
  expect(occurring('severity')).toEqual(
    expect.arrayContaining('1 2 3 4 5 Low Medium High Highest lowest medium high critical Catastrophic'.split(' ')),
  );
});

test('the registry lists every event once, each with its own title', async () => {
  const { hec, call } = await startHec();
  expect(simulatedEvents.map(({ id }) => id).toSorted()).toEqual([...hec.world.events.keys()].toSorted());
  expect(new Set(simulatedEvents.map(({ title }) => title)).size).toBe(simulatedEvents.length);
  for (const { id } of simulatedEvents) {
    const data = await dataOf(call(`/event/${id}`));
    expect(Array.isArray(data) ? data[0] : data).toEqual(hec.world.events.get(id));
  }
});

test.each([
  ['more than 30 available actions', ({ availableEventActions: offers }) => (offers?.length ?? 0) > 30],
  ['no actions on offer', ({ availableEventActions: offers }) => offers === null],
  ['no history at all', (event) => !('actions' in event)],
  ['a misspelt customer', (event) => 'cusomerId' in event && !('customerId' in event)],
  ['additional data as text', ({ additionalData }) => typeof additionalData === 'string'],
  [
    'additional data as an object',
    ({ additionalData }) => typeof additionalData === 'object' && additionalData !== null,
  ],
  ['more than 100 kB of text', ({ description }) => (description?.length ?? 0) > 100_000],
  [
    'a parameter of over 2,000 characters',
    (event) => hasAction(event, (action) => JSON.stringify(action).length > 2_100),
  ],
  [
    'an action that asks for an address',
    (event) => hasAction(event, (action) => JSON.stringify(action).includes('{"adminEmail":""}')),
  ],
  ['a raw embedded entity in the description', ({ description }) => description?.includes('embedded-entity') === true],
  ['nested tooltip fields', ({ data }) => /"tooltip_fields":\[\{.*\[\{/.test(data ?? '')],
  ['a sender named <Unknown>', ({ description }) => description?.includes('<Unknown>') === true],
  ['emoji in the data only', ({ data, description }) => /💸/.test(data ?? '') && !/💸/.test(description ?? '')],
  ['a mention in the text', ({ description }) => description?.includes('<!channel>') === true],
  ['a direction override', ({ description }) => description?.includes('\u202E') === true],
  ['an event id that is also the entity id', ({ eventId, entityId }) => eventId === entityId],
] satisfies [string, (event: WireEvent) => boolean][])('some event has %s', (_oddity, has) => {
  expect([...new World(() => start).events.values()].some(has)).toBe(true);
});

test('one email has three events', () => {
  const { events, entities } = new World(() => start);
  const about = (entityId: string) => [...events.values()].filter((event) => event.entityId === entityId);
  expect([...entities.keys()].map((entityId) => about(entityId).length)).toContain(3);
});

test('portal links carry the entity’s id in their route', () => {
  const { entityId, entityLink } = new World(() => start).events.get(phishing) ?? {};
  const route = new URL(entityLink ?? '').searchParams.get('route') ?? '';
  expect(Buffer.from(route, 'base64').toString()).toBe(`profile/office365_emails_email/${entityId}`);
});

test('no event is dated in the future, and some are only minutes old', () => {
  const ages = [...new World(() => start).events.values()]
    .map(({ eventCreated }) => start.getTime() - Date.parse(eventCreated ?? ''))
    .filter((age) => !Number.isNaN(age));
  expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...ages)).toBeLessThan(15 * 60_000);
});

function hasAction({ availableEventActions }: WireEvent, accepts: (action: unknown) => boolean): boolean {
  return availableEventActions?.some(accepts) === true;
}
