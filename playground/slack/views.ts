/** Each person's views: a stack of up to three modals, and the App Home. */
import { type StateValues, stateOf } from './block-kit/element-state.ts';
import { limits } from './block-kit/limits.ts';
import { withIds } from './block-kit/tree.ts';
import { app, type Ids, team } from './ids.ts';
import type { Block, JsonObject } from './json.ts';
import { SlackRefusal } from './refusal.ts';

/** A view as the app sends it, validated. */
export type ViewContent = JsonObject & { type: 'modal' | 'home'; blocks: Block[] };

export type View = {
  id: string;
  userId: string;
  hash: string;
  rootViewId: string;
  previousViewId?: string;
  content: ViewContent;
  state: StateValues;
  /** The app's errors from the last submission, by block_id. */
  errors: Readonly<Record<string, string>>;
};

export type Views = ReturnType<typeof createViews>;

export function createViews(ids: Ids, changed: () => void) {
  const stacks = new Map<string, View[]>();
  const homes = new Map<string, View>();

  const stackOf = (userId: string): View[] => stacks.get(userId) ?? [];
  const all = (): View[] => [...[...stacks.values()].flat(), ...homes.values()];

  const made = (userId: string, content: ViewContent, previous?: View): View => {
    const externalId = content.external_id;
    if (externalId !== undefined && all().some((view) => view.content.external_id === externalId)) {
      throw new SlackRefusal('duplicate_external_id');
    }
    const id = ids.next('V');
    return {
      id,
      userId,
      hash: ids.hash(),
      rootViewId: previous?.rootViewId ?? id,
      ...(previous && { previousViewId: previous.id }),
      content,
      state: stateOf(content.blocks),
      errors: {},
    };
  };

  const replaced = (view: View): View => {
    if (homes.get(view.userId)?.id === view.id) homes.set(view.userId, view);
    else {
      stacks.set(
        view.userId,
        stackOf(view.userId).map((each) => (each.id === view.id ? view : each)),
      );
    }
    changed();
    return view;
  };

  const views = {
    /** A person's open modals, top one last. */
    of: (userId: string): readonly View[] => stackOf(userId),
    home: (userId: string): View | undefined => homes.get(userId),
    all,

    find: (ref: { viewId?: string | undefined; externalId?: string | undefined }): View | undefined =>
      all().find(
        (view) =>
          view.id === ref.viewId || (ref.externalId !== undefined && view.content.external_id === ref.externalId),
      ),

    /** Replaces any modals that the person has open. */
    open(userId: string, content: ViewContent): View {
      stacks.set(userId, []);
      const view = made(userId, content);
      stacks.set(userId, [view]);
      changed();
      return view;
    },

    push(userId: string, content: ViewContent): View {
      const stack = stackOf(userId);
      if (stack.length >= limits.modal.views) throw new SlackRefusal('push_limit_reached');
      const view = made(userId, content, stack.at(-1));
      stacks.set(userId, [...stack, view]);
      changed();
      return view;
    },

    /** Replaces a view's content. Input survives if its block_id and action_id stay the same. */
    update(view: View, content: ViewContent): View {
      const state = stateOf(content.blocks, view.state);
      return replaced({ ...view, content, state, hash: ids.hash(), errors: {} });
    },

    publish(userId: string, content: ViewContent): View {
      const present = homes.get(userId);
      if (present) return views.update(present, content);
      const view = made(userId, content);
      homes.set(userId, view);
      changed();
      return view;
    },

    setState: (view: View, state: StateValues): View => replaced({ ...view, state }),
    setErrors: (view: View, errors: Readonly<Record<string, string>>): View => replaced({ ...view, errors }),

    pop(userId: string): void {
      stacks.set(userId, stackOf(userId).slice(0, -1));
      changed();
    },

    clear(userId: string): void {
      stacks.set(userId, []);
      changed();
    },
  };
  return views;
}

/** As in answers and payloads. */
export function viewPayload(view: View): JsonObject {
  return {
    id: view.id,
    team_id: team.id,
    private_metadata: '',
    callback_id: '',
    external_id: '',
    title: null,
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.content,
    blocks: withIds(view.content.blocks),
    state: { values: view.state },
    hash: view.hash,
    previous_view_id: view.previousViewId ?? null,
    root_view_id: view.rootViewId,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}
