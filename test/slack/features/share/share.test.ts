/** "Share…" on every card: where the event appears, what stands above it, and what people are told if it is not shared. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { permalink } from '../../../../playground/slack/web-api/chat.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { expectHarmless } from '../../../support/cards/rendered.ts';
import { cardsUnder, eventShownBy, filledIn, isCompact, modalSaying } from '../../../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start } from '../../../support/start.ts';

const user = people.member;
const target = channels.incident;
const formWords = 'Or in a message’s thread';
const form: Record<'conversation' | 'link' | 'shape' | 'note', string> = {
  conversation: target,
  link: '',
  shape: 'full',
  note: 'For the night shift\nplease',
};

/** An event's card in #security, with the form that "Share…" on it opens. */
async function openForm(started: Started) {
  const card = await showEvent(started);
  await started.slack.click({ user, message: card.message, actionId: 'share_event' });
  const view = await modalSaying(started.slack, user, formWords);
  return { ...card, view };
}

/** What the person is told where they look, which is where they pressed "Share…", once the form has closed. */
async function toldDone(slack: Started['slack'], where = '', channel: string = channels.security): Promise<void> {
  const words = `Done: the event is shown in ${where}`;
  await slack.until(() => slack.ephemerals(channel, user).some(({ text }) => text.startsWith(words)));
  expect(slack.views(user).map(({ content }) => content.callback_id)).not.toContain('share_event');
}

/** Slack's select holds nothing, not an empty text. */
const typedIn = (filled: typeof form) => ({ ...filled, conversation: filled.conversation || null });

/** Without Slack's lists, the form has Slack's own picker, which offers every conversation of the person's. */
function listNothing({ slack }: Started): void {
  slack.faults.add({ method: 'users.conversations', kind: 'http_error', status: 500 });
}

type Written = Awaited<ReturnType<typeof somebodyWrites>>;

function somebodyWrites({ slack }: Started, channel: string = target) {
  return slack.post({ user: people.otherMember, channel, text: 'Is anybody on this?' });
}

async function noteAbove(started: Started, note: string): Promise<string[]> {
  await openForm(started);
  await started.slack.submitView({ user, values: { conversation: target, note } });
  await toldDone(started.slack);
  const [first] = started.slack.messages(target)[0]?.blocks ?? [];
  return textOf([first]).split('\n');
}

describe('"Share…"', () => {
  test('"Share…" asks where to and how, and shares the compact card unless the full one is chosen', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId, view } = await openForm(started);
    expect(filledIn(view)).toEqual({ conversation: '', link: '', shape: 'compact', note: '' });
    await slack.submitView({ user, values: { conversation: target } });
    await toldDone(slack, `<#${target}>`);
    expect(slack.messages(target).map((card) => [eventShownBy(card), isCompact(card)])).toEqual([[eventId, true]]);
  });

  test('"Share…" shares the full card if that is chosen', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId } = await openForm(started);
    await slack.submitView({ user, values: { conversation: target, shape: 'full' } });
    await toldDone(slack);
    const [card] = slack.messages(target);
    expect(card && [eventShownBy(card), isCompact(card)]).toEqual([eventId, false]);
    expect(textOf(card?.blocks ?? [])).toContain(`Asked for by <@${user}>`);
  });

  test('"Share…" is in the details of a compact card, which come back when the form is closed', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId } = await openForm(started);
    await slack.submitView({ user, values: { conversation: target } });
    await toldDone(slack);
    const message = slack.messages(target)[0] ?? { channel: target, ts: '' };
    await slack.click({ user, message, actionId: 'event_details' });
    const details = await modalSaying(slack, user, eventId);
    await slack.click({ user, view: details, actionId: 'share_event' });
    await modalSaying(slack, user, formWords);
    await slack.submitView({ user, values: { conversation: channels.privateWithApp } });
    await toldDone(slack, `<#${channels.privateWithApp}>`, target);
    expect(slack.messages(channels.privateWithApp).map(eventShownBy)).toEqual([eventId]);
    await modalSaying(slack, user, eventId);
  });

  test('"Share…" is on private cards and on link previews', async () => {
    const started = await start();
    const { slack, hec } = started;
    const { eventId } = hec.world.addEvent();
    await slack.command({ user, channel: channels.general, command: '/hec-event', text: eventId });
    const [ephemeral] = await privateAnswers(slack, user, channels.general);
    if (ephemeral === undefined) throw new Error('no private card');
    await slack.click({ user, ephemeral, actionId: 'share_event' });
    await modalSaying(slack, user, formWords);
    await slack.closeView({ user });
    const url = `https://acme.avanan.net/#/events/${eventId}`;
    const { channel, ts } = await slack.post({ user, channel: channels.security, text: url });
    await slack.until(() => slack.message(channel, ts)?.unfurls.length === 1);
    await slack.click({ user, unfurl: { channel, ts, url }, actionId: 'share_event' });
    await modalSaying(slack, user, formWords);
    await slack.submitView({ user, values: { conversation: target } });
    await toldDone(slack);
    expect(slack.messages(target).map(eventShownBy)).toEqual([eventId]);
  });

  test('a share is recorded with the conversation and thread that it went to', async () => {
    const started = await start();
    const { slack, store } = started;
    const message = await somebodyWrites(started);
    const { eventId } = await openForm(started);
    await slack.submitView({ user, values: { link: permalink(message) } });
    await toldDone(slack);
    const shares = (await recordOf(store.db, eventId, 10)).filter(({ kind }) => kind === 'share');
    const messageTs = cardsUnder(slack, message)[0]?.ts;
    expect(shares).toMatchObject([{ userId: user, channelId: target, threadTs: message.ts, messageTs }]);
  });
});

