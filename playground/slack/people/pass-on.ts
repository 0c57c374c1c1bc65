/** What reaches a conversation from elsewhere: an email that is sent to its address, and a message that is forwarded. */
import { slackbot, team } from '../ids.ts';
import type { Message } from '../messages.ts';
import { permalink } from '../web-api/chat.ts';
import { post } from './post.ts';
import type { Scene } from './scene.ts';

/** Slack's own bot posts it, as a file. Mail programs write more into an email than Slack previews. */
export function sendEmail(
  { world }: Scene,
  given: { channel: string; subject: string; plainText?: string; messageId?: string },
): Message {
  const { channel, subject, plainText } = given;
  const id = world.ids.next('F');
  const sender = { address: 'alerts@notify.example', name: 'Alerts', original: 'Alerts <alerts@notify.example>' };
  const file = {
    id,
    mode: 'email',
    filetype: 'email',
    mimetype: 'text/html',
    name: subject,
    title: subject,
    subject,
    from: [sender],
    to: [{ address: `${channel.toLowerCase()}@${team.domain}.slack.example`, name: '', original: '' }],
    cc: [],
    headers: {
      date: 'Sun, 29 Nov 2026 08:50:00 +0000',
      in_reply_to: null,
      reply_to: null,
      message_id: given.messageId ?? `<${id}@x.example>`,
    },
    has_more: plainText !== undefined && plainText.length > 500,
    ...(plainText !== undefined && {
      plain_text: plainText,
      preview: `<div dir="ltr">${plainText.slice(0, 500)}</div>`,
      preview_plain_text: plainText.slice(0, 500),
    }),
  };
  const none = { text: '', blocks: [], attachments: [], links: [], unfurls: [] };
  return world.messages.add({ ...none, channel, ts: world.ids.ts(), user: slackbot, files: [file] });
}

/** The message rides along in an attachment below the comment; apps are told of a mention in that. */
export function forward(
  scene: Scene,
  given: { user: string; channel: string; message: Message; text?: string; threadTs?: string },
): Promise<Message> {
  const { message, text = '', ...rest } = given;
  const { channel, ts, user, blocks, files } = message;
  const shared = {
    is_share: true,
    is_msg_unfurl: true,
    from_url: permalink(message),
    ts,
    author_id: user,
    channel_id: channel,
    channel_team: team.id,
    text: message.text,
    fallback: `[November 29th, 2026 8:50 AM] ${user}: ${message.text}`,
    ...(blocks.length > 0 && { message_blocks: [{ team: team.id, channel, ts, message: { blocks } }] }),
    ...(files !== undefined && { files }),
  };
  return post(scene, { ...rest, text, attachments: [shared] });
}
