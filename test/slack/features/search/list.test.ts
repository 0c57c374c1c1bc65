/** The list that a search by command shows in a modal: what it says, its pages, and what it says if it finds nothing. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { audit } from '../../../../src/store/schema.ts';
import { filledIn, modalSaying } from '../../../support/modals.ts';
import { shownAnywhere } from '../../../support/read.ts';
import { searchers as env, inFront, listOf, press, search, searcher } from '../../../support/search-list.ts';
import { type Started, start, testTimeouts, untilCleared } from '../../../support/start.ts';

const everything = 'type:phishing last:30d';

async function searchesIn({ store }: Started) {
  return (await store.db.select().from(audit)).filter(({ kind }) => kind === 'search');
}

describe('/hec-event search', () => {
  test('a search by command is listed for the person alone, ten a page, with what was understood, and recorded', async () => {
    const started = await start({ env });
    const { text, opens, labels } = await listOf(started, everything);
    expect(text).toMatch(/^\*23 events\* · Phishing, in the last 30 days\n/);
    expect(text).toContain('1 to 10 of 23');
    expect(opens).toHaveLength(10);
    expect(labels).toEqual(['Next']);
    expect(shownAnywhere(started.slack)).toEqual([]);
    expect(await searchesIn(started)).toMatchObject([
      { userId: searcher, channelId: channels.security, query: 'type:phishing last:30d', found: 23 },
    ]);
  });

  test('the pages of a list are turned in the same modal, and have each event once', async () => {
    const started = await start({ env });
    const first = await listOf(started, everything);
    const pages = [first.opens];
    await press(started, 'Next');
    pages.push(inFront(started).opens);
    expect(inFront(started).labels).toEqual(['Previous', 'Next']);
    await press(started, 'Next');
    pages.push(inFront(started).opens);
    expect(inFront(started).labels).toEqual(['Previous']);
    expect(inFront(started).text).toContain('21 to 23 of 23');
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(new Set(pages.flat()).size).toBe(23);
    await press(started, 'Previous');
    expect(inFront(started).opens).toEqual(pages[1]);
    expect(started.slack.views(searcher).map(({ id }) => id)).toEqual([first.view.id]);
    expect(await searchesIn(started)).toHaveLength(1);
  });

  test('no two buttons of a list are read aloud alike, and none is alike by its id', async () => {
    const started = await start({ env });
    const { buttons } = await listOf(started, everything);
    const spoken = buttons.map((button) => ('accessibility_label' in button ? button.accessibility_label : button));
    expect(new Set(spoken).size).toBe(buttons.length);
    expect(new Set(buttons.map(({ action_id: id }) => id)).size).toBe(buttons.length);
  });

  test('a person who may look events up but not search is refused, and HEC is not asked', async () => {
    const started = await start({ env });
    await search(started, everything, people.member);
    await modalSaying(started.slack, people.member, 'may search for events and emails, and you aren’t on it');
    expect(started.hec.requests).toEqual([]);
    expect(await searchesIn(started)).toEqual([]);
  });

  test('who may search is asked again at each page: a guest from now on sees no more of it', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    await listOf(started, everything);
    started.slack.workspace.changePerson(searcher, { kind: 'multi_channel_guest' });
    time += 61_000;
    await press(started, 'Next');
    expect(inFront(started).text).toMatch(/^Guests/);
    expect(inFront(started).opens).toEqual([]);
  });

  test.each(['7ded0371a5c8d2f1e6b4a3c2d1e0f9a8', `message-id:<${'a'.repeat(20)}@example.com>`, 'audit private help'])(
    'what follows "search" is searched for, whatever else it could mean (%j)',
    async (words) => {
      const started = await start({ env });
      await search(started, words);
      await started.quiet();
      expect(await searchesIn(started)).toHaveLength(1);
      expect(started.hec.requests.filter(({ path }) => path.includes('/event/7ded'))).toEqual([]);
      expect(shownAnywhere(started.slack)).toEqual([]);
    },
  );

  test('what can’t be read as a search is told in sentences, with what was typed, and nothing is searched for', async () => {
    const started = await start({ env });
    const { text } = await listOf(started, 'severty:high last:5m');
    expect(text).toContain('Did you mean severity:?');
    expect(text).toContain('could be minutes or months');
    expect(Object.values(filledIn(inFront(started).view))).toContain('severty:high last:5m');
    expect(started.hec.requests).toEqual([]);
    expect(await searchesIn(started)).toEqual([]);
  });

  test('a search that finds nothing says what was searched, and one press searches wider', async () => {
    const started = await start({ env });
    const { text, labels } = await listOf(started, 'severity:lowest type:phishing last:1h');
    expect(text).toMatch(/^\*No events\* · Lowest, phishing, in the last hour\n/);
    expect(labels).toEqual(['In the last 7 days', 'Any severity', 'Any type']);
    await press(started, 'Any severity');
    expect(inFront(started).text).toMatch(/^\*\d+ events?\* · Phishing, in the last hour\n/);
    expect(inFront(started).opens.length).toBeGreaterThan(0);
  });

  test('an event is not listed as from a sender when its email, read for its row, names another', async () => {
    const started = await start({ env });
    const { world } = started.hec;
    // More than one search reads beforehand.
    for (let count = 0; count < 30; count += 1) {
      const { entityInfo, entityPayload } = world.addEntity();
      Object.assign(entityPayload, { fromEmail: 'boss@good.example', fromDomain: 'good.example' });
      world.addEvent({ entityId: entityInfo.entityId, type: 'alert', description: 'Reported', senderAddress: null });
    }
    const { text } = await listOf(started, 'from:evil-one.example "Reported" last:1h');
    const rows = text.split('Open\n').filter((row) => row.includes('boss@good.example'));
    expect(rows.length).toBeGreaterThan(5);
    expect(text.match(/_Doesn’t match_/g)).toHaveLength(rows.length);
    expect(text).toMatch(/ of them may not match: HEC doesn’t tell enough of /);
  });

  test('the words of a search are shown without anything live in them', async () => {
    const started = await start({ env });
    const { text } = await listOf(started, '"<!channel> https://evil.example *bold*"');
    expect(text).not.toMatch(/<!channel>|https:\/\/evil\.example/);
    expect(text).toContain('evil[.]example');
  });
});

describe('a search while it is under way', () => {
  const slowly = { path: '/event/query', ...untilCleared };

  test('a page that somebody turned to stays, though the search goes on', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    await search(started, everything);
    // The oldest events are waited for.
    await modalSaying(slack, searcher, 'Next');
    hec.faults.set(slowly);
    const { view } = inFront(started);
    await slack.click({ user: searcher, view, actionId: 'search:next' });
    await modalSaying(slack, searcher, '11 to');
    hec.faults.clear();
    await started.quiet();
    expect(inFront(started).text).toContain('11 to 20 of 23');
    expect(inFront(started).text).toMatch(/^\*23 events\*/);
  });

  test('a search is stopped when its list is closed: HEC is asked no more', async () => {
    // Only closing it can end it.
    const started = await start({ env, timeouts: { search: { ...testTimeouts.search, wholeMs: 600_000 } } });
    const { slack, hec } = started;
    hec.faults.set(slowly);
    await search(started, everything);
    await modalSaying(slack, searcher, 'Still searching');
    expect(await slack.closeView({ user: searcher })).toMatchObject({ outcome: 'acknowledged' });
    await started.app.idle();
    const asked = hec.requests.length;
    hec.faults.clear();
    await started.quiet();
    expect(hec.requests).toHaveLength(asked);
    expect(await searchesIn(started)).toMatchObject([{ found: 0 }]);
  });

  test('a new search by the same person stops the one before', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.faults.set(slowly);
    await search(started, everything);
    const before = await modalSaying(slack, searcher, 'Still searching');
    await search(started, 'severity:high+');
    await modalSaying(slack, searcher, 'High or worse');
    hec.faults.clear();
    await started.quiet();
    expect(slack.views(searcher).some(({ id }) => id === before.id)).toBe(false);
    expect(inFront(started).text).toMatch(/^\*\d+ events\* · High or worse/);
    expect((await searchesIn(started)).map(({ found }) => found)).toContain(0);
  });
});

