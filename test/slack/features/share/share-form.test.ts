/** The form behind "Share…": which conversations it offers to whom, and when it closes. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { channels, people } from '../../../../playground/slack/server.ts';
import { cardsUnder, eventShownBy, filledIn, modalSaying } from '../../../support/modals.ts';
import { textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start, untilCleared } from '../../../support/start.ts';

const user: string = people.member;
const formWords = 'Or in a message’s thread';

async function openForm(started: Started, by = user) {
  const card = await showEvent(started);
  await started.slack.click({ user: by, message: card.message, actionId: 'share_event' });
  const view = await modalSaying(started.slack, by, formWords);
  return { ...card, view };
}

const option = z.object({ value: z.string(), text: z.object({ text: z.string() }) });
const select = z.object({
  element: z.object({
    type: z.literal('static_select'),
    options: z.array(option).default([]),
    option_groups: z.array(z.object({ label: z.object({ text: z.string() }), options: z.array(option) })).default([]),
  }),
});

type View = Awaited<ReturnType<typeof openForm>>['view'];

function groupsIn({ content }: View) {
  const [element] = content.blocks.flatMap((block) => select.safeParse(block).data?.element ?? []);
  return element?.option_groups ?? [];
}

/** The names on offer; undefined for Slack's own picker. */
function offeredIn({ content }: View): string[] | undefined {
  const [element] = content.blocks.flatMap((block) => select.safeParse(block).data?.element ?? []);
  const options = element && [...element.options, ...element.option_groups.flatMap((group) => group.options)];
  return options?.map(({ text }) => text.text);
}

function conversation(id: string, name: string, members: string[], kind: 'public' | 'private' = 'public') {
  return { id, name, kind, members, archived: false, sharing: 'internal' as const };
}

const app = 'U0HECBOT00';

describe('which conversations the form offers', () => {
  test('the form offers the channels that the person and the app are both in and where events may be shown, by name', async () => {
    const { view } = await openForm(await start());
    expect(offeredIn(view)).toEqual(['#forensics (private)', '#incident-42', '#security']);
  });

  test('nobody is offered, or told of, a channel of the app’s that they are not in', async () => {
    const started = await start();
    const { slack } = started;
    slack.workspace.addConversation(conversation('C0THEIRS01', 'merger', [people.responder, app], 'private'));
    slack.workspace.addConversation(conversation('C0THEIRS02', 'layoffs', [people.responder, app]));
    const { view } = await openForm(started);
    expect(JSON.stringify(view.content)).not.toMatch(/merger|layoffs|C0THEIRS/);
    expect(offeredIn((await openForm(started, people.responder)).view)).toEqual(
      expect.arrayContaining(['#merger (private)', '#layoffs']),
    );
  });

  test('a channel that only the person is in is not offered', async () => {
    const { view } = await openForm(await start());
    expect(JSON.stringify(view.content)).not.toMatch(new RegExp(`${channels.general}|${channels.privateWithoutApp}`));
  });

  test('only listed channels are offered where HEC_CHANNELS lists some', async () => {
    const { view } = await openForm(await start({ env: { HEC_CHANNELS: `${channels.security},${channels.general}` } }));
    expect(offeredIn(view)).toEqual(['#security']);
  });

  test('a channel that Slack has just called shared outside is not offered, though the list is older', async () => {
    const started = await start();
    const { slack } = started;
    const { view } = await openForm(started);
    expect(offeredIn(view)).toContain('#incident-42');
    await slack.closeView({ user });
    await slack.sendEvent(
      { type: 'channel_shared', channel: channels.incident, connected_team_id: 'T0PARTNER0' },
      { sharedExternally: true },
    );
    expect(offeredIn((await openForm(started)).view)).not.toContain('#incident-42');
  });

  test('a hostile name of a channel is shown with nothing live', async () => {
    const started = await start();
    const name = '<!channel> *bold* https://evil.example';
    started.slack.workspace.addConversation(conversation('C0HOSTILE1', name, [user, app]));
    const [shown = ''] = offeredIn((await openForm(started)).view)?.filter((each) => each.includes('evil')) ?? [];
    expect(shown).not.toMatch(/[<>]|https:/);
  });

  test('someone who shares no channel with the app is told how to add it, and gets no form', async () => {
    const started = await start();
    const { slack } = started;
    const card = await showEvent(started);
    for (const channel of [channels.incident, channels.privateWithApp]) slack.workspace.leave(channel, user);
    slack.workspace.changeConversation(channels.security, { sharing: 'external' });
    await slack.click({ user, message: card.message, actionId: 'share_event' });
    const view = await modalSaying(slack, user, '/invite');
    expect(view.content.submit).toBeUndefined();
  });

  test('hundreds of channels are offered in groups of a hundred, each named by its range', async () => {
    const started = await start();
    for (let number = 100; number < 350; number += 1) {
      started.slack.workspace.addConversation(conversation(`C0MANY0${number}`, `incident-${number}`, [user, app]));
    }
    const { view } = await openForm(started);
    expect(offeredIn(view)).toHaveLength(253);
    expect(groupsIn(view).map(({ label, options }) => [label.text, options.length])).toEqual([
      ['#forensics (private) to #incident-198', 100],
      ['#incident-199 to #incident-298', 100],
      ['#incident-299 to #security', 53],
    ]);
    await started.slack.submitView({ user, values: { conversation: 'C0MANY0349' } });
    await started.slack.until(() => started.slack.messages('C0MANY0349').length === 1);
  });

  test.each([
    ['Slack can’t list them', 0],
    ['they are more than a form has room for', 600],
  ])('if %s, the form has Slack’s own picker, and what is chosen there is checked as ever', async (_title, many) => {
    const started = await start();
    const { slack } = started;
    if (many === 0) slack.faults.add({ method: 'users.conversations', kind: 'http_error', status: 500 });
    for (let number = 0; number < many; number += 1) {
      slack.workspace.addConversation(conversation(`C0MANY${1_000 + number}`, `incident-${number}`, [user, app]));
    }
    const { view } = await openForm(started);
    expect(offeredIn(view)).toBeUndefined();
    await slack.submitView({ user, values: { conversation: channels.general } });
    await modalSaying(slack, user, '/invite');
    await slack.submitView({ user, values: { conversation: channels.incident } });
    await slack.until(() => slack.messages(channels.incident).length === 1);
  });

  test('Slack is asked twice for a form, and not again for another within ten seconds', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack } = started;
    const asked = () => slack.calls.filter(({ method }) => method === 'users.conversations').length;
    await openForm(started);
    expect(asked()).toBe(2);
    await slack.closeView({ user });
    await openForm(started);
    expect(asked()).toBe(2);
    await slack.closeView({ user });
    time += 11_000;
    await openForm(started);
    expect(asked()).toBe(4);
  });
});

