/** What counts as a person's own words in a message to the app, and which files say nothing. */
import { describe, expect, test } from 'vitest';
import { compactCard } from '../../../../src/slack/cards/compact-card.ts';
import { readMessage, readWritten } from '../../../../src/slack/features/lookup/message-references.ts';
import { sampleEvent } from '../../../support/cards/sample-event.ts';
import { sampleSnapshot } from '../../../support/cards/sample-snapshot.ts';

const id = '32a9bba544c51e4b8cdb1b76183af986';
const entity = '639c16e1aaa3affd5d3fa4fda5e75765';
const portal = 'https://in.portal.checkpoint.com/dashboard/email&collaboration/CGS1';
const link = `${portal}?tab=1&route=${Buffer.from(`profile/google_mail_email/${entity}`).toString('base64')}`;
const typed = (found: string) => ({ kind: 'typed', id: found });
const section = (text: string) => ({ type: 'section', block_id: 'b0', text: { type: 'mrkdwn', text } });
const email = (more: object) => ({ id: 'F1', mode: 'email', filetype: 'email', title: 'Security alert', ...more });

describe('files', () => {
  const picture = { id: 'F1', mode: 'hosted', filetype: 'png', name: 'alert.png' };

  test.each([
    ['none', {}, 0],
    ['an email that can be read', { files: [email({ plain_text: 'hello' })] }, 0],
    ['a picture', { files: [picture] }, 1],
    ['pictures, one of them forwarded', { files: [picture], attachments: [{ files: [picture] }] }, 2],
    ['one that Slack doesn’t describe to guests of a channel', { files: [{ file_access: 'check_file_info' }] }, 1],
    ['one that is nothing', { files: [null] }, 1],
    ['no list', { files: 'x' }, 0],
  ])('files without text are counted: %s', (_title, message, count) => {
    expect(readMessage({ text: 'look', ...message }).unreadFiles).toBe(count);
  });

  test('an email’s text is read once, and not again in its preview', () => {
    const preview = `<img src="https://track.example/${id}">`;
    expect(readMessage({ files: [email({ plain_text: `Event ${entity}`, preview })] }).references).toEqual([
      typed(entity),
    ]);
  });
});

describe('what a person wrote to the app', () => {
  const text = `<@U0HECBOT00> have a look`;
  const share = {
    is_share: true,
    is_msg_unfurl: true,
    author_id: 'U0FEED',
    channel_id: 'C0FEED',
    from_url: 'https://acme.slack.com/archives/C0FEED/p1763900000123456',
  };

  test.each([
    ['a forwarded text', { ...share, text: `Event id: ${id}`, fallback: 'Alert' }],
    [
      'forwarded blocks',
      {
        ...share,
        text: '',
        message_blocks: [{ channel: 'C0FEED', ts: '1.2', message: { blocks: [section(`*Event* \`${id}\``)] } }],
      },
    ],
    ['a link to a message, which Slack shows below', { is_msg_unfurl: true, from_url: share.from_url, text: id }],
    ['a forwarded reply', { ...share, is_reply_unfurl: true, text: id }],
    ['a forwarded email', { ...share, text: '', files: [email({ subject: `New event ${id}` })] }],
    ['a forwarded alert with a button', { ...share, actions: [{ type: 'button', url: `https://x.example/${id}` }] }],
  ])('%s counts as their words', (_title, attachment) => {
    expect(readWritten({ text, attachments: [attachment] }).references).toEqual([typed(id)]);
  });

  test('what apps preview below does not count as their words', () => {
    const { blocks } = compactCard(sampleSnapshot({ event: sampleEvent({ portalLink: link }) }));
    const preview = { blocks, bot_id: 'B0HEC00000', app_unfurl_url: link, is_app_unfurl: true, from_url: link };
    const message = { text: `<${link.replaceAll('&', '&amp;')}>`, attachments: [preview] };
    expect(readWritten(message).references).toEqual([{ kind: 'entity', id: entity }]);
  });

  test('the blocks of a forwarded message are read before its fallback', () => {
    const message_blocks = [{ message: { blocks: [section(id)] } }];
    expect(readWritten({ text, attachments: [{ ...share, message_blocks, fallback: entity }] }).references).toEqual([
      typed(id),
      typed(entity),
    ]);
  });
});
