/** views.*: modals, which need a trigger, and the App Home. */
import { z } from 'zod';
import { viewProblems } from '../block-kit.ts';
import { anyBlock, jsonArgument } from '../json.ts';
import { refusalWithMessages, SlackRefusal } from '../refusal.ts';
import { type View, type ViewContent, viewPayload } from '../views.ts';
import { method } from './method.ts';

const viewArgument = jsonArgument(z.looseObject({ type: z.string() }));

/** Slack's documentation: 250 kB. */
const mostBytes = 250_000;

/** Validates a view, also for `response_action`. @throws `invalid_arguments` with what is wrong, or `view_too_large` */
export function readView(type: 'modal' | 'home', view: unknown): ViewContent {
  if (Buffer.byteLength(JSON.stringify(view)) > mostBytes) throw new SlackRefusal('view_too_large');
  const problems = viewProblems(type, view);
  if (problems.length > 0) throw refusalWithMessages('invalid_arguments', problems);
  return z.looseObject({ type: z.enum(['modal', 'home']), blocks: z.array(anyBlock) }).parse(view);
}

const opening = z.object({ trigger_id: z.string(), view: viewArgument });

/** After a click inside a modal, opening adds to its stack. */
const open = method({
  args: opening,
  run: (world, { trigger_id: triggerId, view }) => {
    const { userId, fromViewId } = world.triggers.check(triggerId);
    const content = readView('modal', view);
    const inStack = world.views.of(userId).some(({ id }) => id === fromViewId);
    const opened = inStack ? world.views.push(userId, content) : world.views.open(userId, content);
    world.triggers.use(triggerId);
    return { view: viewPayload(opened) };
  },
});

const push = method({
  args: opening,
  run: (world, { trigger_id: triggerId, view }) => {
    const { userId, fromViewId } = world.triggers.check(triggerId);
    const content = readView('modal', view);
    if (!world.views.of(userId).some(({ id }) => id === fromViewId)) throw new SlackRefusal('not_found');
    const pushed = world.views.push(userId, content);
    world.triggers.use(triggerId);
    return { view: viewPayload(pushed) };
  },
});

const update = method({
  args: z.object({
    view_id: z.string().optional(),
    external_id: z.string().optional(),
    hash: z.string().optional(),
    view: viewArgument,
  }),
  run: (world, args) => {
    const present = world.views.find({ viewId: args.view_id, externalId: args.external_id });
    if (!present) throw new SlackRefusal('not_found');
    checkHash(present, args.hash);
    return { view: viewPayload(world.views.update(present, readView(present.content.type, args.view))) };
  },
});

const publish = method({
  args: z.object({ user_id: z.string(), hash: z.string().optional(), view: viewArgument }),
  run: (world, args) => {
    const person = world.workspace.person(args.user_id);
    if (!person) throw new SlackRefusal('user_not_found');
    const content = readView('home', args.view);
    checkHash(world.views.home(person.id), args.hash);
    return { view: viewPayload(world.views.publish(person.id, content)) };
  },
});

function checkHash(view: View | undefined, hash: string | undefined): void {
  if (view && hash !== undefined && hash !== '' && hash !== view.hash) throw new SlackRefusal('hash_conflict');
}

export const viewMethods = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
} as const;
