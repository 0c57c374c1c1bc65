// Links that people share: who the app hears of, what it may show for them, and Work Objects.
import { expect, test } from 'vitest';
import { channels, people, type SlackSimulator } from '../../../playground/slack/server.ts';
import { clientFor, refusal } from '../../support/playground/slack-client.ts';
import { startHttpApp, startSlack } from '../../support/playground/tiny-app.ts';

const link = 'https://portal.checkpoint.com/dashboard/?a=1&b=2';
const linkInEvent = 'https://portal.checkpoint.com/dashboard/?a=1&amp;b=2';
const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'an event' } }];
const buttons = [
  {
    type: 'actions',
    elements: [{ type: 'button', action_id: 'press', text: { type: 'plain_text', text: 'Go' }, value: 'v' }],
  },
];

const eventsOf = (slack: SlackSimulator) => slack.deliveries.map(({ payload }) => payload.event);

test('a message with registered links is stored as Slack stores it, and the app hears of those links', async () => {
  const slack = await startSlack();
  const text = `see ${link}, https://eu.avanan.net/x and https://evil.example/x & <!channel> @ana`;
  const message = await slack.post({ user: people.member, channel: channels.general, text });
  expect(message.text).toBe(
    `see <${linkInEvent}>, <https://eu.avanan.net/x> and <https://evil.example/x> &amp; &lt;!channel&gt; <@${people.responder}>`,
  );
  expect(slack.deliveries).toHaveLength(1);
  expect(slack.deliveries[0]?.payload).toMatchObject({
    type: 'event_callback',
    is_ext_shared_channel: false,
    event: {
      type: 'link_shared',
      user: people.member,
      channel: channels.general,
      message_ts: message.ts,
      source: 'conversations_history',
      unfurl_id: message.unfurlId,
      links: [
        { url: linkInEvent, domain: 'portal.checkpoint.com' },
        { url: 'https://eu.avanan.net/x', domain: 'eu.avanan.net' },
      ],
    },
  });
});

test('a host that only ends like a registered domain is not registered', async () => {
  const slack = await startSlack();
  await slack.post({
    user: people.member,
    channel: channels.security,
    text: 'https://notavanan.net/ https://avanan.net.evil.example/',
  });
  expect(slack.deliveries).toEqual([]);
});

test('the app hears of no links from other organisations or bots, or without the scope', async () => {
  const slack = await startSlack();
  await slack.post({ user: people.stranger, channel: channels.sharedPartner, text: link });
  await slack.post({ user: people.bot, channel: channels.security, text: link });
  slack.installation.grantedScopes = [];
  await slack.post({ user: people.member, channel: channels.security, text: link });
  expect(slack.deliveries).toEqual([]);
});

test('a link event says whether its conversation is shared outside and which thread it is in', async () => {
  const slack = await startSlack();
  const root = await slack.post({ user: people.member, channel: channels.sharedPartner, text: 'incident' });
  await slack.post({ user: people.member, channel: channels.sharedPartner, text: link, threadTs: root.ts });
  expect(slack.deliveries[0]?.payload).toMatchObject({ is_ext_shared_channel: true, event: { thread_ts: root.ts } });
});

test('a mention reaches the app only in conversations that it is a member of', async () => {
  const slack = await startSlack();
  await slack.post({ user: people.member, channel: channels.general, text: '@HEC abc' });
  expect(slack.deliveries).toEqual([]);
  const message = await slack.post({ user: people.member, channel: channels.security, text: 'hey @HEC abc' });
  expect(eventsOf(slack)).toMatchObject([{ type: 'app_mention', text: 'hey <@U0HECBOT00> abc', ts: message.ts }]);
});

test('the app can unfurl a shared link with blocks and then replace them', async () => {
  const slack = await startSlack();
  const { chat } = clientFor(slack);
  const { channel, ts } = await slack.post({ user: people.member, channel: channels.general, text: link });
  await chat.unfurl({ channel, ts, unfurls: { [linkInEvent]: { blocks } } });
  await chat.unfurl({ channel, ts, unfurls: { [linkInEvent]: { blocks: buttons } } });
  expect(slack.message(channel, ts)?.unfurls).toMatchObject([{ url: linkInEvent, blocks: buttons }]);
});

test('an unfurl is refused for a link that was not shared, a deleted message, or blocks it can’t hold', async () => {
  const slack = await startSlack();
  const { chat } = clientFor(slack);
  const { channel, ts } = await slack.post({ user: people.member, channel: channels.general, text: link });
  const richText = [{ type: 'rich_text', elements: [] }];
  expect(await refusal(chat.unfurl({ channel, ts, unfurls: { [link]: { blocks } } }))).toBe('cannot_unfurl_url');
  expect(await refusal(chat.unfurl({ channel, ts, unfurls: {} }))).toBe('missing_unfurls');
  expect(
    await refusal(
      clientFor(slack).apiCall('chat.unfurl', { channel, ts, unfurls: { [linkInEvent]: { blocks: richText } } }),
    ),
  ).toBe('invalid_blocks');
  await slack.deleteMessage({ channel, ts });
  expect(await refusal(chat.unfurl({ channel, ts, unfurls: { [linkInEvent]: { blocks } } }))).toBe(
    'cannot_find_message',
  );
});

