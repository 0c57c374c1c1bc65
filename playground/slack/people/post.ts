/** A person writes a message (Slack tells the app about links and mentions), edits it, or drafts one with links. */

import { app, team } from '../ids.ts';
import type { Block } from '../json.ts';
import type { Attachment, Message } from '../messages.ts';
import type { Draft } from '../panes.ts';
import { escaped, storedText } from '../typed-text.ts';
import { type Person, teamOf } from '../workspace.ts';
import { actor, conversationOf, type Scene, sendEvent } from './scene.ts';

/** The link's host, if it is one of the app's registered domains or a subdomain. */
function registeredHost(url: string, domains: readonly string[]): string | undefined {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`)) ? host : undefined;
}

function sharedLinks({ world }: Scene, links: readonly string[]): { url: string; domain: string }[] {
  const { grantedScopes, unfurlDomains } = world.installation;
  if (!grantedScopes.includes('links:read')) return [];
  return links.flatMap((link) => {
    const domain = registeredHost(link, unfurlDomains);
    return domain === undefined ? [] : [{ url: escaped(link), domain }];
  });
}

const read = (scene: Scene, text: string) =>
  storedText(text, (name) => scene.world.workspace.people().find((person) => person.name === name)?.id);

/**
 * Takes the text as typed: `@hec` mentions the app, `@ana` a person. Resolves once the app has acknowledged its events:
 * `link_shared` for links on the registered domains (except from other organisations), and `app_mention` if the app is
 * in the conversation.
 */
export async function post(
  scene: Scene,
  { user, channel, text, threadTs }: { user: string; channel: string; text: string; threadTs?: string },
): Promise<Message> {
  const { world } = scene;
  const person = actor(scene, user);
  const conversation = conversationOf(scene, channel, person);
  if (conversation.archived) throw new Error(`${conversation.name} is archived: nobody can post there`);
  const typed = read(scene, text);
  const links = linksToldBy(scene, person, typed.links);
  const ts = world.ids.ts();
  const unfurlId = `${channel}.${ts}.${world.ids.next('').toLowerCase()}`;
  const message = world.messages.add({
    channel,
    ts,
    user,
    text: typed.text,
    blocks: typed.blocks,
    attachments: [],
    ...(threadTs !== undefined && { threadTs }),
    links: links.map(({ url }) => url),
    unfurlId,
    unfurls: [],
  });
  const told = [tellOfLinks(scene, message, links)];
  if (typed.mentions.includes(app.botUserId)) told.push(tellOfMention(scene, message));
  await Promise.all(told);
  return message;
}

/** Nobody is told of the links of other organisations and of bots. */
function linksToldBy(scene: Scene, { kind }: Person, links: readonly string[]): { url: string; domain: string }[] {
  return kind === 'stranger' || kind === 'bot' ? [] : sharedLinks(scene, links);
}

async function tellOfLinks(
  scene: Scene,
  { channel, ts, user, threadTs, unfurlId }: Message,
  links: readonly { url: string; domain: string }[],
): Promise<void> {
  if (links.length === 0) return;
  const event = {
    type: 'link_shared',
    user,
    channel,
    message_ts: ts,
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    links,
    unfurl_id: unfurlId,
    source: 'conversations_history',
    is_bot_user_member: scene.world.workspace.appIsMember(channel),
  };
  const conversation = conversationOf(scene, channel, actor(scene, user));
  await sendEvent(scene, event, { sharedExternally: conversation.sharing === 'external' });
}

/**
 * After an edit, Slack sends a mention again, marked as edited, and all links that the message now holds. The previews
 * of links that it no longer holds are gone.
 */
export async function editMessage(
  scene: Scene,
  { user, channel, ts, text }: { user: string; channel: string; ts: string; text: string },
): Promise<void> {
  const { world } = scene;
  const typed = read(scene, text);
  if (world.messages.get(channel, ts)?.user !== user) throw new Error(`${user} has no message ${ts} in ${channel}`);
  const links = linksToldBy(scene, actor(scene, user), typed.links);
  const urls = links.map(({ url }) => url);
  const edited = { user, ts: world.ids.ts() };
  const unfurls = world.messages.get(channel, ts)?.unfurls.filter(({ url }) => urls.includes(url)) ?? [];
  const { text: stored, blocks } = typed;
  const message = world.messages.change(channel, ts, { text: stored, blocks, edited, links: urls, unfurls });
  if (message === undefined) return;
  const told = [tellOfLinks(scene, message, links)];
  if (typed.mentions.includes(app.botUserId)) told.push(tellOfMention(scene, message));
  await Promise.all(told);
}

async function tellOfMention(scene: Scene, message: Message): Promise<void> {
  const { channel, ts, user, text, blocks, threadTs, edited } = message;
  const { world } = scene;
  if (!world.workspace.appIsMember(channel) || !world.installation.grantedScopes.includes('app_mentions:read')) return;
  const person = actor(scene, user);
  const from = teamOf(person);
  const event = {
    type: 'app_mention',
    user,
    channel,
    ts,
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    text,
    blocks,
    ...(edited && { edited }),
    team: from,
    user_team: from,
    source_team: from,
  };
  await sendEvent(scene, event, { sharedExternally: conversationOf(scene, channel, person).sharing === 'external' });
}

/** Another app posts. Slack tells nobody about links in its messages. */
export function postByOtherApp(
  scene: Scene,
  given: {
    user: string;
    channel: string;
    text: string;
    blocks?: readonly Block[];
    attachments?: readonly Attachment[];
    threadTs?: string;
  },
): Message {
  const { threadTs, blocks = [], attachments = [], ...rest } = given;
  conversationOf(scene, given.channel, actor(scene, given.user));
  return scene.world.messages.add({
    ...rest,
    ts: scene.world.ids.ts(),
    botId: 'B0OTHERAPP',
    blocks,
    attachments,
    ...(threadTs !== undefined && { threadTs }),
    links: [],
    unfurls: [],
  });
}

/** Deletes a person's own message with its unfurls. */
export function deleteMessage(scene: Scene, { channel, ts }: Pick<Message, 'channel' | 'ts'>): void {
  scene.world.messages.remove(channel, ts);
}

/** Links in an unsent message: Slack asks the app for previews. */
export async function compose(
  scene: Scene,
  { user, channel, text }: { user: string; channel: string; text: string },
): Promise<Draft> {
  const { world } = scene;
  const person = actor(scene, user);
  const conversation = conversationOf(scene, channel, person);
  const links = sharedLinks(scene, read(scene, text).links);
  const unfurlId = `${user}-${world.ids.next('').toLowerCase()}-${team.id}`;
  const draft: Draft = { unfurlId, user, links: links.map(({ url }) => url), unfurls: [] };
  world.panes.setDraft(draft);
  if (links.length > 0) {
    await sendEvent(
      scene,
      {
        type: 'link_shared',
        user,
        channel: 'COMPOSER',
        message_ts: unfurlId,
        links,
        unfurl_id: unfurlId,
        source: 'composer',
        is_bot_user_member: world.workspace.appIsMember(channel),
      },
      { sharedExternally: conversation.sharing === 'external' },
    );
  }
  return draft;
}