describe('when the form closes', () => {
  test('the form closes once the event is shown, and the person is told where they pressed "Share…"', async () => {
    const started = await start();
    const { slack } = started;
    await openForm(started);
    const { body } = await slack.submitView({ user, values: { conversation: channels.incident } });
    expect(body).toBe('');
    expect(slack.views(user)).toEqual([]);
    const told = await slack.until(() => slack.ephemerals(channels.security, user).at(-1));
    expect(textOf(told.blocks)).toBe(`Done: the event is shown in <#${channels.incident}>.`);
  });

  test('someone who shares from a thread is told in that thread', async () => {
    const started = await start();
    const { slack, hec } = started;
    const { eventId } = hec.world.addEvent();
    const parent = await slack.post({ user, channel: channels.security, text: 'look' });
    await slack.post({ user, channel: channels.security, text: `@hec ${eventId}`, threadTs: parent.ts });
    const card = await slack.until(() => cardsUnder(slack, parent)[0]);
    await slack.click({ user, message: card, actionId: 'event_details' });
    const details = await modalSaying(slack, user, eventId);
    await slack.click({ user, view: details, actionId: 'share_event' });
    await modalSaying(slack, user, formWords);
    await slack.submitView({ user, values: { conversation: channels.incident } });
    const told = await slack.until(() => slack.ephemerals(channels.security, user).at(-1));
    expect([told.threadTs, textOf(told.blocks)]).toEqual([parent.ts, expect.stringContaining('Done')]);
  });

  test('a share that takes long is acknowledged all the same, and its outcome is then in the form’s place', async () => {
    let time = Date.now();
    const started = await start({ now: () => time, timeouts: { noticeAfterMs: 100 } });
    const { slack, hec } = started;
    const { eventId } = await openForm(started);
    time += 3_000;
    hec.faults.set({ ...untilCleared, path: '/event/' });
    const { outcome } = await slack.submitView({ user, values: { conversation: channels.incident } });
    expect(outcome).toBe('acknowledged');
    expect(textOf(slack.views(user).at(-1)?.content.blocks ?? [])).toBe('Sharing the event…');
    hec.faults.clear();
    await modalSaying(slack, user, 'Done: the event is shown in');
    expect(slack.messages(channels.incident).map(eventShownBy)).toEqual([eventId]);
  });

  test('what was filled in stays in the form when Slack refuses the post, and another conversation can be chosen', async () => {
    const started = await start();
    const { slack } = started;
    await openForm(started);
    slack.workspace.changeConversation(channels.incident, { archived: true });
    await slack.submitView({ user, values: { conversation: channels.incident, note: 'Please look' } });
    const view = await modalSaying(slack, user, 'archived');
    expect(filledIn(view)).toMatchObject({ note: 'Please look' });
    await slack.submitView({ user, values: { conversation: channels.privateWithApp } });
    await slack.until(() => slack.messages(channels.privateWithApp).length === 1);
    expect(slack.views(user)).toEqual([]);
  });
});
