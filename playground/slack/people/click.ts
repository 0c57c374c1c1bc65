/**
 * A person uses a button, menu or picker in a message, an ephemeral, an unfurl, a Work Object or a view. Slack sends
 * block_actions, for link buttons too.
 */
import { z } from 'zod';
import { actionPayload, type Choice, type StateValues, stateOf, withChoice } from '../block-kit/element-state.ts';
import { type PlacedElement, placedElements } from '../block-kit/tree.ts';
import { app } from '../ids.ts';
import type { Block, JsonObject } from '../json.ts';
import type { Ephemeral, Message, Unfurl } from '../messages.ts';
import { actorObject, conversationName, messageObject, teamObject, unfurlObject } from '../payloads.ts';
import type { Acknowledgement } from '../recording.ts';
import type { Original } from '../response-urls.ts';
import { type View, viewPayload } from '../views.ts';
import { actor, conversationOf, type Scene, verificationToken } from './scene.ts';

/** Where the element is. */
export type ClickTarget =
  | { message: Pick<Message, 'channel' | 'ts'> }
  | { ephemeral: Pick<Ephemeral, 'channel' | 'ts' | 'user'> }
  | { unfurl: Pick<Message, 'channel' | 'ts'> & { url: string } }
  | { view: Pick<View, 'id'> };

/**
 * Among elements with the same action_id, `blockId` picks the block and `index` the element (from 0). `choice` is what
 * is chosen in a menu or picker. If the element asks for confirmation, the person confirms.
 */
export type Click = ClickTarget & {
  user: string;
  actionId: string;
  blockId?: string;
  index?: number;
  choice?: Choice;
};

/** A surface's elements, and its part of the payload. */
type Surface = {
  elements: PlacedElement[];
  state: StateValues;
  payload: JsonObject;
  fromViewId?: string;
  remember: (state: StateValues) => void;
};

