// The Web API refuses with Slack's own codes what Slack would refuse, and conversations hold what it was given.
import { expect, test } from 'vitest';
import { app, appDirectMessage, channels, groups, people, team } from '../../../playground/slack/server.ts';
import { clientFor, problems, refusal } from '../../support/playground/slack-client.ts';
import { startSlack } from '../../support/playground/tiny-app.ts';

test('auth.test says who the app is and which scopes it has', async () => {
  const slack = await startSlack();
  slack.installation.grantedScopes = ['commands', 'chat:write'];
  const answer = await clientFor(slack).auth.test();
  expect(answer).toMatchObject({ ok: true, team_id: team.id, user_id: app.botUserId, bot_id: app.botId });
  expect(answer.response_metadata?.scopes).toEqual(['commands', 'chat:write']);
});

test('a wrong, missing or revoked token is refused', async () => {
  const slack = await startSlack();
  expect(await refusal(clientFor(slack, 'xoxb-wrong').auth.test())).toBe('invalid_auth');
  expect(await refusal(clientFor(slack, '').auth.test())).toBe('not_authed');
  slack.installation.revoked = true;
  expect(await refusal(clientFor(slack).auth.test())).toBe('token_revoked');
});

test.each([
  ['users:read', 'users.info', { user: people.member }],
  ['usergroups:read', 'usergroups.users.list', { usergroup: groups.secOncall }],
  ['channels:read', 'conversations.info', { channel: channels.general }],
  ['groups:read', 'conversations.info', { channel: channels.privateWithApp }],
  ['im:read', 'conversations.info', { channel: appDirectMessage(people.member) }],
  ['channels:read', 'users.conversations', { types: 'public_channel,private_channel' }],
  ['groups:read', 'users.conversations', { types: 'public_channel,private_channel' }],
  ['chat:write', 'chat.postMessage', { channel: channels.security, text: 'x' }],
  ['links:write', 'chat.unfurl', { channel: channels.security, ts: '1.1', unfurls: {} }],
  ['im:write', 'conversations.open', { users: people.member }],
])('without %s, %s is refused and names the scope', async (scope, method, args) => {
  const slack = await startSlack();
  slack.installation.grantedScopes = slack.installation.grantedScopes.filter((each) => each !== scope);
  const error = await clientFor(slack)
    .apiCall(method, args)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ data: { error: 'missing_scope', needed: scope } });
});

test.each([
  ['a public channel with the app', channels.security, 'ok', 'ok'],
  ['a public channel without the app', channels.general, 'ok', 'not_in_channel'],
  ['a private channel with the app', channels.privateWithApp, 'ok', 'ok'],
  ['a private channel without the app', channels.privateWithoutApp, 'channel_not_found', 'channel_not_found'],
  ['a direct message between people', channels.directMessage, 'channel_not_found', 'channel_not_found'],
  ['an archived channel', channels.archived, 'ok', 'is_archived'],
  ['the app’s own direct message', appDirectMessage(people.member), 'ok', 'ok'],
  ['no conversation at all', 'C0NOWHERE', 'channel_not_found', 'channel_not_found'],
])('for %s (%s), reading gives %s and posting gives %s', async (_name, channel, info, post) => {
  const slack = await startSlack();
  const client = clientFor(slack);
  expect(await refusal(client.conversations.info({ channel }))).toBe(info);
  expect(await refusal(client.conversations.members({ channel }))).toBe(info);
  expect(await refusal(client.chat.postMessage({ channel, text: 'hello' }))).toBe(post);
  expect(slack.messages(channel).map(({ text }) => text)).toEqual(post === 'ok' ? ['hello'] : []);
});

test('an invited app sees a private channel, and a removed one no longer does', async () => {
  const slack = await startSlack();
  const info = () => refusal(clientFor(slack).conversations.info({ channel: channels.privateWithoutApp }));
  slack.workspace.inviteApp(channels.privateWithoutApp);
  expect(await info()).toBe('ok');
  slack.workspace.removeApp(channels.privateWithoutApp);
  expect(await info()).toBe('channel_not_found');
});

test('a conversation says whether it is shared outside or about to be', async () => {
  const slack = await startSlack();
  const flags = async (channel: string) => {
    const { channel: info } = await clientFor(slack).conversations.info({ channel });
    return [info?.is_ext_shared, info?.is_pending_ext_shared];
  };
  expect(await flags(channels.security)).toEqual([false, false]);
  expect(await flags(channels.sharedPartner)).toEqual([true, false]);
  expect(await flags(channels.pendingShared)).toEqual([false, true]);
  slack.workspace.changeConversation(channels.security, { sharing: 'external' });
  expect(await flags(channels.security)).toEqual([true, false]);
});

