import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { manifestsFrom } from '../deploy/manifests.ts';
import { neededScopes, optionalScopes, scopes } from '../src/slack/api/scopes.ts';
import { readCommandText } from '../src/slack/features/lookup/parse-command.ts';
import { listeners } from '../src/slack/listeners.ts';
import { conversationEvents } from '../src/slack/payloads/conversation-news.ts';

/** Closed, as Slack's published schema is: no other keys. */
const manifestShape = z.strictObject({
  display_information: z.strictObject({ name: z.string(), description: z.string(), background_color: z.string() }),
  features: z.strictObject({
    slash_commands: z.array(
      z.strictObject({
        command: z.string(),
        description: z.string(),
        usage_hint: z.string(),
        should_escape: z.boolean(),
        url: z.string().optional(),
      }),
    ),
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string(), always_online: z.boolean() }),
    shortcuts: z.array(
      z.strictObject({
        name: z.string().max(24),
        type: z.enum(['message', 'global']),
        callback_id: z.string(),
        description: z.string().max(150),
      }),
    ),
    unfurl_domains: z.array(z.string()).max(5),
  }),
  oauth_config: z.strictObject({
    scopes: z.strictObject({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: z.string().optional(), bot_events: z.array(z.string()) }),
    interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: z.string().optional() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

/** What an app that was installed with version 0.1.0 was granted. */
const firstScopes = [
  'commands',
  'chat:write',
  'app_mentions:read',
  'links:read',
  'links:write',
  'users:read',
  'usergroups:read',
  'channels:read',
  'groups:read',
];

const textOf = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');
const source = await textOf('manifest.yml');
const socket: unknown = parse(source);
const http: unknown = parse(await textOf('manifest.http.yml'));

test('what the app lacks without a scope is told of every scope, once', () => {
  expect([...Object.keys(neededScopes), ...Object.keys(optionalScopes)].toSorted()).toEqual(
    Object.keys(scopes).toSorted(),
  );
});

describe('the manifest', () => {
  const manifest = manifestShape.parse(socket);

  test('the manifest declares exactly the commands, shortcuts and events that the app listens to', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(Object.keys(listeners.commands));
    const shortcuts = manifest.features.shortcuts.map(({ callback_id }) => callback_id);
    expect(shortcuts.toSorted()).toEqual(Object.keys(listeners.shortcuts).toSorted());
    expect(manifest.features.app_home.home_tab_enabled).toBe('app_home_opened' in listeners.events);
    const { messages_tab_enabled: isTab, messages_tab_read_only_enabled: isReadOnly } = manifest.features.app_home;
    expect(isTab && !isReadOnly).toBe('message' in listeners.events);
    // An event's type says nothing of the kind of conversation, which the name of its subscription does.
    const subscribed = manifest.settings.event_subscriptions.bot_events.map((event) =>
      event.replace('message.im', 'message'),
    );
    expect(subscribed).toEqual([...Object.keys(listeners.events), ...conversationEvents]);
    expect(manifest.settings.interactivity.is_enabled).toBe(Object.keys(listeners.actions).length > 0);
  });

  test('the command’s hint names every word that the command knows', () => {
    const id = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
    const [hint = ''] = manifest.features.slash_commands.map(({ usage_hint: given }) => given);
    const read = hint
      .replace('[private]', `| ${id} private`)
      .replace('<id or portal link>', id)
      .replace('<id>', id)
      .replace('<filters>', 'severity:high+')
      .split('|')
      .map((text) => readCommandText(text));
    const example = { kind: 'event', reference: { kind: 'typed', id } };
    expect(read).toEqual([
      { ...example, audience: 'conversation' },
      { ...example, audience: 'asker' },
      { kind: 'search', text: 'severity:high+' },
      { kind: 'audit', reference: { kind: 'typed', id } },
      { kind: 'help' },
    ]);
  });

  test('the manifest asks for exactly the scopes that the app uses', () => {
    expect(manifest.oauth_config.scopes.bot).toEqual(Object.keys(scopes));
  });

  test('whoever installs the app may leave out the optional scopes and no others', () => {
    const { bot, bot_optional: optional } = manifest.oauth_config.scopes;
    expect(optional).toEqual(Object.keys(optionalScopes));
    // Slack refuses a manifest with an optional scope that isn't in both lists.
    expect(bot).toEqual(expect.arrayContaining(optional));
  });

  test('every scope that came after 0.1.0 is optional, so that nobody has to reinstall the app', () => {
    const { bot, bot_optional: optional } = manifest.oauth_config.scopes;
    expect(bot.filter((scope) => !optional.includes(scope))).toEqual(firstScopes);
  });

  test('the manifest previews only links to the portals', () => {
    expect(manifest.features.unfurl_domains).toEqual(['portal.checkpoint.com', 'avanan.net', 'checkpointcloudsec.com']);
  });

  test('the manifest is for Socket Mode, and the one for HTTP differs only in the transport', () => {
    const url = 'https://hec-slack.example.com/slack/events';
    const expected = structuredClone(manifestShape.parse(socket));
    for (const command of expected.features.slash_commands) command.url = url;
    expected.settings.event_subscriptions.request_url = url;
    expected.settings.interactivity.request_url = url;
    expect(expected.settings.socket_mode_enabled).toBe(true);
    expected.settings.socket_mode_enabled = false;
    expect(manifestShape.parse(http)).toEqual(expected);
  });

  test.each(Object.keys(manifestsFrom(source)))('%s is what “npm run manifest” makes of manifest.yml', async (name) => {
    expect(await textOf(name)).toBe(manifestsFrom(source)[name]);
  });

  test('manifest.json says the same as manifest.yml', async () => {
    expect(JSON.parse(await textOf('manifest.json'))).toEqual(socket);
  });

  test('the configuration page gives the part of the manifest that Work Objects need', async () => {
    const page = await textOf('docs/configuration.md');
    const [, example = ''] = page.match(/```yaml\n([\s\S]+?)```/) ?? [];
    expect(parse(example)).toEqual({
      features: { rich_previews: { is_active: true, entity_types: ['slack#/entities/incident'] } },
    });
  });
});

test('the permissions page gives the reason for each scope', async () => {
  const page = await readFile(new URL('../docs/permissions.md', import.meta.url), 'utf8');
  for (const [scope, reason] of Object.entries(scopes)) expect(page).toContain(`| \`${scope}\` | ${reason} |`);
});
