/** A person writes a message (Slack tells the app about links and mentions), edits it, or drafts one with links. */
import { limits } from '../block-kit/limits.ts';
import { storedMessage } from '../direct-messages.ts';
import { app, team } from '../ids.ts';
import type { Block, JsonObject } from '../json.ts';
import type { Attachment, Message } from '../messages.ts';
import type { Draft } from '../panes.ts';
import { escaped, storedText } from '../typed-text.ts';
import { type Conversation, type Person, teamOf } from '../workspace.ts';
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

/** @throws beyond Slack's limit, which its composer does not let anybody send */
function read(scene: Scene, text: string) {
  if (text.length > limits.messageText) {
    throw new Error(`Slack takes at most ${limits.messageText.toLocaleString('en')} characters in a message`);
  }
  return storedText(text, (name) => scene.world.workspace.people().find((person) => person.name === name)?.id);
}

/** Where a person may write. */
function writable(scene: Scene, channel: string, person: Person): Conversation {
  const conversation = conversationOf(scene, channel, person);
  if (conversation.archived) throw new Error(`${conversation.name} is archived: nobody can post there`);
  return conversation;
}

/** Slack tells apps nothing about links from other organisations or from bots. */
const linksOf = (scene: Scene, { kind }: Person, links: readonly string[]) =>
  kind === 'stranger' || kind === 'bot' ? [] : sharedLinks(scene, links);

/**
 * Takes the text as typed: `@hec` mentions the app, `@ana` a person. Resolves once the app has acknowledged its events:
 * `link_shared` for links on the registered domains (except from other organisations), and `app_mention` if the app is
 * in the conversation. That is told of a direct message with the app too: Slack's pages say otherwise, but apps get it.
 */
export async function post(
  scene: Scene,
  given: {
    user: string;
    channel: string;
    text: string;
    threadTs?: string;
    files?: readonly JsonObject[];
    /** Of a message that is forwarded. */
    attachments?: readonly Attachment[];
  },
): Promise<Message> {
  const { user, channel, text, threadTs, files, attachments = [] } = given;
  const { world } = scene;
  const person = actor(scene, user);
  writable(scene, channel, person);
  const typed = read(scene, text);
  const links = linksOf(scene, person, typed.links);
  const ts = world.ids.ts();
  const message = world.messages.add({
    channel,
    ts,
    user,
    text: typed.text,
    blocks: typed.blocks,
    attachments,
    ...(files !== undefined && { files }),
    ...(threadTs !== undefined && { threadTs }),
    links: links.map(({ url }) => url),
    unfurlId: `${channel}.${ts}.${world.ids.next('').toLowerCase()}`,
    unfurls: [],
  });
  const told: Promise<unknown>[] = [];
  if (links.length > 0) told.push(tellOfLinks(scene, message, links));
  if (typed.mentions.includes(app.botUserId)) told.push(tellOfMention(scene, message));
  await Promise.all([...told, world.messages.told()]);
  return message;
}

/**
 * Previews of links that are no longer there go. Slack tells the app as if the message were new: of its links, also
 * those that it had before, and of a mention, marked as edited.
 */
export async function editMessage(
  scene: Scene,
  { user, channel, ts, text }: { user: string; channel: string; ts: string; text: string },
): Promise<void> {
  const { world } = scene;
  const person = actor(scene, user);
  writable(scene, channel, person);
  const typed = read(scene, text);
  const before = world.messages.get(channel, ts);
  if (before?.user !== user) throw new Error(`${user} has no message ${ts} in ${channel}`);
  if (typed.text === before.text) return;
  const links = linksOf(scene, person, typed.links);
  const urls = links.map(({ url }) => url);
  const message = world.messages.change(channel, ts, {
    text: typed.text,
    blocks: typed.blocks,
    edited: { user, ts: world.ids.ts() },
    links: urls,
    unfurls: before.unfurls.filter(({ url }) => urls.includes(url)),
  });
  if (message === undefined) return;
  const told: Promise<unknown>[] = [];
  if (links.length > 0) told.push(tellOfLinks(scene, message, links));
  if (typed.mentions.includes(app.botUserId)) told.push(tellOfMention(scene, message));
  await Promise.all([...told, world.messages.told()]);
}

async function tellOfLinks(scene: Scene, message: Message, links: { url: string; domain: string }[]): Promise<void> {
  const { channel, ts, user, threadTs, unfurlId } = message;
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
  await sendEvent(scene, event, sharing(scene, message));
}

async function tellOfMention(scene: Scene, message: Message): Promise<void> {
  const { channel, user } = message;
  const { world } = scene;
  if (!world.workspace.appIsMember(channel) || !world.installation.grantedScopes.includes('app_mentions:read')) return;
  const from = teamOf(actor(scene, user));
  const { subtype: _, ...stored } = storedMessage(scene, message);
  const event = {
    ...stored,
    type: 'app_mention',
    channel,
    team: from,
    user_team: from,
    source_team: from,
  };
  await sendEvent(scene, event, sharing(scene, message));
}

const sharing = (scene: Scene, { channel, user }: Message): { sharedExternally: boolean } => ({
  sharedExternally: conversationOf(scene, channel, actor(scene, user)).sharing === 'external',
});

/** Another app posts. Slack tells nobody about links in its messages. */
export function postByOtherApp(
  scene: Scene,
  given: {
    user: string;
    channel: string;
    text: string;
    blocks?: readonly Block[];
    attachments?: readonly Attachment[];
    files?: readonly JsonObject[];
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
export async function deleteMessage(scene: Scene, { channel, ts }: Pick<Message, 'channel' | 'ts'>): Promise<void> {
  scene.world.messages.remove(channel, ts);
  await scene.world.messages.told();
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