async function joined(client: ReturnType<typeof clientFor>, args: object = {}): Promise<string[]> {
  const types = 'public_channel,private_channel';
  const { channels: listed = [] } = await client.users.conversations({ types, ...args });
  return listed.map(({ id = '' }) => id).toSorted();
}

test('the app’s own conversations are those that it is in, and archived ones can be left out', async () => {
  const client = clientFor(await startSlack());
  const { security, incident, privateWithApp, sharedPartner, pendingShared, archived } = channels;
  const open = [security, incident, privateWithApp, sharedPartner, pendingShared];
  expect(await joined(client, { exclude_archived: true })).toEqual(open.toSorted());
  expect(await joined(client)).toEqual([...open, archived].toSorted());
  expect(await joined(client, { types: 'private_channel' })).toEqual([privateWithApp]);
});

test('a person’s conversations are their public channels, and of the private ones those that the app is in too', async () => {
  const client = clientFor(await startSlack());
  const theirs = await joined(client, { user: people.member });
  expect(theirs).toContain(channels.general);
  expect(theirs).toContain(channels.privateWithApp);
  expect(theirs).not.toContain(channels.privateWithoutApp);
  expect(await refusal(client.users.conversations({ user: 'U0NOBODY00' }))).toBe('user_not_found');
});

test('a list of conversations says who can read them, but not whether the app is in them, and comes in pages', async () => {
  const client = clientFor(await startSlack());
  const pages: unknown[] = [];
  for await (const page of client.paginate('users.conversations', { limit: 3 })) pages.push(page);
  expect(pages).toHaveLength(2);
  expect(pages).toMatchObject([
    { channels: [{ is_ext_shared: false, is_private: false }, {}, { is_ext_shared: true }] },
    { channels: [{ is_pending_ext_shared: true }, { is_archived: true }] },
  ]);
  expect(JSON.stringify(pages)).not.toContain('is_member');
});

test('a conversation’s members come in pages', async () => {
  const slack = await startSlack();
  const pages: (readonly string[])[] = [];
  for await (const page of clientFor(slack).paginate('conversations.members', {
    channel: channels.security,
    limit: 3,
  })) {
    if ('members' in page && Array.isArray(page.members)) pages.push(page.members);
  }
  expect(pages.map((page) => page.length)).toEqual([3, 3, 3]);
  expect(pages.flat()).toEqual(slack.workspace.conversation(channels.security)?.members);
});

test.each([
  [people.member, {}],
  [people.singleChannelGuest, { is_restricted: true, is_ultra_restricted: true }],
  [people.multiChannelGuest, { is_restricted: true, is_ultra_restricted: false }],
  [people.stranger, { is_stranger: true, team_id: 'T0PARTNER0' }],
  [people.bot, { is_bot: true }],
  [people.deactivated, { deleted: true }],
])('users.info shows what kind of account %s is', async (user, expected) => {
  const slack = await startSlack();
  const { user: info } = await clientFor(slack).users.info({ user });
  expect(info).toMatchObject({ id: user, ...expected });
});