describe('sharing into a thread', () => {
  test('a share replies to the message that the link names, whether or not its conversation is chosen too', async () => {
    const started = await start();
    const { slack } = started;
    const message = await somebodyWrites(started);
    const { eventId, message: card } = await openForm(started);
    await slack.submitView({ user, values: { link: `  <${permalink(message)}> ` } });
    await toldDone(slack, `the thread in <#${target}>`);
    await slack.click({ user, message: card, actionId: 'share_event' });
    await modalSaying(slack, user, formWords);
    await slack.submitView({ user, values: { link: permalink(message), conversation: target } });
    await toldDone(slack);
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual([eventId, eventId]);
    expect(slack.messages(target)).toHaveLength(3);
  });

  test('a share to the link of a reply goes to the thread that the reply is in', async () => {
    const started = await start();
    const { slack } = started;
    const message = await somebodyWrites(started);
    const reply = await slack.post({ user, channel: target, text: 'I am', threadTs: message.ts });
    await openForm(started);
    await slack.submitView({ user, values: { link: permalink(reply) } });
    await toldDone(slack);
    expect(cardsUnder(slack, message)).toHaveLength(1);
  });

  test.each([
    [
      'an address in the browser',
      ({ ts }: Written) => `https://app.slack.com/client/T0ACME0000/${target}/p${ts.replace('.', '')}`,
    ],
    [
      'the address of its thread',
      ({ ts }: Written) => `https://app.slack.com/client/T0ACME0000/${target}/thread/${target}-${ts}`,
    ],
    [
      'a link into Slack’s own app',
      ({ ts }: Written) => `see slack://channel?team=T0ACME0000&id=${target}&message=${ts}`,
    ],
  ])('a share goes under the message that %s names', async (_title, linkTo) => {
    const started = await start();
    const { slack } = started;
    const message = await somebodyWrites(started);
    const { eventId } = await openForm(started);
    await slack.submitView({ user, values: { link: linkTo(message) } });
    await toldDone(slack, `the thread in <#${target}>`);
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual([eventId]);
  });

  test.each([
    ['a private channel without the app', channels.privateWithoutApp],
    ['a direct message', channels.directMessage],
    ['another workspace', 'C0FARAWAY0'],
  ])('a share to the link of a message in %s is refused with the reason', async (_title, elsewhere) => {
    const started = await start();
    const { slack } = started;
    await openForm(started);
    const filled = {
      ...form,
      conversation: '',
      link: `https://acme.slack.com/archives/${elsewhere}/p1763900000123456`,
    };
    await slack.submitView({ user, values: typedIn(filled) });
    const view = await modalSaying(slack, user, 'can’t see who is in this conversation');
    expect(filledIn(view)).toEqual(filled);
    expect(slack.messages(elsewhere)).toEqual([]);
  });

  test('a share to a deleted message says so, and keeps the form', async () => {
    const started = await start();
    const { slack } = started;
    const message = await somebodyWrites(started);
    await openForm(started);
    await slack.deleteMessage(message);
    const filled = { ...form, conversation: '', link: permalink(message) };
    await slack.submitView({ user, values: typedIn(filled) });
    const view = await modalSaying(slack, user, 'was deleted');
    expect(filledIn(view)).toEqual(filled);
    expect(slack.messages(target)).toEqual([]);
  });
});

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