test('a draft with a link asks for a preview by its unfurl id', async () => {
  const slack = await startSlack();
  const client = clientFor(slack);
  const draft = await slack.compose({ user: people.member, channel: channels.security, text: link });
  expect(eventsOf(slack)).toMatchObject([
    { channel: 'COMPOSER', source: 'composer', message_ts: draft.unfurlId, unfurl_id: draft.unfurlId },
  ]);
  const unfurls = { [linkInEvent]: { blocks } };
  expect(await refusal(client.chat.unfurl({ unfurl_id: draft.unfurlId, source: 'composer', unfurls }))).toBe('ok');
  expect(slack.draft(draft.unfurlId)?.unfurls).toMatchObject([{ url: linkInEvent, blocks }]);
  expect(await refusal(client.apiCall('chat.unfurl', { unfurl_id: draft.unfurlId, unfurls }))).toBe('missing_source');
});

test('a click in an unfurl says which link it belongs to', async () => {
  const slack = await startSlack();
  const seen: unknown[] = [];
  await startHttpApp(slack, (app) => {
    app.action('press', async ({ ack, body }) => {
      seen.push(body);
      await ack();
    });
  });
  const { channel, ts } = await slack.post({ user: people.member, channel: channels.general, text: link });
  await clientFor(slack).chat.unfurl({ channel, ts, unfurls: { [linkInEvent]: { blocks: buttons } } });
  await slack.click({ user: people.responder, unfurl: { channel, ts, url: linkInEvent }, actionId: 'press' });
  expect(seen).toMatchObject([
    {
      type: 'block_actions',
      container: {
        type: 'message_attachment',
        is_app_unfurl: true,
        app_unfurl_url: linkInEvent,
        message_ts: ts,
        channel_id: channel,
      },
      app_unfurl: { app_unfurl_url: linkInEvent },
      actions: [{ action_id: 'press', value: 'v', type: 'button' }],
    },
  ]);
});

const entity = (rest: object = {}) => ({
  url: link,
  external_ref: { id: '1', type: 'event' },
  entity_type: 'slack#/entities/incident',
  entity_payload: {
    attributes: { title: { text: 'Phishing' } },
    fields: { status: { value: 'new', tag_color: 'red' } },
    actions: { primary_actions: [{ text: 'Quarantine', action_id: 'quarantine', value: 'v' }] },
  },
  ...rest,
});

test('an invalid Work Object is dropped with a warning, and a valid one is kept', async () => {
  const slack = await startSlack();
  const client = clientFor(slack);
  const { channel, ts } = await slack.post({ user: people.member, channel: channels.general, text: link });
  const unfurl = (shared: object) => client.apiCall('chat.unfurl', { channel, ts, metadata: { entities: [shared] } });
  const wrong = await unfurl(entity({ app_unfurl_url: linkInEvent, entity_type: 'slack#/entities/alert' }));
  expect(wrong).toMatchObject({ ok: true, warning: 'invalid_metadata_format' });
  expect(wrong.response_metadata?.messages?.[0]).toContain('[json-pointer:/metadata/entities/0/entity_type]');
  expect(slack.message(channel, ts)?.unfurls).toEqual([]);
  expect(await unfurl(entity({ app_unfurl_url: linkInEvent }))).not.toHaveProperty('warning');
  expect(slack.message(channel, ts)?.unfurls).toMatchObject([{ entity: { entity_type: 'slack#/entities/incident' } }]);
});

test('a Work Object opens its details, and its actions can be used there', async () => {
  const slack = await startSlack();
  const containers: unknown[] = [];
  await startHttpApp(slack, (app) => {
    app.event('entity_details_requested', async ({ client, event }) => {
      await client.apiCall('entity.presentDetails', { trigger_id: event.trigger_id, metadata: entity() });
    });
    app.action('quarantine', async ({ ack, body }) => {
      containers.push('container' in body ? body.container : undefined);
      await ack();
    });
  });
  const { channel, ts } = await slack.post({ user: people.member, channel: channels.security, text: link });
  const shared = { channel, ts, url: linkInEvent };
  await clientFor(slack).apiCall('chat.unfurl', {
    channel,
    ts,
    metadata: { entities: [entity({ app_unfurl_url: linkInEvent })] },
  });
  await slack.entityDetails({ user: people.responder, ...shared });
  await slack.until(() => slack.details(people.responder).length === 1);
  await slack.click({ user: people.responder, unfurl: shared, actionId: 'quarantine' });
  await slack.clickInDetails({ user: people.responder, ...shared, actionId: 'quarantine' });
  expect(containers).toMatchObject([
    { type: 'message_attachment', external_ref: { id: '1' } },
    { type: 'entity_detail', external_ref: { id: '1' }, entity_url: link },
  ]);
});

test('a Work Object’s details may say that the person may not see them', async () => {
  const slack = await startSlack();
  await startHttpApp(slack, (app) => {
    app.event('entity_details_requested', async ({ client, event }) => {
      await client.apiCall('entity.presentDetails', { trigger_id: event.trigger_id, error: { status: 'restricted' } });
    });
  });
  const { channel, ts } = await slack.post({ user: people.member, channel: channels.security, text: link });
  await clientFor(slack).apiCall('chat.unfurl', {
    channel,
    ts,
    metadata: { entities: [entity({ app_unfurl_url: linkInEvent })] },
  });
  await slack.entityDetails({ user: people.member, channel, ts, url: linkInEvent });
  const [details] = await slack.until(() => slack.details(people.member).length > 0 && slack.details(people.member));
  expect(details?.shown).toEqual({ error: { status: 'restricted' } });
});