test('a user group lists its members, and an unknown group or person is refused', async () => {
  const slack = await startSlack();
  const client = clientFor(slack);
  expect((await client.usergroups.users.list({ usergroup: groups.secOncall })).users).toEqual([people.onCallResponder]);
  expect(await refusal(client.usergroups.users.list({ usergroup: 'S0NOBODY' }))).toBe('no_such_subteam');
  expect(await refusal(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
});

test('a message to a person lands in the app’s direct conversation with them', async () => {
  const slack = await startSlack();
  const client = clientFor(slack);
  await client.chat.postMessage({ channel: people.member, text: 'psst' });
  const { channel } = await client.conversations.open({ users: people.member });
  expect(slack.messages(channel?.id ?? '').map(({ text }) => text)).toEqual(['psst']);
});

test('replies are in their thread, and replies to replies are refused', async () => {
  const slack = await startSlack();
  const client = clientFor(slack);
  const root = await slack.post({ user: people.member, channel: channels.security, text: 'incident' });
  const { ts: reply = '' } = await client.chat.postMessage({ channel: root.channel, text: 'card', thread_ts: root.ts });
  expect(slack.thread(root.channel, root.ts).map(({ text }) => text)).toEqual(['incident', 'card']);
  const post = (thread_ts: string) => refusal(client.chat.postMessage({ channel: root.channel, text: 'x', thread_ts }));
  expect(await post(reply)).toBe('cannot_reply_to_message');
  expect(await post('1.000001')).toBe('thread_not_found');
});

test('a message with no content, too much text, or too much text in its blocks is refused', async () => {
  const slack = await startSlack();
  const post = (content: object) =>
    refusal(clientFor(slack).apiCall('chat.postMessage', { channel: channels.security, ...content }));
  const section = (length: number) => ({ type: 'section', text: { type: 'plain_text', text: 'x'.repeat(length) } });
  const blocks = (last: number) => [...Array.from({ length: 4 }, () => section(3_000)), section(last)];
  expect(await post({})).toBe('no_text');
  expect(await post({ blocks: [] })).toBe('no_text');
  expect(await post({ text: 'x'.repeat(40_000) })).toBe('ok');
  expect(await post({ text: 'x'.repeat(40_001) })).toBe('msg_too_long');
  expect(await post({ blocks: blocks(1_200) })).toBe('ok');
  expect(await post({ blocks: blocks(1_201) })).toBe('msg_blocks_too_long');
  expect(await post({ blocks: 'nonsense' })).toBe('invalid_blocks_format');
});

test('invalid blocks are refused with a pointer to the mistake, even inside attachments', async () => {
  const slack = await startSlack();
  const client = clientFor(slack);
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }];
  const post = (content: object) =>
    client.apiCall('chat.postMessage', { channel: channels.security, text: 'x', ...content });
  expect(await refusal(post({ blocks }))).toBe('invalid_blocks');
  expect(await problems(post({ blocks }))).toEqual([
    '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ]);
  expect(await problems(post({ attachments: [{ color: '#ff0000', blocks }] }))).toEqual([
    '[ERROR] must be less than 3001 characters [json-pointer:/attachments/0/blocks/0/text/text]',
  ]);
  expect(slack.messages(channels.security)).toEqual([]);
});

test('an update keeps what it does not name, and an app can change or delete only its own messages', async () => {
  const slack = await startSlack();
  const client = clientFor(slack);
  const channel = channels.security;
  const blocks = [{ type: 'divider' }];
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'before', blocks });
  await client.chat.update({ channel, ts, text: 'after' });
  expect(slack.message(channel, ts)).toMatchObject({ text: 'after', blocks, edited: { user: app.botUserId } });

  const other = await slack.post({ user: people.member, channel, text: 'mine' });
  expect(await refusal(client.chat.update({ channel, ts: other.ts, text: 'x' }))).toBe('cant_update_message');
  expect(await refusal(client.chat.delete({ channel, ts: other.ts }))).toBe('cant_delete_message');
  await client.chat.delete({ channel, ts });
  expect(await refusal(client.chat.update({ channel, ts, text: 'x' }))).toBe('message_not_found');
  expect(slack.messages(channel).map(({ text }) => text)).toEqual(['mine']);
});

test('a private message is seen by one person, who must be in the conversation', async () => {
  const slack = await startSlack();
  const client = clientFor(slack);
  const whisper = (user: string) =>
    refusal(client.chat.postEphemeral({ channel: channels.security, user, text: 'psst' }));
  expect(await whisper(people.member)).toBe('ok');
  expect(await whisper(people.stranger)).toBe('user_not_in_channel');
  expect(await whisper('U0NOBODY')).toBe('user_not_found');
  expect(slack.ephemerals(channels.security, people.member)).toMatchObject([{ text: 'psst', by: 'app' }]);
  expect(slack.messages(channels.security)).toEqual([]);
});

test('a permalink leads to the message and its thread', async () => {
  const slack = await startSlack();
  const client = clientFor(slack);
  const channel = channels.security;
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'x' });
  const { ts: reply = '' } = await client.chat.postMessage({ channel, text: 'y', thread_ts: ts });
  const link = async (message_ts: string) => (await client.chat.getPermalink({ channel, message_ts })).permalink;
  expect(await link(ts)).toBe(`https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`);
  expect(await link(reply)).toContain(`?thread_ts=${ts}&cid=${channel}`);
  expect(await refusal(client.chat.getPermalink({ channel, message_ts: '1.1' }))).toBe('message_not_found');
});

test('an unknown method and missing arguments are refused', async () => {
  const slack = await startSlack();
  expect(await refusal(clientFor(slack).apiCall('chat.shout'))).toBe('unknown_method');
  expect(await problems(clientFor(slack).apiCall('users.info'))).toEqual([
    '[ERROR] missing required field: user [json-pointer:]',
  ]);
});