describe('a search while HEC fails', () => {
  test.each([
    ['is down', { kind: 'status', status: 503 }, 'HEC reported an internal error'],
    ['limits requests', { kind: 'status', status: 429, retryAfter: '600' }, 'too many requests'],
    ['refuses the query', { kind: 'status', status: 422 }, 'HEC rejected this app’s request'],
    ['breaks its answer off', { kind: 'cut' }, 'can’t reach HEC'],
  ] as const)(
    'when HEC %s, the list says so and offers to try again with the same filters',
    async (_, fault, sentence) => {
      const started = await start({ env });
      started.hec.faults.set({ ...fault, path: '/event/query' });
      const { text, labels } = await listOf(started, everything);
      expect(text).toMatch(/^\*Search incomplete\* · Phishing, in the last 30 days\n/);
      expect(text).toContain(sentence);
      expect(labels).toEqual(['Try again']);
      started.hec.faults.clear();
      await press(started, 'Try again');
      expect(inFront(started).text).toMatch(/^\*23 events\* · Phishing, in the last 30 days\n/);
    },
  );

  test('while HEC is down, what the app has seen answers, and the list says until when', async () => {
    const started = await start({ env });
    await listOf(started, everything);
    await started.slack.closeView({ user: searcher });
    started.hec.faults.set({ kind: 'reset' });
    const { text, opens, labels } = await listOf(started, 'severity:high+ type:phishing last:30d');
    expect(text).toMatch(/^\*\d+ events so far\* · High or worse, phishing/);
    expect(text).toMatch(/⚠️ .*This is what the app had seen until <!date\^\d+/);
    expect(opens.length).toBeGreaterThan(3);
    expect(labels).toContain('Try again');
  });

  test('emails that HEC listed before it failed are not said to be from what the app had seen', async () => {
    const started = await start({ env });
    await listOf(started, everything);
    await started.slack.closeView({ user: searcher });
    started.hec.faults.set({ kind: 'status', status: 403, path: '/event/query' });
    const { text } = await listOf(started, 'in:emails last:30d');
    expect(text).toMatch(/^\*\d+ emails so far\* · /);
    expect(text).toMatch(/⚠️ .*This was found before\./);
  });

  test('what was found before HEC failed is shown as such', async () => {
    const started = await start({ env });
    const { hec, slack } = started;
    await search(started, everything);
    await modalSaying(slack, searcher, 'Still searching');
    hec.faults.set({ kind: 'status', status: 503, path: '/event/query' });
    await started.quiet();
    const { text, labels } = inFront(started);
    expect(text).toMatch(/^\*\d+ events so far\* · Phishing/);
    expect(text).toMatch(/⚠️ .*(?:This was found before|This is what the app had seen until)/);
    expect(labels).toContain('Try again');
  });
});
