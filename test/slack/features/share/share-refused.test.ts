/** "Share…": what people are told if the event is not shared, and that their form keeps what they wrote. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../../playground/hec/server.ts';
import { channels } from '../../../../playground/slack/server.ts';
import { permalink } from '../../../../playground/slack/web-api/chat.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { filledIn, modalSaying } from '../../../support/modals.ts';
import { textOf } from '../../../support/read.ts';
import {
  form,
  listNothing,
  openForm,
  somebodyWrites,
  target,
  toldDone,
  typedIn,
  user,
} from '../../../support/share.ts';
import { start } from '../../../support/start.ts';

describe('mistakes in the form', () => {
  const link = `https://acme.slack.com/archives/${target}/p1763900000123456`;
  test.each([
    ['names neither a conversation nor a message', {}, { conversation: /Choose one/ }],
    ['holds text instead of a link', { link: 'the message above' }, { link: /isn’t a link to a Slack message/ }],
    [
      'holds a link to something else',
      { link: 'https://acme.slack.com/files/U1/F2' },
      { link: /isn’t a link to a Slack message/ },
    ],
    [
      'holds a look-alike of a link',
      { link: link.replace('slack.com', 'slack.com.evil.example') },
      { link: /isn’t a link to a Slack message/ },
    ],
    ['holds two links', { link: `${link} ${link}?thread_ts=1763890000.123456` }, { link: /several messages/ }],
    ['contradicts itself', { link, conversation: channels.security }, { link: /another conversation/ }],
  ])('a form that %s is explained beside the input, and keeps everything', async (_title, wrong, errors) => {
    const started = await start();
    const { slack } = started;
    await openForm(started);
    const asked = started.hec.requests.length;
    const filled = { ...form, conversation: '', ...wrong };
    await slack.submitView({ user, values: typedIn(filled) });
    const view = slack.views(user).at(-1);
    const expected = Object.entries(errors).map(([block, sentence]) => [block, expect.stringMatching(sentence)]);
    expect(view?.errors).toEqual(Object.fromEntries(expected));
    expect(view && filledIn(view)).toEqual(filled);
    await started.quiet();
    expect(started.hec.requests).toHaveLength(asked);
    expect(slack.messages(target)).toEqual([]);
  });
});

describe('refused shares', () => {
  test.each<[string, string, string]>([
    ['the conversation is shared outside', channels.sharedPartner, 'shared with another organisation'],
    ['another organisation is invited to the conversation', channels.pendingShared, 'shared with another organisation'],
    ['the app is not in the conversation', channels.general, '/invite'],
    ['the app cannot look into the conversation', channels.privateWithoutApp, '/invite'],
    ['the conversation is archived', channels.archived, 'archived'],
    ['the person is not in the conversation', target, 'you’re not in this conversation'],
  ])(
    'when %s, a share is refused with the reason, posts nothing and keeps the form',
    async (_title, conversation, reason) => {
      const started = await start();
      const { slack, store } = started;
      slack.workspace.leave(target, user);
      listNothing(started);
      const { eventId } = await openForm(started);
      const filled = { ...form, conversation };
      await slack.submitView({ user, values: typedIn(filled) });
      const view = await modalSaying(slack, user, reason);
      expect(filledIn(view)).toEqual(filled);
      expect(slack.messages(conversation)).toEqual([]);
      expect((await recordOf(store.db, eventId, 10)).map(({ kind }) => kind)).not.toContain('share');
      await slack.submitView({ user, values: { conversation: channels.privateWithApp } });
      await toldDone(slack);
      expect(textOf(slack.messages(channels.privateWithApp)[0]?.blocks ?? [])).toContain(
        '> For the night shift\n> please',
      );
    },
  );

  test('a share refused because of the link’s conversation keeps the form', async () => {
    const started = await start();
    const { slack } = started;
    const message = await somebodyWrites(started, channels.general);
    await openForm(started);
    const filled = { ...form, conversation: '', link: permalink(message) };
    await slack.submitView({ user, values: typedIn(filled) });
    expect(filledIn(await modalSaying(slack, user, '/invite'))).toEqual(filled);
    expect(slack.messages(channels.general)).toHaveLength(1);
  });

  test('a share refused because the conversation is not listed keeps the form', async () => {
    const started = await start({ env: { HEC_CHANNELS: channels.security } });
    const { slack } = started;
    listNothing(started);
    await openForm(started);
    await slack.submitView({ user, values: form });
    expect(filledIn(await modalSaying(slack, user, 'HEC_CHANNELS'))).toEqual(form);
    expect(slack.messages(target)).toEqual([]);
  });

  test('a share refused because Slack can’t say who is in the conversation keeps the form', async () => {
    const started = await start();
    const { slack } = started;
    await openForm(started);
    slack.faults.add({ method: 'conversations.members', kind: 'http_error', status: 500 });
    await slack.submitView({ user, values: form });
    expect(filledIn(await modalSaying(slack, user, 'Slack didn’t say who can read this conversation'))).toEqual(form);
    expect(slack.messages(target)).toEqual([]);
  });

  test('a share keeps the form when Slack limits the rate for long', async () => {
    const started = await start();
    const { slack } = started;
    await openForm(started);
    slack.faults.add({ method: 'chat.postMessage', kind: 'rate_limited', retryAfterSeconds: 30, times: 1 });
    await slack.submitView({ user, values: form });
    expect(filledIn(await modalSaying(slack, user, 'Try again in 30 seconds'))).toEqual(form);
    expect(slack.messages(target)).toEqual([]);
  });

  test.each<[string, Fault, string]>([
    ['fails', { kind: 'status', status: 500 }, 'internal error'],
    ['no longer has the event', { kind: 'status', status: 404 }, 'No event with this id'],
  ])('a share keeps the form when HEC %s', async (_title, fault, sentence) => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack, hec } = started;
    await openForm(started);
    time += 3_000;
    hec.faults.set({ ...fault, path: '/event/' });
    await slack.submitView({ user, values: form });
    expect(filledIn(await modalSaying(slack, user, sentence))).toEqual(form);
    expect(slack.messages(target)).toEqual([]);
  });
});

test.each([
  ['it took the card', { kind: 'lost_answer' } as const, 1],
  ['it did not take the card', { kind: 'http_error', status: 500 } as const, 0],
])(
  'when Slack does not confirm a share and %s, the person is told and it is not posted again',
  async (_title, fault, count) => {
    const started = await start();
    const { slack } = started;
    await openForm(started);
    slack.faults.add({ method: 'chat.postMessage', ...fault, times: 1 });
    await slack.submitView({ user, values: form });
    const view = await modalSaying(slack, user, 'didn’t confirm');
    await started.quiet();
    expect(slack.messages(target)).toHaveLength(count);
    // There was no command that could be sent again.
    expect(textOf(view.content.blocks)).not.toContain('command');
  },
);