export function createClick(scene: Scene) {
  const { world, deliverer } = scene;
  /** Choices in messages' elements, which the message itself does not store. */
  const chosenInMessages = new Map<string, StateValues>();

  return async function click(given: Click): Promise<Acknowledgement> {
    const person = actor(scene, given.user);
    const surface = surfaceOf(given);
    const matching = surface.elements.filter(
      ({ actionId, blockId }) =>
        actionId === given.actionId && (given.blockId === undefined || blockId === given.blockId),
    );
    const placed = matching[given.index ?? 0];
    if (!placed) {
      const there = surface.elements.map(({ actionId }) => actionId).join(', ');
      throw new Error(`There is no "${given.actionId}" to click, only: ${there || 'nothing'}`);
    }
    const holdsState = surface.state[placed.blockId]?.[placed.actionId] !== undefined;
    const state = holdsState ? withChoice(surface.state, placed, given.choice ?? null) : surface.state;
    if (holdsState) surface.remember(state);
    const { acknowledgement } = await deliverer.deliver('interaction', {
      type: 'block_actions',
      user: actorObject(person),
      api_app_id: app.id,
      token: verificationToken,
      trigger_id: world.triggers.issue({
        userId: person.id,
        ...(surface.fromViewId !== undefined && { fromViewId: surface.fromViewId }),
      }),
      team: teamObject(person),
      enterprise: null,
      is_enterprise_install: false,
      ...(surface.fromViewId === undefined && { state: { values: state } }),
      ...surface.payload,
      ...(surface.fromViewId !== undefined && { view: viewWith(surface.fromViewId, state) }),
      actions: [actionPayload(placed, given.choice, world.ids.ts())],
    });
    return acknowledgement;
  };

  function viewWith(viewId: string, state: StateValues): JsonObject {
    const view = world.views.find({ viewId });
    if (!view) throw new Error(`The view ${viewId} is gone`);
    return viewPayload({ ...view, state });
  }

  function surfaceOf(given: Click): Surface {
    if ('message' in given) return ofMessage(given.message, given.user);
    if ('ephemeral' in given) return ofEphemeral(given.ephemeral, given.user);
    if ('unfurl' in given) return ofUnfurl(given.unfurl, given.user);
    return ofView(given.view.id, given.user);
  }

  function inConversation(
    user: string,
    { channel, ts, threadTs }: { channel: string; ts: string; threadTs?: string | undefined },
    container: JsonObject,
    original: Original,
  ): JsonObject {
    const conversation = conversationOf(scene, channel, actor(scene, user));
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    return {
      container: { message_ts: ts, channel_id: channel, ...thread, ...container },
      channel: { id: channel, name: conversationName(conversation) },
      response_url: world.responseUrls.issue({ channel, user, original }),
    };
  }

  function placedIn(key: string, blocks: readonly Block[]): Pick<Surface, 'elements' | 'state' | 'remember'> {
    return {
      elements: placedElements(blocks),
      state: stateOf(blocks, chosenInMessages.get(key)),
      remember: (state) => chosenInMessages.set(key, state),
    };
  }

  function foundMessage({ channel, ts }: Pick<Message, 'channel' | 'ts'>): Message {
    const message = world.messages.get(channel, ts);
    if (!message) throw new Error(`The message ${ts} in ${channel} is gone`);
    return message;
  }

  function ofMessage(where: Pick<Message, 'channel' | 'ts'>, user: string): Surface {
    const message = foundMessage(where);
    const inAttachments = message.attachments.flatMap((attachment) => attachment.blocks ?? []);
    const threadTs = world.messages.threadOf(message);
    const container =
      message.blocks.length > 0 || inAttachments.length === 0
        ? { type: 'message', is_ephemeral: false }
        : { type: 'message_attachment', attachment_id: 1, is_ephemeral: false, is_app_unfurl: false };
    return {
      ...placedIn(`${message.channel}/${message.ts}`, [...message.blocks, ...inAttachments]),
      payload: {
        ...inConversation(user, { ...message, threadTs }, container, { kind: 'message', ts: message.ts }),
        message: messageObject(message, threadTs),
      },
    };
  }

  function ofEphemeral({ channel, ts }: Pick<Ephemeral, 'channel' | 'ts'>, user: string): Surface {
    const { id = user, enterpriseId = user } = world.workspace.person(user) ?? {};
    const ephemeral = [user, id, enterpriseId]
      .flatMap((each) => world.messages.ephemerals(channel, each))
      .find((each) => each.ts === ts);
    if (!ephemeral) throw new Error(`${user} sees no private message ${ts} in ${channel}`);
    const inAttachments = ephemeral.attachments.flatMap((attachment) => attachment.blocks ?? []);
    const container = { type: 'message', is_ephemeral: true };
    return {
      ...placedIn(`${channel}/${ts}`, [...ephemeral.blocks, ...inAttachments]),
      payload: inConversation(user, ephemeral, container, { kind: 'ephemeral', ts }),
    };
  }

  function ofUnfurl({ url, ...where }: Pick<Message, 'channel' | 'ts'> & { url: string }, user: string): Surface {
    const message = foundMessage(where);
    const unfurl = message.unfurls.find((each) => each.url === url);
    if (!unfurl) throw new Error(`The message ${message.ts} shows no unfurl of ${url}`);
    const id = message.attachments.length + message.unfurls.indexOf(unfurl) + 1;
    const entity = entityParts(unfurl);
    const threadTs = world.messages.threadOf(message);
    const container = {
      type: 'message_attachment',
      attachment_id: id,
      is_ephemeral: false,
      is_app_unfurl: true,
      app_unfurl_url: url,
      ...entity.container,
    };
    const blocks = placedIn(`${message.channel}/${message.ts}/${url}`, unfurl.blocks);
    return {
      ...blocks,
      elements: [...blocks.elements, ...entity.elements],
      payload: {
        ...inConversation(user, { ...message, threadTs }, container, { kind: 'unfurl', ts: message.ts, url }),
        app_unfurl: { id, ...unfurlObject(unfurl) },
      },
    };
  }

  function ofView(id: string, user: string): Surface {
    const view = world.views.find({ viewId: id });
    if (view?.userId !== user) throw new Error(`${user} has no view ${id} open`);
    return {
      elements: placedElements(view.content.blocks),
      state: view.state,
      fromViewId: id,
      payload: { container: { type: 'view', view_id: id } },
      remember: (state) => world.views.setState(view, state),
    };
  }
}

const entityWithActions = z.looseObject({
  url: z.string(),
  external_ref: z.looseObject({ id: z.string() }),
  entity_payload: z.looseObject({
    actions: z
      .looseObject({
        primary_actions: z.array(z.looseObject({ action_id: z.string() })).default([]),
        overflow_actions: z.array(z.looseObject({ action_id: z.string() })).default([]),
      })
      .optional(),
  }),
});

/** A Work Object's actions, which Slack sends as buttons, and its container. */
export function entityParts({ entity }: Pick<Unfurl, 'entity'>): { elements: PlacedElement[]; container: JsonObject } {
  const parsed = entityWithActions.safeParse(entity).data;
  if (!parsed) return { elements: [], container: {} };
  const { primary_actions: primary = [], overflow_actions: overflow = [] } = parsed.entity_payload.actions ?? {};
  const elements = [...primary, ...overflow].map((action): PlacedElement => {
    const text = { type: 'plain_text', text: action.text };
    return {
      blockId: 'entity_actions',
      actionId: action.action_id,
      element: { ...action, type: 'button', text },
      required: false,
    };
  });
  return { elements, container: { entity_url: parsed.url, external_ref: parsed.external_ref } };
}
