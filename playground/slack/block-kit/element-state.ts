/**
 * The state of elements that hold a value: the initial one, the one after a person's choice, and how both appear in
 * `state.values` and in an action's payload.
 */
import { z } from 'zod';
import type { Block, JsonObject } from '../json.ts';
import { type Element, type PlacedElement, placedElements } from './tree.ts';

/** A text, an option's value, a user or conversation id, or a date; a list for several. */
export type Choice = string | readonly string[] | null;

/** block_id → action_id → the element's state as Slack sends it. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** The key under which each type keeps its state, and the key for its initial one. */
const keysOf: Readonly<
  Record<string, { state: string; initial: string; holds: 'text' | 'option' | 'options' | 'ids' }>
> = {
  plain_text_input: { state: 'value', initial: 'initial_value', holds: 'text' },
  email_text_input: { state: 'value', initial: 'initial_value', holds: 'text' },
  url_text_input: { state: 'value', initial: 'initial_value', holds: 'text' },
  number_input: { state: 'value', initial: 'initial_value', holds: 'text' },
  datepicker: { state: 'selected_date', initial: 'initial_date', holds: 'text' },
  timepicker: { state: 'selected_time', initial: 'initial_time', holds: 'text' },
  users_select: { state: 'selected_user', initial: 'initial_user', holds: 'text' },
  conversations_select: { state: 'selected_conversation', initial: 'initial_conversation', holds: 'text' },
  channels_select: { state: 'selected_channel', initial: 'initial_channel', holds: 'text' },
  static_select: { state: 'selected_option', initial: 'initial_option', holds: 'option' },
  external_select: { state: 'selected_option', initial: 'initial_option', holds: 'option' },
  radio_buttons: { state: 'selected_option', initial: 'initial_option', holds: 'option' },
  checkboxes: { state: 'selected_options', initial: 'initial_options', holds: 'options' },
  multi_static_select: { state: 'selected_options', initial: 'initial_options', holds: 'options' },
  multi_external_select: { state: 'selected_options', initial: 'initial_options', holds: 'options' },
  multi_users_select: { state: 'selected_users', initial: 'initial_users', holds: 'ids' },
  multi_conversations_select: { state: 'selected_conversations', initial: 'initial_conversations', holds: 'ids' },
  multi_channels_select: { state: 'selected_channels', initial: 'initial_channels', holds: 'ids' },
};

const option = z.looseObject({ value: z.string() });
const optionLists = z.looseObject({
  options: z.array(option).optional(),
  option_groups: z.array(z.looseObject({ options: z.array(option) })).optional(),
});

function optionWithValue(element: Element, value: string): JsonObject {
  const { options = [], option_groups: groups = [] } = optionLists.parse(element);
  const all = [...options, ...groups.flatMap((group) => group.options)];
  const found = all.find((each) => each.value === value);
  if (!found) throw new Error(`"${element.action_id}" has no option "${value}", only ${all.map((each) => each.value)}`);
  return found;
}

/** The state after this choice. @throws if the element has no such option or holds no state */
function chosen(element: Element, choice: Choice): JsonObject {
  const keys = keysOf[element.type];
  if (!keys) throw new Error(`A person can't set a ${element.type}`);
  const state = (value: unknown): JsonObject => ({ type: element.type, [keys.state]: value });
  const list = typeof choice === 'string' ? [choice] : (choice ?? []);
  switch (keys.holds) {
    case 'text':
      return state(list[0] ?? null);
    case 'option':
      return state(list[0] === undefined ? null : optionWithValue(element, list[0]));
    case 'options':
      return state(list.map((value) => optionWithValue(element, value)));
    case 'ids':
      return state(list);
  }
}

/** The initial state; undefined for an element that holds none, such as a button. */
function untouched(element: Element): JsonObject | undefined {
  const keys = keysOf[element.type];
  if (!keys) return undefined;
  const empty = keys.holds === 'options' || keys.holds === 'ids' ? [] : null;
  return { type: element.type, [keys.state]: element[keys.initial] ?? empty };
}

/** A required input may not be empty. */
export function isEmpty(state: JsonObject | undefined): boolean {
  return Object.entries(state ?? {}).every(
    ([key, value]) => key === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

/** The state of every element in these blocks: what was chosen under the same ids, or else the initial state. */
export function stateOf(blocks: readonly Block[], before: StateValues = {}): StateValues {
  const values: Record<string, Record<string, JsonObject>> = {};
  for (const { blockId, actionId, element } of placedElements(blocks)) {
    const kept = before[blockId]?.[actionId];
    const state = kept?.type === element.type ? kept : untouched(element);
    if (state) values[blockId] = { ...values[blockId], [actionId]: state };
  }
  return values;
}

export function withChoice(
  values: StateValues,
  { blockId, actionId, element }: PlacedElement,
  choice: Choice,
): StateValues {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: chosen(element, choice) } };
}

/** The entry in `actions` of a block_actions payload. For an overflow menu, `choice` is an option's value. */
export function actionPayload(placed: PlacedElement, choice: Choice | undefined, actionTs: string): JsonObject {
  const { element, blockId, actionId } = placed;
  const common = { type: element.type, action_id: actionId, block_id: blockId, action_ts: actionTs };
  if (element.type === 'button') {
    const { text, value, style, url } = element;
    return {
      ...common,
      text,
      ...(value !== undefined && { value }),
      ...(style !== undefined && { style }),
      ...(url !== undefined && { url }),
    };
  }
  if (choice === undefined) throw new Error(`"${actionId}" is a ${element.type}: say what is chosen`);
  if (element.type === 'overflow') {
    return { ...common, selected_option: optionWithValue(element, typeof choice === 'string' ? choice : '') };
  }
  return { ...common, ...chosen(element, choice) };
}
