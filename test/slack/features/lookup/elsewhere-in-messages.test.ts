/** Events that stand elsewhere than in a message's text: in emails, snippets, forwarded messages, older attachments. */
import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { addEvents, addWithEmail, chooseOn, say } from '../../../support/message-menu.ts';
import { cardsUnder, eventShownBy, filledIn, modalSaying } from '../../../support/modals.ts';
import { privateAnswers, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const channel = channels.security;
const user = people.member;
const none = 'This message names no event';
const dashboard = 'https://portal.checkpoint.com/dashboard/email&collaboration/CGS1';
const linkTo = (entityId: string) =>
  `${dashboard}?route=${encodeURIComponent(Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64'))}`;

function alertBy({ slack }: Started, attachment: Record<string, unknown>) {
  return slack.postByOtherApp({
    user: people.bot,
    channel,
    text: '',
    attachments: [{ fallback: 'Alert', ...attachment }],
  });
}

describe('the menu of a message', () => {
  const places: [string, (started: Started, eventId: string, link: string) => Parameters<typeof chooseOn>[1]][] = [
    [
      'an email’s text',
      ({ slack }, id) =>
        slack.sendEmail({ channel, subject: 'Security alert', plainText: `Hello,\n\nEvent id: ${id}\n` }),
    ],
    ['an email’s subject', ({ slack }, id) => slack.sendEmail({ channel, subject: `New event ${id}` })],
    [
      'a link in an email’s text',
      ({ slack }, _, link) => slack.sendEmail({ channel, subject: 'Security alert', plainText: `Open: <${link}>` }),
    ],
    [
      'a link in an email’s text that a filter wrapped',
      ({ slack }, _, link) =>
        slack.sendEmail({
          channel,
          subject: 'Security alert',
          plainText: `Open: https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(link)}&data=05%7C02`,
        }),
    ],
    [
      'the button of an older alert',
      (started, _, url) => alertBy(started, { actions: [{ type: 'button', text: 'Open', url }] }),
    ],
    ['the title of an older alert', (started, _, title_link) => alertBy(started, { title: 'Alert', title_link })],
    [
      'the author of an older alert',
      (started, _, author_link) => alertBy(started, { author_name: 'Portal', author_link }),
    ],
    [
      'the menu of an older alert',
      (started, id) =>
        alertBy(started, { actions: [{ type: 'select', options: [{ text: `Event ${id}`, value: 'x' }] }] }),
    ],
    [
      'an overflow menu beside a text',
      ({ slack }, _, url) => {
        const open = { text: { type: 'plain_text', text: 'Open' }, value: 'open', url };
        const accessory = { type: 'overflow', action_id: 'more', options: [open] };
        const block = { type: 'section', text: { type: 'mrkdwn', text: 'Alert' }, accessory };
        return slack.postByOtherApp({ user: people.bot, channel, text: '', blocks: [block] });
      },
    ],
  ];

  test.each(places)('the menu of a message finds the event in %s', async (_place, post) => {
    const started = await start();
    const { eventId, entityId } = addWithEmail(started);
    const message = post(started, eventId, linkTo(entityId));
    await chooseOn(started, message);
    const { slack } = started;
    await slack.until(() => slack.thread(channel, message.ts).length === 2);
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual([eventId]);
  });

  test('the menu of a message finds the event in a snippet', async () => {
    const started = await start();
    const { slack } = started;
    const [id = ''] = addEvents(started, 1);
    const snippet = { id: 'F0SNIPPET', mode: 'snippet', filetype: 'text', title: 'log.txt', preview: `event ${id}` };
    const message = await slack.post({ user, channel, text: 'from the log', files: [snippet] });
    await chooseOn(started, message);
    await slack.until(() => cardsUnder(slack, message).length === 1);
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual([id]);
  });

  test('the menu of a message that names no event asks for one, and says that it found none', async () => {
    const started = await start();
    await chooseOn(started, await say(started, 'Has anybody seen this?'));
    const view = await modalSaying(started.slack, user, none);
    expect(filledIn(view)).toEqual({ event: '' });
    expect(textOf(view.content.blocks)).not.toContain('read the file');
    expect(started.hec.requests).toEqual([]);
  });

  const picture = { id: 'F0PICTURE', mode: 'hosted', filetype: 'png', name: 'alert.png' };
  test.each([
    ['a picture', [picture], 'I can’t read the file.'],
    ['two files', [picture, { ...picture, id: 'F0EML', name: 'alert.eml' }], 'I can’t read 2 of the files.'],
  ])('the menu of a message with nothing but %s says that it could not be read', async (_title, files, sentence) => {
    const started = await start();
    await chooseOn(started, await started.slack.post({ user, channel, text: '', files }));
    const { content } = await modalSaying(started.slack, user, none);
    expect(textOf(content.blocks)).toContain(sentence);
  });
});

describe('a message that is forwarded to the app', () => {
  const directMessage = appDirectMessage(user);
  const shown = ({ slack }: Started, where: string) =>
    slack.messages(where).flatMap((message) => eventShownBy(message) ?? []);

  const forwarded: [
    string,
    (
      started: Started,
      id: string,
    ) =>
      | Parameters<Started['slack']['forward']>[0]['message']
      | Promise<Parameters<Started['slack']['forward']>[0]['message']>,
  ][] = [
    ['a person’s words', (started, id) => say(started, `Event id: ${id}`)],
    [
      'an email',
      ({ slack }, id) => slack.sendEmail({ channel, subject: 'Security alert', plainText: `Event id: ${id}` }),
    ],
    [
      'an app’s blocks',
      ({ slack }, id) => {
        const block = { type: 'section', text: { type: 'mrkdwn', text: `*Event* \`${id}\`` } };
        return slack.postByOtherApp({ user: people.bot, channel, text: '', blocks: [block] });
      },
    ],
  ];

  test.each(forwarded)('a mention that forwards %s is answered as its menu would be', async (_title, post) => {
    const started = await start();
    const { slack } = started;
    const [id = ''] = addEvents(started, 1);
    const message = await post(started, id);
    const mention = await slack.forward({ user, channel: channels.incident, message, text: '@hec have a look' });
    await slack.until(() => cardsUnder(slack, mention).length === 1);
    expect(shown(started, channels.incident)).toEqual([id]);
  });

  test.each(forwarded)('%s, forwarded to the app’s own messages, is answered there', async (_title, post) => {
    const started = await start();
    const [id = ''] = addEvents(started, 1);
    await started.slack.forward({ user, channel: directMessage, message: await post(started, id) });
    await started.quiet();
    expect(shown(started, directMessage)).toEqual([id]);
  });

  test('a mention that forwards a message without an event gets the help', async () => {
    const started = await start();
    const message = await say(started, 'lunch at noon?');
    await started.slack.forward({ user, channel: channels.incident, message, text: '@hec have a look' });
    const [told] = await privateAnswers(started.slack, user, channels.incident);
    expect(told?.text).toContain('Mention me with an event id or a portal link');
    expect(started.hec.requests).toEqual([]);
  });

  test('a file that is sent to the app without a word is answered with what it can read', async () => {
    const started = await start();
    const { slack } = started;
    const file = { id: 'F0EML', mode: 'hosted', filetype: 'eml', name: 'phish.eml' };
    await slack.post({ user, channel: directMessage, text: '', files: [file] });
    await started.quiet();
    const [answer] = slack.messages(directMessage).filter((message) => message.user === slack.app.botUserId);
    expect(answer?.text).toMatch(/Send me an event id or a portal link.*I can’t read the file\./);
  });

  test('a link to an email, which gets a preview of its event in the app’s own messages, is answered once', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId, entityId } = addWithEmail(started);
    const message = await slack.post({ user, channel: directMessage, text: linkTo(entityId) });
    await started.quiet();
    expect(slack.message(directMessage, message.ts)?.unfurls).toHaveLength(1);
    expect(shown(started, directMessage)).toEqual([eventId]);
  });
});

describe('the form', () => {
  test.each([
    ['words around an id', (id: string) => `Event ID: ${id}, please`],
    ['an id among marks that nobody sees', (id: string) => `\u{2069}${id.slice(0, 7)}\u{200B}${id.slice(7)}`],
    [
      'a link that a filter wrapped',
      (_: string, link: string) => `https://url.avanan.click/v2/r02/___${link}___.YXAzOmFjbWU6YTpv`,
    ],
  ])('the form takes %s', async (_title, typed) => {
    const started = await start();
    const { slack } = started;
    const { eventId, entityId } = addWithEmail(started);
    await slack.globalShortcut({ user, callbackId: 'look_up_event' });
    await modalSaying(slack, user, 'Event id or portal link');
    await slack.submitView({ user, values: { event: typed(eventId, linkTo(entityId)) } });
    await modalSaying(slack, user, `*Event id:* \`${eventId}\``);
  });
});
