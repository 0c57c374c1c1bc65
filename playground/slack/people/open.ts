/** A person uses a shortcut, opens the App Home, or opens a Work Object's details. */
import { actionPayload } from '../block-kit/element-state.ts';
import { app, appDirectMessage } from '../ids.ts';
import type { Message } from '../messages.ts';
import { actorObject, conversationName, messageObject, teamObject } from '../payloads.ts';
import type { Acknowledgement } from '../recording.ts';
import { viewPayload } from '../views.ts';
import { entityParts } from './click.ts';
import { actor, conversationOf, type Scene, sendEvent, verificationToken } from './scene.ts';

/** From the menu of a message or thread reply. */
export async function messageShortcut(
  scene: Scene,
  { user, message, callbackId }: { user: string; message: Pick<Message, 'channel' | 'ts'>; callbackId: string },
): Promise<Acknowledgement> {
  const { world, deliverer } = scene;
  const person = actor(scene, user);
  const conversation = conversationOf(scene, message.channel, person);
  const stored = world.messages.get(message.channel, message.ts);
  if (!stored) throw new Error(`The message ${message.ts} in ${message.channel} is gone`);
  const { channel } = stored;
  const { acknowledgement } = await deliverer.deliver('interaction', {
    type: 'message_action',
    callback_id: callbackId,
    token: verificationToken,
    action_ts: world.ids.ts(),
    team: teamObject(person),
    user: actorObject(person),
    channel: { id: channel, name: conversationName(conversation) },
    is_enterprise_install: false,
    enterprise: null,
    message_ts: stored.ts,
    message: messageObject(stored, world.messages.threadOf(stored)),
    response_url: world.responseUrls.issue({ channel, user, original: { kind: 'none' } }),
    trigger_id: world.triggers.issue({ userId: user }),
  });
  return acknowledgement;
}

/** From the search bar or the composer's menu: it carries no conversation. */
export async function globalShortcut(
  scene: Scene,
  { user, callbackId }: { user: string; callbackId: string },
): Promise<Acknowledgement> {
  const { world, deliverer } = scene;
  const person = actor(scene, user);
  const { acknowledgement } = await deliverer.deliver('interaction', {
    type: 'shortcut',
    callback_id: callbackId,
    token: verificationToken,
    action_ts: world.ids.ts(),
    team: teamObject(person),
    user: actorObject(person),
    is_enterprise_install: false,
    enterprise: null,
    trigger_id: world.triggers.issue({ userId: user }),
  });
  return acknowledgement;
}

/** The app's Home tab, or its Messages tab. */
export async function openHome(
  scene: Scene,
  { user, tab = 'home' }: { user: string; tab?: 'home' | 'messages' },
): Promise<Acknowledgement> {
  const person = actor(scene, user);
  const home = scene.world.views.home(person.id);
  const { acknowledgement } = await sendEvent(scene, {
    type: 'app_home_opened',
    user: person.id,
    channel: appDirectMessage(person.id),
    tab,
    ...(home && tab === 'home' && { view: viewPayload(home) }),
  });
  return acknowledgement;
}

type SharedLink = Pick<Message, 'channel' | 'ts'> & { url: string };

/** What events and clicks say about a shared Work Object. */
function sharedEntity(scene: Scene, { channel, ts, url }: SharedLink) {
  const message = scene.world.messages.get(channel, ts);
  const unfurl = message?.unfurls.find((each) => each.url === url);
  if (!message || !unfurl?.entity) throw new Error(`The message ${ts} shows no Work Object for ${url}`);
  const threadTs = scene.world.messages.threadOf(message);
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  return { thread, parts: entityParts(unfurl) };
}

/** Opens a Work Object: Slack asks the app for its details. */
export async function entityDetails(
  scene: Scene,
  { user, ...shared }: SharedLink & { user: string },
): Promise<Acknowledgement> {
  const { world } = scene;
  const conversation = conversationOf(scene, shared.channel, actor(scene, user));
  const { thread, parts } = sharedEntity(scene, shared);
  const triggerId = world.triggers.issue({ userId: user });
  world.panes.askDetails(triggerId, shared.url);
  const { acknowledgement } = await sendEvent(
    scene,
    {
      type: 'entity_details_requested',
      user,
      trigger_id: triggerId,
      user_locale: 'en-US',
      ...parts.container,
      link: { url: shared.url, domain: new URL(shared.url).hostname },
      app_unfurl_url: shared.url,
      channel: shared.channel,
      message_ts: shared.ts,
      ...thread,
    },
    { sharedExternally: conversation.sharing === 'external' },
  );
  return acknowledgement;
}

/** Uses an action in a Work Object's open details. */
export async function clickInDetails(
  scene: Scene,
  { user, actionId, ...shared }: SharedLink & { user: string; actionId: string },
): Promise<Acknowledgement> {
  const { world, deliverer } = scene;
  const person = actor(scene, user);
  const conversation = conversationOf(scene, shared.channel, person);
  const { thread } = sharedEntity(scene, shared);
  const presented = world.panes.details(user).findLast(({ url, shown }) => url === shared.url && 'entity' in shown);
  if (!presented || !('entity' in presented.shown)) throw new Error(`${user} has no details of ${shared.url} open`);
  const parts = entityParts(presented.shown);
  const placed = parts.elements.find((each) => each.actionId === actionId);
  if (!placed) throw new Error(`The details of ${shared.url} have no action "${actionId}"`);
  const { acknowledgement } = await deliverer.deliver('interaction', {
    type: 'block_actions',
    user: actorObject(person),
    api_app_id: app.id,
    token: verificationToken,
    container: {
      type: 'entity_detail',
      ...parts.container,
      app_unfurl_url: shared.url,
      channel_id: shared.channel,
      message_ts: shared.ts,
      ...thread,
    },
    trigger_id: world.triggers.issue({ userId: user }),
    team: teamObject(person),
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: shared.channel, name: conversationName(conversation) },
    actions: [actionPayload(placed, undefined, world.ids.ts())],
  });
  return acknowledgement;
}
