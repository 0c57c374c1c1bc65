// People edit what they wrote: what Slack shows then, and what it tells the app.
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { retyped, storedText } from '../../../playground/slack/typed-text.ts';
import { clientFor } from '../../support/playground/slack-client.ts';
import { startSlack } from '../../support/playground/tiny-app.ts';

const user = people.member;
const channel = channels.security;
const link = 'https://portal.checkpoint.com/dashboard/?a=1&b=2';
const otherLink = 'https://eu.avanan.net/x';
const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'an event' } }];

async function posted(text: string) {
  const slack = await startSlack();
  const { ts } = await slack.post({ user, channel, text });
  slack.deliveries.length = 0;
  return { slack, ts, edit: (next: string) => slack.editMessage({ user, channel, ts, text: next }) };
}

test('an edited message keeps its place and is marked as edited', async () => {
  const { slack, ts, edit } = await posted('helo');
  await edit('hello & <welcome>');
  expect(slack.message(channel, ts)).toMatchObject({
    ts,
    text: 'hello &amp; &lt;welcome&gt;',
    edited: { user },
  });
});

test('an edit that changes nothing leaves no mark, and the app hears nothing of it', async () => {
  const { slack, ts, edit } = await posted(`@hec ${link}`);
  await edit(`@hec ${link}`);
  expect(slack.message(channel, ts)?.edited).toBeUndefined();
  expect(slack.deliveries).toEqual([]);
});

test('the app hears of all links of an edited message again, also of those that were there before', async () => {
  const { slack, ts, edit } = await posted(link);
  await edit(`${link} and ${otherLink}`);
  expect(slack.deliveries).toHaveLength(1);
  expect(slack.deliveries[0]?.payload.event).toMatchObject({
    type: 'link_shared',
    user,
    channel,
    message_ts: ts,
    unfurl_id: slack.message(channel, ts)?.unfurlId,
    links: [{ domain: 'portal.checkpoint.com' }, { url: otherLink }],
  });
});

test('the preview of a link that stays stays, and that of a link that goes goes', async () => {
  const { slack, ts, edit } = await posted(`${link} ${otherLink}`);
  const [first = '', second = ''] = slack.message(channel, ts)?.links ?? [];
  await clientFor(slack).chat.unfurl({ channel, ts, unfurls: { [first]: { blocks }, [second]: { blocks } } });
  await edit(otherLink);
  expect(slack.message(channel, ts)?.unfurls.map(({ url }) => url)).toEqual([second]);
});

test('the app hears of a mention that an edit adds, or leaves in, as edited', async () => {
  const { slack, edit } = await posted('hello');
  await edit('@hec hello');
  await edit('@hec hello again');
  expect(slack.deliveries.map(({ payload }) => payload.event)).toEqual([
    expect.objectContaining({ type: 'app_mention', edited: expect.objectContaining({ user }) }),
    expect.objectContaining({ type: 'app_mention', text: expect.stringContaining('hello again') }),
  ]);
});

test('the app hears nothing of a change without links or mentions', async () => {
  const { slack, edit } = await posted('hello');
  await edit('hello all');
  expect(slack.deliveries).toEqual([]);
});

test('nobody edits another person’s message, one in an archived channel, or one that is gone', async () => {
  const { slack, ts, edit } = await posted('hello');
  await expect(slack.editMessage({ user: people.responder, channel, ts, text: 'no' })).rejects.toThrow(
    'has no message',
  );
  slack.workspace.changeConversation(channel, { archived: true });
  await expect(edit('no')).rejects.toThrow('is archived');
  slack.workspace.changeConversation(channel, { archived: false });
  await slack.deleteMessage({ channel, ts });
  await expect(edit('no')).rejects.toThrow('has no message');
});

test('a message holds 40,000 characters, and neither a new one nor an edit holds more', async () => {
  const { slack, ts, edit } = await posted('hello');
  await edit('x'.repeat(40_000));
  await expect(edit('x'.repeat(40_001))).rejects.toThrow('at most 40,000 characters');
  await expect(slack.post({ user, channel, text: 'x'.repeat(40_001) })).rejects.toThrow('at most 40,000 characters');
  expect(slack.message(channel, ts)?.text).toHaveLength(40_000);
});

test.each([
  'hello',
  '@ana and @hec, see https://portal.checkpoint.com/x?a=1&b=2 (now)',
  '@channel @here @nobody me@example.com',
  '<@U0RESPOND1> <!channel> <https://evil.example> & &amp; &lt;b&gt;',
  'two\nlines  and   spaces',
  '<https://a.example|label> "quoted"',
])('what somebody typed is what they get to edit: %s', (typed) => {
  const id = (name: string) => ({ ana: 'U0RESPOND1', hec: 'U0HECBOT00' })[name];
  const name = (user: string) => ({ U0RESPOND1: 'ana', U0HECBOT00: 'hec' })[user];
  expect(retyped(storedText(typed, id).text, name)).toBe(typed);
});
