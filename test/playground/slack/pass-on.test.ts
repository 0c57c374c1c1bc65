// An email that is sent to a channel, and a message that is forwarded: what the app hears of them.
import { expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../playground/slack/server.ts';
import { startSlack } from '../../support/playground/tiny-app.ts';

const user = people.member;
const channel = channels.security;

test('an email that is sent to a channel is a file that Slack’s own bot posts, with the email’s words in it', async () => {
  const slack = await startSlack();
  const plainText = `Hello,\n\n${'all is well. '.repeat(50)}`;
  const message = slack.sendEmail({ channel, subject: 'Security alert', plainText });
  expect(slack.deliveries).toEqual([]);
  await slack.messageShortcut({ user, message, callbackId: 'show_event' });
  expect(slack.deliveries.at(-1)?.payload).toMatchObject({
    type: 'message_action',
    message: {
      user: 'USLACKBOT',
      subtype: 'file_share',
      text: '',
      files: [
        {
          mode: 'email',
          subject: 'Security alert',
          plain_text: plainText,
          preview_plain_text: plainText.slice(0, 500),
          has_more: true,
          headers: { message_id: expect.stringMatching(/^<.+@.+>$/) },
        },
      ],
    },
  });
});

test('a forwarded message rides along below the comment, with its blocks, in a mention too', async () => {
  const slack = await startSlack();
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'an alert' } }];
  const message = slack.postByOtherApp({ user: people.bot, channel, text: 'alert', blocks });
  await slack.forward({ user, channel: channels.incident, message, text: '@hec look' });
  expect(slack.deliveries.at(-1)?.payload.event).toMatchObject({
    type: 'app_mention',
    text: `<@${slack.app.botUserId}> look`,
    attachments: [
      {
        is_share: true,
        is_msg_unfurl: true,
        author_id: people.bot,
        channel_id: channel,
        from_url: expect.stringContaining(`/archives/${channel}/p`),
        text: 'alert',
        message_blocks: [{ channel, ts: message.ts, message: { blocks } }],
      },
    ],
  });
});

test('a file in a mention does not make it another kind of event, and a forwarded email keeps its file', async () => {
  const slack = await startSlack();
  const files = [{ id: 'F0', mode: 'snippet', title: 'log.txt', preview: 'a line' }];
  await slack.post({ user, channel, text: '@hec look', files });
  expect(slack.deliveries.at(-1)?.payload.event).toMatchObject({ type: 'app_mention', files });
  expect(slack.deliveries.at(-1)?.payload.event).not.toHaveProperty('subtype');
  const email = slack.sendEmail({ channel, subject: 'Security alert' });
  await slack.forward({ user, channel: appDirectMessage(user), message: email });
  const forwarded = slack.deliveries.at(-1)?.payload.event;
  expect(forwarded).toMatchObject({ type: 'message', attachments: [{ files: [{ subject: 'Security alert' }] }] });
});
