import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, groups, people } from '../../playground/slack/server.ts';
import { privateAnswers, shownAnywhere, textOf } from '../support/read.ts';
import { start } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const link = `https://acme.avanan.net/#/events/${phishing}`;
const command = '/hec-event';

describe('who may look events up', () => {
  const refusals: [string, string, RegExp][] = [
    ['a single-channel guest', people.singleChannelGuest, /Guests/],
    ['a multi-channel guest', people.multiChannelGuest, /Guests/],
    ['someone from another organisation', people.stranger, /organisation/],
    ['a deactivated person', people.deactivated, /Deactivated/],
    ['a bot', people.bot, /Bots/],
  ];

  test.each(refusals)(
    'a command from %s is refused privately with the reason, and HEC is not asked',
    async (_title, user, reason) => {
      const started = await start();
      const { slack, hec } = started;
      slack.workspace.join(channels.security, user);
      await slack.command({ user, channel: channels.security, command, text: phishing });
      const [answer] = await privateAnswers(slack, user);
      await started.quiet();
      expect(answer?.text).toMatch(reason);
      expect(hec.requests).toEqual([]);
      expect(slack.messages(channels.security)).toEqual([]);
    },
  );

  test.each(refusals)('a link that %s pastes gets no preview', async (_title, user) => {
    const started = await start();
    const { slack, hec } = started;
    slack.workspace.join(channels.security, user);
    const links = [{ url: link, domain: 'avanan.net' }];
    await slack.sendEvent({ type: 'link_shared', user, channel: channels.security, message_ts: '1.000001', links });
    await started.quiet();
    expect(hec.requests).toEqual([]);
    expect(shownAnywhere(slack)).toEqual([]);
  });

  test('a link in a Slackbot reminder gets no preview', async () => {
    const started = await start();
    const { slack, hec } = started;
    // Slack says of it what it says of a member.
    const slackbot = {
      id: 'USLACKBOT',
      name: 'slackbot',
      realName: 'Slackbot',
      kind: 'member',
      deactivated: false,
    } as const;
    slack.workspace.addPerson(slackbot);
    slack.workspace.join(channels.security, slackbot.id);
    await slack.post({ user: slackbot.id, channel: channels.security, text: link });
    await started.quiet();
    expect(hec.requests).toEqual([]);
    expect(shownAnywhere(slack)).toEqual([]);
  });

  test.each([
    ['a listed person gets a card', people.responder, true],
    ['a member of a listed group gets a card', people.onCallResponder, true],
    ['any other member is refused', people.member, false],
  ])('with HEC_VIEWERS set, %s', async (_title, user, isAllowed) => {
    const started = await start({ env: { HEC_VIEWERS: `${people.responder},${groups.secOncall}` } });
    const { slack } = started;
    await slack.command({ user, channel: channels.security, command, text: phishing });
    await started.quiet();
    expect(slack.messages(channels.security)).toHaveLength(isAllowed ? 1 : 0);
    if (!isAllowed) expect((await privateAnswers(slack, user))[0]?.text).toContain('HEC_VIEWERS');
  });

  test('a command is refused when Slack can’t say who sent it', async () => {
    const started = await start();
    started.slack.faults.add({ method: 'users.info', kind: 'http_error', status: 500 });
    await started.slack.command({ user: people.member, channel: channels.security, command, text: phishing });
    const [answer] = await privateAnswers(started.slack, people.member);
    expect(answer?.text).toContain('Slack didn’t say who you are');
    expect(started.hec.requests).toEqual([]);
  });

  test('what Slack says about a person is remembered for one minute', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack } = started;
    const ask = async () => {
      await slack.command({ user: people.member, channel: channels.security, command, text: phishing });
      await started.quiet();
      return slack.messages(channels.security).length;
    };
    expect(await ask()).toBe(1);
    slack.workspace.changePerson(people.member, { kind: 'single_channel_guest' });
    time += 59_000;
    expect(await ask()).toBe(2);
    time += 2_000;
    expect(await ask()).toBe(2);
  });
});

describe('where cards are public', () => {
  test.each([
    ['a channel without the app', channels.general, /invite/],
    ['a private channel without the app', channels.privateWithoutApp, /invite/],
    ['a direct message', channels.directMessage, /see who is in/],
    ['the app’s own direct message', appDirectMessage(people.member), /see who is in/],
    ['a channel shared with another organisation', channels.sharedPartner, /shared with another/],
    ['a channel that is about to be shared', channels.pendingShared, /shared with another/],
  ])('in %s only the person who asked sees the card, which says why', async (_title, channel, reason) => {
    const started = await start();
    const { slack } = started;
    slack.workspace.join(channel, people.member);
    await slack.command({ user: people.member, channel, command, text: phishing });
    const [answer] = await privateAnswers(slack, people.member, channel);
    await started.quiet();
    expect(JSON.stringify(answer?.blocks ?? [])).toContain(phishing);
    expect(textOf(answer?.blocks ?? [])).toMatch(reason);
    expect(slack.messages(channel)).toEqual([]);
  });

  test('outside the channels in HEC_CHANNELS cards are private and links get no preview', async () => {
    const started = await start({ env: { HEC_CHANNELS: channels.incident } });
    const { slack } = started;
    await slack.command({ user: people.member, channel: channels.security, command, text: phishing });
    await slack.command({ user: people.member, channel: channels.incident, command, text: phishing });
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text: link });
    await started.quiet();
    expect(textOf((await privateAnswers(slack, people.member))[0]?.blocks ?? [])).toContain('HEC_CHANNELS');
    expect(slack.messages(channels.incident)).toHaveLength(1);
    expect(slack.messages(channels.security).map((message) => [message.ts, message.unfurls.length])).toEqual([[ts, 0]]);
  });

  test('a link in a channel shared with another organisation gets no preview', async () => {
    const started = await start();
    const { slack, hec } = started;
    slack.workspace.join(channels.sharedPartner, people.member);
    await slack.post({ user: people.member, channel: channels.sharedPartner, text: link });
    await started.quiet();
    expect(hec.requests).toEqual([]);
    expect(shownAnywhere(slack)).toEqual([]);
  });

  test('the card is private when Slack can’t say who can read the conversation', async () => {
    const started = await start();
    const { slack } = started;
    slack.faults.add({ method: 'conversations.info', kind: 'http_error', status: 500 });
    await slack.command({ user: people.member, channel: channels.security, command, text: phishing });
    const [answer] = await privateAnswers(slack, people.member);
    expect(textOf(answer?.blocks ?? [])).toContain('Slack didn’t say who can read this conversation');
    expect(slack.messages(channels.security)).toEqual([]);
  });
});
