import { subHours } from 'date-fns';
import { expect, test } from 'vitest';
import type { HecSimulator } from '../../../playground/hec/server.ts';
import type { SearchPage } from '../../../src/services/search/search-page.ts';
import { finderFor, pagesOf, queryOf } from '../../support/hec-search.ts';
import { start, startHec } from '../../support/playground/hec-client.ts';

async function startEmptyHec() {
  const { hec } = await startHec();
  hec.world.events.clear();
  hec.world.entities.clear();
  return hec;
}

interface MailGiven {
  saas?: string;
  received?: number;
  recorded?: number;
  payload?: Record<string, unknown>;
}

/** @param received hours before now */
function addMail(
  hec: HecSimulator,
  { saas = 'office365_emails', received = 1, recorded = received, payload = {} }: MailGiven = {},
) {
  const before = (hours: number) => subHours(start, hours).toISOString();
  const entityInfo = { saas, saasEntityType: `${saas}_email`, entityCreated: before(recorded) };
  return hec.world.addEntity({ entityInfo, entityPayload: { received: before(received), ...payload } }).entityInfo
    .entityId;
}

const addEvent = (hec: HecSimulator, entityId: string, hours: number, fields = {}) =>
  hec.world.addEvent({ entityId, eventCreated: subHours(start, hours).toISOString(), ...fields }).eventId;
const foundBy = (pages: SearchPage[]) => pages.flatMap(({ rows }) => rows.map(({ found }) => found));
const search = (hec: HecSimulator, text: string) =>
  pagesOf(finderFor(hec, { now: () => start.getTime() }), queryOf(text, start), start);
const idsFor = async (hec: HecSimulator, text: string) => foundBy(await search(hec, text)).map(({ id }) => id);

test('emails of each service come by when they were received, though HEC recorded them hours later', async () => {
  const hec = await startEmptyHec();
  const late = addMail(hec, { received: 30, recorded: 20 });
  const early = addMail(hec, { received: 33, saas: 'google_mail' });
  addMail(hec, { received: 26, recorded: 26 });
  expect(await idsFor(hec, 'in:emails since:"2026-11-22 02:00" until:"2026-11-22 08:00"')).toEqual([late, early]);
});

test('an email comes with its newest event, also one that was made days later', async () => {
  const hec = await startEmptyHec();
  const [withEvents, without] = [addMail(hec, { received: 100 }), addMail(hec, { received: 101 })];
  addEvent(hec, withEvents, 99);
  const newest = addEvent(hec, withEvents, 3);
  const found = foundBy(await search(hec, 'in:emails'));
  expect(found).toMatchObject([
    { id: withEvents, event: { id: newest } },
    { id: without, event: undefined },
  ]);
});

test('filters about events go by an email’s newest event, and an email without one has none of it', async () => {
  const hec = await startEmptyHec();
  const [high, low, none] = [1, 2, 3].map((received) => addMail(hec, { received }));
  addEvent(hec, high ?? '', 0.9, { severity: '5' });
  addEvent(hec, low ?? '', 1.9, { severity: '5' });
  addEvent(hec, low ?? '', 0.5, { severity: '1' });
  expect(await idsFor(hec, 'severity:high+ in:emails')).toEqual([high]);
  expect(await idsFor(hec, '-severity:high+ in:emails')).toEqual([low, none]);
});

test.each(['exact', 'any'] as const)(
  'filters find emails in any letter case, if HEC compares %s',
  async (letterCase) => {
    const hec = await startEmptyHec();
    hec.world.queries.letterCase = letterCase;
    const payload = {
      fromEmail: 'Dispatch@Mail.Parcel-Point.example',
      fromDomain: 'Mail.Parcel-Point.example',
      recipients: ['Ware.House@Customer.example'],
      to: [],
      cc: ['Boss@Customer.example'],
      subject: 'DELIVERY Note',
      internetMessageId: '<A.1@x.example>',
      emailLinks: ['https://Evil.example/Track'],
      attachments: [{ name: 'a', MD5: '9e107d9d372bb6826bd81d3542a419d6' }],
      senderServerIp: '203.0.113.7',
    };
    const id = addMail(hec, { received: 100, payload });
    addMail(hec, { received: 2, payload: { senderServerIp: '203.0.113.8' } });
    for (const filter of [
      'from:parcel-point.example',
      'from:dispatch@mail.parcel-point.example',
      'to:ware.house@customer.example',
      'to:boss@customer.example',
      'subject:"delivery note"',
      'in:emails delivery',
      'url:evil.example',
      'message-id:A.1@x.example',
      'hash:9E107D9D372BB6826BD81D3542A419D6',
      'ip:203.0.113.7',
      '-ip:203.0.113.8',
    ]) {
      expect(await idsFor(hec, filter.startsWith('in:') ? filter : `in:emails ${filter}`), filter).toEqual([id]);
    }
  },
);

test.each(['matches nothing', 'is ignored', 'is refused'] as const)(
  'a clause that HEC doesn’t know hides nothing, if it %s',
  async (unknownClause) => {
    const hec = await startEmptyHec();
    Object.assign(hec.world.queries, { unknownClause });
    const id = addMail(hec, { payload: { recipients: ['a@x.example'], to: [] } });
    addMail(hec);
    expect(await idsFor(hec, 'to:a@x.example')).toEqual([id]);
  },
);

test('a service without a licence is left out quietly, and if all are, the search says what HEC said', async () => {
  const hec = await startEmptyHec();
  const id = addMail(hec);
  hec.world.queries.unlicensed = ['google_mail', 'email'];
  const [page] = await search(hec, 'in:emails');
  expect(page).toMatchObject({ total: 1, rows: [{ found: { id } }], progress: { kind: 'whole' } });
  const asked = hec.requests.filter(({ path }) => path.endsWith('/search/query')).length;
  expect(asked).toBeLessThan(30);
  hec.world.queries.unlicensed.push('office365_emails');
  for (const text of ['in:emails', 'message-id:a@x.example', 'ip:203.0.113.7']) {
    expect((await search(hec, text))[0]?.progress, text).toMatchObject({
      kind: 'failed',
      error: { code: 'hec_forbidden' },
    });
  }
});

test('a search of a service that keeps no emails asks for none', async () => {
  const hec = await startEmptyHec();
  addMail(hec);
  expect((await search(hec, 'in:emails saas:slack'))[0]).toMatchObject({ total: 0, progress: { kind: 'whole' } });
  expect(hec.requests.filter(({ path }) => path.endsWith('/search/query'))).toEqual([]);
});

test('a Message-ID finds its email in a few requests, however many there are', async () => {
  const hec = await startEmptyHec();
  for (let hours = 1; hours < 160; hours += 1) addMail(hec, { received: hours });
  const id = addMail(hec, { received: 120, payload: { internetMessageId: '<A.1@x.example>' } });
  expect(await idsFor(hec, 'message-id:<A.1@x.example>')).toEqual([id]);
  expect(hec.requests.filter(({ path }) => path.endsWith('/search/query')).length).toBeLessThanOrEqual(8);
});
