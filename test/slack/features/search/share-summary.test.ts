/** "Share a summary" below a list: what everybody then reads, where, and who may. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { channels, people } from '../../../../playground/slack/server.ts';
import { audit } from '../../../../src/store/schema.ts';
import { filledIn, modalSaying } from '../../../support/modals.ts';
import { textOf } from '../../../support/read.ts';
import { inFront, listOf, press, searcher as user } from '../../../support/search-list.ts';
import { type Started, start as startApp, testTimeouts } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const here = channels.security;
const timeouts = { search: { ...testTimeouts.search, fullMs: 20_000, firstMs: 20_000, changeMs: 20_000 } };
const start = (options: Parameters<typeof startApp>[0] = {}) => startApp({ env, timeouts, ...options });
const everything = 'type:phishing last:30d';

const posted = ({ slack }: Started, channel: string = here) =>
  slack.messages(channel).filter((message) => message.user === slack.app.botUserId);
const recorded = async ({ store }: Started) => (await store.db.select().from(audit)).map(({ kind }) => kind);

/** The form below a list, open. */
async function openForm(started: Started, text = everything) {
  await listOf(started, text);
  await press(started, 'Share a summary');
  return inFront(started).view;
}

async function submit(started: Started, values: { conversation?: string | null; note?: string } = {}) {
  await started.slack.submitView({ user, values });
  await started.quiet();
  return inFront(started).text;
}

const table = z.object({ type: z.literal('data_table'), rows: z.array(z.array(z.object({ text: z.string() }))) });
const tablesIn = (blocks: readonly unknown[] = []) => blocks.flatMap((block) => table.safeParse(block).data ?? []);

test('a summary has how many events were found by severity and state, of what, by whom, when, and the five worst', async () => {
  const started = await start();
  const view = await openForm(started);
  expect(filledIn(view)).toEqual({ conversation: here, note: '' });
  expect(await submit(started, { note: 'Look at these' })).toContain(`Done: the summary is in <#${here}>`);
  const [message, ...others] = posted(started);
  expect(others).toEqual([]);
  const text = textOf(message?.blocks ?? []);
  expect(text).toMatch(
    /^<@U\w+> wrote:\n> Look at these\n\*23 events\* · Phishing, in the last 30 days\n🔴 Critical: \d+ · 🟠 High: \d+/,
  );
  expect(text).toMatch(/\n(?=.*New: \d+).+\n/);
  expect(text).toMatch(new RegExp(`Searched by <@${user}> · as of <!date.* · complete`));
  const counts = [...(text.match(/^🔴.*$/m)?.[0] ?? '').matchAll(/: (\d+)/g)].map(([, count]) => Number(count));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(23);
  const [worst] = tablesIn(message?.blocks);
  expect(worst?.rows).toHaveLength(6);
  expect(worst?.rows[1]?.[0]?.text).toBe('🔴 Critical');
  // A phone shows the first two whole.
  expect(worst?.rows[0]?.map((cell) => cell.text)).toEqual(['Severity', 'State', 'Event']);
  const states = ['New', 'Detected', 'Pending', 'Remediated', 'Dismissed', 'Exception'];
  for (const row of worst?.rows.slice(1) ?? []) expect(states).toContain(row[1]?.text);
  const shares = (await started.store.db.select().from(audit)).filter(({ kind }) => kind === 'share');
  expect(shares).toMatchObject([{ userId: user, channelId: here, query: everything, found: 23, eventId: null }]);
});

test('a summary has to be shared somewhere, and every step of it is titled as such', async () => {
  const started = await start();
  const { content } = await openForm(started);
  const titled = { title: { text: 'Share a summary' } };
  await expect(submit(started, { conversation: null })).rejects.toThrow('"conversation" must be filled in');
  expect(content).toMatchObject(titled);
  const waiting = await started.slack.submitView({ user, values: { conversation: here } });
  expect(JSON.stringify(waiting)).toContain('Share a summary');
  await started.quiet();
  expect(inFront(started).view.content).toMatchObject(titled);
  expect(inFront(started).text).toContain('Done');
});

test('where Slack takes no table, the worst are plain rows, and the summary is there once', async () => {
  const started = await start();
  await openForm(started);
  started.slack.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks', times: 1 });
  await submit(started);
  const [message, ...others] = posted(started);
  expect(others).toEqual([]);
  expect(tablesIn(message?.blocks)).toEqual([]);
  const rows = textOf(message?.blocks ?? []).match(/^(?:🔴|🟠) \*/gm);
  expect(rows).toHaveLength(5);
});

