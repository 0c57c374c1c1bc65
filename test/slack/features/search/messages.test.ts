/** Searching by a message to the app: a mention is answered for the asker alone, a direct message where it was written. */
import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { filledIn, modalSaying } from '../../../support/modals.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { type Started, start, untilCleared } from '../../../support/start.ts';

const channel = channels.security;
const user = people.responder;
const env = { HEC_RESPONDERS: people.responder };
const listOfPhishing = /^\*23 events\* · Phishing, in the last 30 days\n/;
/** However busy the machine is, a message waits for the end of its search. */
const timeouts = { search: { fullMs: 20_000, firstMs: 20_000, changeMs: 20_000, wholeMs: 60_000 } };
const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';

async function mention(started: Started, text: string, by: string = user) {
  const report = await started.slack.post({ user: people.otherMember, channel, text: 'Has anybody seen this?' });
  const message = await started.slack.post({ user: by, channel, text, threadTs: report.ts });
  await started.quiet();
  return { report, message };
}

const toldTo = ({ slack }: Started, by: string = user) => slack.ephemerals(channel, by);

const shownToOthers = ({ slack }: Started) => [
  ...slack.messages(channel).filter((message) => message.user === slack.app.botUserId),
  ...slack.ephemerals(channel, people.otherMember),
];

describe('a mention that asks for a search', () => {
  test.each(['@hec search type:phishing last:30d', 'Bo, could you? @hec, search type:phishing last:30d'])(
    '%j is answered in its thread, for the asker alone',
    async (text) => {
      const started = await start({ env, timeouts });
      const { report } = await mention(started, text);
      const [answer, ...others] = toldTo(started);
      expect(others).toEqual([]);
      expect(answer?.threadTs).toBe(report.ts);
      expect(textOf(answer?.blocks ?? [])).toMatch(listOfPhishing);
      expect(shownToOthers(started)).toEqual([]);
    },
  );

  test('it is answered though HEC tells nothing of single emails yet', async () => {
    const started = await start({ env, timeouts: { ...timeouts, noticeAfterMs: 3_000 } });
    started.hec.faults.set({ path: '/search/entity/', ...untilCleared });
    await started.slack.post({ user, channel, text: '@hec search type:phishing last:30d' });
    await expect
      .poll(() => toldTo(started).map(({ blocks }) => textOf(blocks)))
      .toContainEqual(expect.stringMatching(listOfPhishing));
    started.hec.faults.clear();
    await started.quiet();
  });

  test('its pages are turned in place', async () => {
    const started = await start({ env, timeouts });
    await mention(started, '@hec search type:phishing last:30d');
    const [ephemeral] = toldTo(started);
    if (ephemeral === undefined) throw new Error('nothing was answered');
    await started.slack.click({ user, ephemeral, actionId: 'search:next' });
    await started.quiet();
    expect(toldTo(started).map(({ blocks }) => textOf(blocks))).toEqual([expect.stringContaining('11 to 20 of 23')]);
  });

  test('an id among its words is searched for, not shown to everyone', async () => {
    const started = await start({ env, timeouts });
    await mention(started, `@hec search ${phishing}`);
    expect(textOf(toldTo(started)[0]?.blocks ?? [])).toContain(`With “${phishing}”, in the last 7 days`);
    expect(shownToOthers(started)).toEqual([]);
  });

  test('words that can’t be read are told with a button that opens the form with them', async () => {
    const started = await start({ env, timeouts });
    await mention(started, '@hec search sverity:high & "a < b"');
    const [ephemeral] = toldTo(started);
    if (ephemeral === undefined) throw new Error('nothing was answered');
    expect(textOf(ephemeral.blocks)).toContain('Did you mean severity:?');
    await started.slack.click({ user, ephemeral, actionId: 'search:correct' });
    const form = await modalSaying(started.slack, user, 'Your search, as you typed it');
    expect(filledIn(form).more).toBe('sverity:high & "a < b"');
  });

  test('edited, it is searched anew only if its words have changed, and an edit that asks for nothing is not answered', async () => {
    const started = await start({ env, timeouts });
    const { message } = await mention(started, '@hec search type:phishing last:30d');
    const edit = async (text: string) => {
      await started.slack.editMessage({ user, channel, ts: message.ts, text });
      await started.quiet();
      return toldTo(started).length;
    };
    expect(await edit('please @hec search type:phishing last:30d')).toBe(1);
    expect(await edit('please @hec search type:malware last:30d')).toBe(2);
    expect(await edit('please @hec, we search for it')).toBe(2);
  });

  test('somebody who may not search is told so alone, and HEC is not asked', async () => {
    const started = await start({ env, timeouts });
    await mention(started, '@hec search type:phishing', people.member);
    expect(toldTo(started, people.member).map(({ text }) => text)).toEqual([
      expect.stringContaining('may search for events and emails, and you aren’t on it'),
    ]);
    expect(started.hec.requests).toEqual([]);
  });
});

describe('a direct message that asks for a search', () => {
  const dm = appDirectMessage(user);
  const answers = ({ slack }: Started) => slack.messages(dm).filter((message) => message.user === slack.app.botUserId);

  async function write(started: Started, text: string) {
    const message = await started.slack.post({ user, channel: dm, text });
    await started.quiet();
    return message;
  }

  test.each([`search type:phishing last:30d`, '@hec search type:phishing last:30d', 'Search  type:phishing last:30d'])(
    '%j is answered there, once',
    async (text) => {
      const started = await start({ env, timeouts });
      await write(started, text);
      expect(answers(started).map(({ blocks }) => textOf(blocks))).toEqual([expect.stringMatching(listOfPhishing)]);
    },
  );

  test('its pages are turned in place', async () => {
    const started = await start({ env, timeouts });
    await write(started, 'search type:phishing last:30d');
    const [message] = answers(started);
    if (message === undefined) throw new Error('nothing was answered');
    await started.slack.click({ user, message, actionId: 'search:next' });
    await started.quiet();
    expect(answers(started).map(({ blocks }) => textOf(blocks))).toEqual([expect.stringContaining('11 to 20 of 23')]);
  });

  test('an id behind “search” is searched for; “search” behind an id is not a search', async () => {
    const started = await start({ env, timeouts });
    await write(started, `search ${phishing}`);
    await write(started, `${phishing} was in a search`);
    const [list, card] = answers(started);
    expect(textOf(list?.blocks ?? [])).toContain(`With “${phishing}”`);
    expect(buttonsOf(card?.blocks ?? []).map(({ action_id: id }) => id)).toContain('event_details');
  });

  test('edited, it is searched anew with its new words', async () => {
    const started = await start({ env, timeouts });
    const { ts } = await write(started, 'search type:phishing last:30d');
    await started.slack.editMessage({ user, channel: dm, ts, text: 'search type:malware last:30d' });
    await started.quiet();
    expect(answers(started).map(({ blocks }) => textOf(blocks))).toEqual([
      expect.stringContaining('Phishing'),
      expect.stringContaining('Malware, in the last 30 days'),
    ]);
  });
});