describe('notes', () => {
  test('a note stands above the card as quoted words of the person who shared it', async () => {
    expect(await noteAbove(await start(), 'Seen by three people.\n\nWho is on call?')).toEqual([
      `<@${user}> wrote:`,
      '> Seen by three people.',
      '> Who is on call?',
    ]);
  });

  test.each([
    ['mentions', `<!channel> <!here|x> @channel <@${people.responder}> <#C0GENERAL0|general> <!subteam^S0ONCALL00>`],
    ['links', '<https://evil.example/login|the portal> http://evil.example www.evil.example mailto:a@evil.example'],
    ['formatting', '> *Quarantined* by _Ana_ ~no~ :rotating_light: `code` ```block```'],
    ['Slack’s escapes', '&lt;!channel&gt; &amp;lt;https://evil.example&gt; <!date^1^{date}|x>'],
    ['direction and invisible characters', '\u202egnp.exe \u2066x\u2069 ht\u200btps://evil.example \u{e0041}'],
    ['line breaks of all kinds', 'one\r> two\u2028*three*\u0085four\u000bfive\r\n<!channel>'],
  ])('a note with %s shows nothing live, and each of its lines is quoted', async (_title, note) => {
    const started = await start();
    const [author, ...lines] = await noteAbove(started, note);
    expect(author).toBe(`<@${user}> wrote:`);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(/^> [^<>]+$/);
      expectHarmless({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: line.slice(2) } }] });
    }
    const { args } = started.slack.calls.findLast(({ method }) => method === 'chat.postMessage') ?? {};
    expect(args).toMatchObject({ link_names: 'false', parse: 'none', unfurl_links: 'false', unfurl_media: 'false' });
    expectHarmless({ text: String(args?.text), blocks: [] });
  });

  test('a note of a hundred lines leaves the event on the screen', async () => {
    const started = await start();
    const note = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
    const [author, ...lines] = await noteAbove(started, note);
    expect(author).toBe(`<@${user}> wrote:`);
    expect(lines.slice(0, 3)).toEqual(['> line 0', '> line 1', '> line 2']);
    expect(lines.slice(9)).toEqual(['> line 9', '> …']);
  });

  test('a note stays when an action changes the card below it', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { press } = await openForm(started);
    await slack.submitView({ user, values: { ...form, shape: 'compact' } });
    await toldDone(slack);
    const shared = () => textOf(slack.messages(target)[0]?.blocks ?? []);
    const [noted] = slack.messages(target)[0]?.blocks ?? [];
    expect(shared()).toContain('New');
    await press('Dismiss');
    await slack.until(() => shared().includes('Dismissed'));
    expect(shared()).not.toContain('New');
    expect(slack.messages(target)[0]?.blocks[0]).toEqual(noted);
    expect(textOf([noted])).toBe(`<@${user}> wrote:\n> For the night shift\n> please`);
  });

  test('a note does not appear on the event’s other cards', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { message, text } = await openForm(started);
    await slack.submitView({ user, values: form });
    await toldDone(slack);
    const [card] = slack.messages(target);
    const dismiss = buttonsOf(card?.blocks ?? []).find((button) => button.text.text === 'Dismiss');
    await slack.click({
      user: people.responder,
      message: card ?? message,
      actionId: dismiss?.action_id ?? '',
    });
    await slack.until(() => text().includes('Dismissed'));
    expect(text()).not.toContain('night shift');
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

describe('who shares', () => {
  test('a guest who presses "Share…" reads only the refusal', async () => {
    const started = await start();
    const { slack } = started;
    const card = await showEvent(started);
    const guest = people.multiChannelGuest;
    await slack.click({ user: guest, message: card.message, actionId: 'share_event' });
    const { content } = await modalSaying(slack, guest, 'Guests');
    expect(content.submit).toBeUndefined();
    expect(content.blocks.map(({ type }) => type)).toEqual(['section']);
    expect(textOf(content.blocks)).not.toContain(card.eventId);
  });

  test('access is checked again when a share is submitted, and the refusal is recorded', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack, store } = started;
    const { eventId } = await openForm(started);
    slack.workspace.changePerson(user, { kind: 'multi_channel_guest' });
    time += 61_000;
    await slack.submitView({ user, values: form });
    await modalSaying(slack, user, 'Guests');
    expect(slack.messages(target)).toEqual([]);
    const refusals = (await recordOf(store.db, eventId, 10)).filter(({ kind }) => kind === 'refusal');
    expect(refusals).toMatchObject([{ userId: user, channelId: target, reason: 'guest' }]);
  });
});