test('a search in a thread is shared in the thread, and elsewhere if somewhere else is chosen', async () => {
  const started = await start();
  const report = await started.slack.post({ user: people.otherMember, channel: here, text: 'Seen this?' });
  await started.slack.post({ user, channel: here, text: `@hec search ${everything}`, threadTs: report.ts });
  await started.quiet();
  const [ephemeral] = started.slack.ephemerals(here, user);
  if (ephemeral === undefined) throw new Error('nothing was answered');
  for (const conversation of [here, channels.privateWithApp]) {
    await started.slack.click({ user, ephemeral, actionId: 'search:share' });
    await modalSaying(started.slack, user, 'Conversation');
    await submit(started, { conversation });
  }
  expect(posted(started).map(({ threadTs }) => threadTs)).toEqual([report.ts]);
  expect(posted(started, channels.privateWithApp).map(({ threadTs }) => threadTs)).toEqual([undefined]);
});

test.each(['table', 'rows'])('nothing that a hostile email says is live in a summary (%s)', async (form) => {
  const started = await start();
  const description = '<!channel> <@U1> https://evil.example/x *bold*\u202e\u200b <https://evil.example|here>';
  started.hec.world.addEvent({ type: 'phishing', severity: 'critical', entityId: null, description });
  await openForm(started);
  if (form === 'rows') {
    started.slack.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks', times: 1 });
  }
  await submit(started);
  const text = JSON.stringify(posted(started).map(({ blocks, text: fallback }) => [blocks, fallback]));
  expect(text).toContain('evil[.]example');
  expect(text).not.toMatch(/<!channel>|<@U1>|https?:\/\/evil|<https|\u202e|\u200b/);
});

test('of emails only those that an event is about are in a summary', async () => {
  const started = await start();
  const subject = 'Nobody but me may know';
  const { entityPayload } = started.hec.world.addEntity();
  Object.assign(entityPayload, { subject });
  await openForm(started, `in:emails subject:"${subject}"`);
  expect(await submit(started)).toContain('no event was found, and only events are shared');
  expect(posted(started)).toEqual([]);
  expect(await recorded(started)).not.toContain('share');
});

test('a summary of a search that HEC failed in says that it is not complete', async () => {
  const started = await start();
  await listOf(started, everything);
  started.hec.faults.set({ kind: 'status', status: 503, path: '/event/query' });
  await openForm(started, 'type:phishing last:29d');
  await submit(started);
  const text = textOf(posted(started)[0]?.blocks ?? []);
  expect(text).toMatch(/^\*\d+ events so far\* · /);
  expect(text).toContain('not complete: this is what the app had seen until');
});

test('a summary says how many of its events may not match, because HEC says nothing of their emails', async () => {
  const started = await start();
  started.hec.faults.set({ kind: 'status', status: 422, path: '/search/' });
  started.hec.world.addEvent({ type: 'alert', description: 'Reported', senderAddress: null });
  await openForm(started, 'from:evil-one.example "Reported" last:1h');
  await submit(started);
  const text = textOf(posted(started)[0]?.blocks ?? []);
  expect(text).toMatch(/^\*\d+ events?\* · From evil-one/);
  expect(text).toMatch(/ · complete · \d+ of them may not match: HEC doesn’t tell enough of /);
});

describe('who may share a summary, and where', () => {
  test.each([
    ['is shared with others', channels.sharedPartner, 'shared with another organisation'],
    ['lacks the app', channels.general, '/invite'],
  ])('not in a channel that %s: the form comes back with the reason', async (_, conversation, why) => {
    const started = await start();
    await listOf(started, everything);
    started.slack.workspace.join(conversation, user);
    started.slack.faults.add({ method: 'users.conversations', kind: 'http_error', status: 500 });
    await press(started, 'Share a summary');
    expect(await submit(started, { conversation, note: 'Kept' })).toContain(why);
    expect(filledIn(inFront(started).view)).toMatchObject({ note: 'Kept' });
    expect(posted(started, conversation)).toEqual([]);
    expect(await recorded(started)).toEqual(['search', 'refusal']);
  });

  test('who became a guest while the form was open shares nothing', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    await openForm(started);
    started.slack.workspace.changePerson(user, { kind: 'multi_channel_guest' });
    time += 61_000;
    expect(await submit(started)).toMatch(/Guests/);
    expect(posted(started)).toEqual([]);
    expect(await recorded(started)).toEqual(['search', 'refusal']);
  });
});
