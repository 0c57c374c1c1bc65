/** A person fills in, submits or closes the top modal of their stack. */
import { z } from 'zod';
import { type Choice, isEmpty, type StateValues, withChoice } from '../block-kit/element-state.ts';
import { placedElements } from '../block-kit/tree.ts';
import { app } from '../ids.ts';
import { objectIn } from '../json.ts';
import { actorObject, teamObject } from '../payloads.ts';
import type { Acknowledgement } from '../recording.ts';
import { type View, viewPayload } from '../views.ts';
import { readView } from '../web-api/views.ts';
import { actor, type Scene, verificationToken } from './scene.ts';

const answer = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
]);

function topView({ world }: Scene, user: string): View {
  const view = world.views.of(user).at(-1);
  if (!view) throw new Error(`${user} has no modal open`);
  return view;
}

/** `values` are keyed by block_id or action_id. */
function filledIn(view: View, values: Readonly<Record<string, Choice>>): StateValues {
  const placed = placedElements(view.content.blocks);
  return Object.entries(values).reduce((state, [key, choice]) => {
    const found = placed.find(({ blockId, actionId }) => blockId === key || actionId === key);
    if (!found) throw new Error(`The modal has no input "${key}", only: ${placed.map(({ blockId }) => blockId)}`);
    return withChoice(state, found, choice);
  }, view.state);
}

/**
 * Submits the top modal with `values`, and does what the app answers: shows errors, updates, pushes or closes views.
 * @throws if a required input is empty, because Slack does not send that; and if Slack refuses the app's answer, which
 * leaves the modal open
 */
export async function submitView(
  scene: Scene,
  { user, values = {} }: { user: string; values?: Readonly<Record<string, Choice>> },
): Promise<Acknowledgement> {
  const { world, deliverer } = scene;
  const person = actor(scene, user);
  const before = topView(scene, user);
  const view = world.views.setState(before, filledIn(before, values));
  for (const { blockId, actionId, required } of placedElements(view.content.blocks)) {
    if (required && isEmpty(view.state[blockId]?.[actionId])) throw new Error(`"${blockId}" must be filled in`);
  }
  const { acknowledgement } = await deliverer.deliver('interaction', {
    type: 'view_submission',
    team: teamObject(person),
    user: actorObject(person),
    api_app_id: app.id,
    token: verificationToken,
    trigger_id: world.triggers.issue({ userId: user, fromViewId: view.id }),
    view: viewPayload(view),
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  });
  if (acknowledgement.outcome === 'acknowledged') follow(scene, view, acknowledgement.body);
  return acknowledgement;
}

function follow({ world }: Scene, submitted: View, body: string): void {
  const view = world.views.find({ viewId: submitted.id }) ?? submitted;
  const json = objectIn(body);
  if (!json || Object.keys(json).length === 0) {
    world.views.pop(view.userId);
    return;
  }
  const parsed = answer.safeParse(json);
  if (!parsed.success) throw new Error(`Slack would not understand this answer to a submission: ${body}`);
  switch (parsed.data.response_action) {
    case 'errors': {
      const inputs = new Set(view.content.blocks.map((block) => (block.type === 'input' ? block.block_id : undefined)));
      const unknown = Object.keys(parsed.data.errors).filter((key) => !inputs.has(key));
      if (unknown.length > 0) throw new Error(`Errors must name input blocks; ${unknown} are none`);
      world.views.setErrors(view, parsed.data.errors);
      return;
    }
    case 'update':
      world.views.update(view, readView('modal', parsed.data.view));
      return;
    case 'push':
      world.views.push(view.userId, readView('modal', parsed.data.view));
      return;
    case 'clear':
      world.views.clear(view.userId);
  }
}

/**
 * Closes the top modal, or with `all` the whole stack, as the cross above a pushed view does. The app is told only of views
 * with `notify_on_close`.
 */
export async function closeView(
  scene: Scene,
  { user, all = false }: { user: string; all?: boolean },
): Promise<Acknowledgement> {
  const { views } = scene.world;
  const top = topView(scene, user);
  const isCleared = all || top.content.clear_on_close === true;
  const closed = isCleared ? views.of(user).toReversed() : [top];
  if (isCleared) views.clear(user);
  else views.pop(user);
  let last: Acknowledgement = { outcome: 'not_sent', status: 0, body: '', elapsedMs: 0 };
  for (const view of closed) {
    if (view.content.notify_on_close === true) last = await tellClosed(scene, view, isCleared);
  }
  return last;
}

async function tellClosed(scene: Scene, view: View, isCleared: boolean): Promise<Acknowledgement> {
  const person = actor(scene, view.userId);
  const { acknowledgement } = await scene.deliverer.deliver('interaction', {
    type: 'view_closed',
    team: teamObject(person),
    user: actorObject(person),
    api_app_id: app.id,
    token: verificationToken,
    view: viewPayload(view),
    is_cleared: isCleared,
    is_enterprise_install: false,
    enterprise: null,
  });
  return acknowledgement;
}
