/** Block Kit's interactive elements: what each may hold, and which blocks may contain it. */
import { z } from 'zod';
import {
  anyOption,
  confirm,
  id,
  imageElement,
  linkUrl,
  optionGroups,
  options,
  overflowOption,
  plainOption,
  plainText,
  style,
} from './composition.ts';
import { limits } from './limits.ts';

const actionable = { action_id: id.optional() };
const confirmable = { ...actionable, confirm: confirm.optional() };
const focusable = { focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plainText(limits.placeholder).optional() };
const menu = { ...confirmable, ...focusable, ...placeholder };
const several = { max_selected_items: z.number().int().min(1).optional() };
const typed = {
  ...actionable,
  ...focusable,
  ...placeholder,
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
    .optional(),
};

export const button = z.strictObject({
  type: z.literal('button'),
  ...confirmable,
  text: plainText(limits.button.text),
  value: z.string().max(limits.button.value).optional(),
  url: linkUrl.optional(),
  style: style.optional(),
  accessibility_label: z.string().min(1).max(limits.button.accessibilityLabel).optional(),
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...confirmable,
  options: options(overflowOption, limits.overflowOptions),
});

const optionsOrGroups = {
  options: options(plainOption, limits.selectOptions).optional(),
  option_groups: optionGroups.optional(),
};
const oneOptionSource = (select: { options?: unknown; option_groups?: unknown }): boolean =>
  (select.options === undefined) !== (select.option_groups === undefined);
const oneOptionSourceMessage = 'must have exactly one of options and option_groups';

interface Chooser {
  options?: unknown[] | undefined;
  option_groups?: { options: unknown[] }[] | undefined;
  initial_option?: unknown;
  initial_options?: unknown[] | undefined;
}

/** What is chosen at first must be one of the options, exactly. */
function startsWithOwn({ options = [], option_groups = [], initial_option, initial_options = [] }: Chooser): boolean {
  const offered = [...options, ...option_groups.flatMap((group) => group.options)];
  const chosen = initial_option === undefined ? initial_options : [initial_option];
  return chosen.every((each) => offered.some((option) => JSON.stringify(option) === JSON.stringify(each)));
}
const notItsOption = 'initial options must exactly match one of the options';

const conversationFilter = {
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: z.boolean().optional(),
      exclude_bot_users: z.boolean().optional(),
    })
    .optional(),
  default_to_current_conversation: z.boolean().optional(),
};
const answersByUrl = { response_url_enabled: z.boolean().optional() };
const minQuery = { min_query_length: z.number().int().min(0).optional() };

const selects = [
  z
    .strictObject({
      type: z.literal('static_select'),
      ...menu,
      ...optionsOrGroups,
      initial_option: plainOption.optional(),
    })
    .refine(oneOptionSource, oneOptionSourceMessage)
    .refine(startsWithOwn, notItsOption),
  z.strictObject({
    type: z.literal('external_select'),
    ...menu,
    ...minQuery,
    initial_option: plainOption.optional(),
  }),
  z.strictObject({ type: z.literal('users_select'), ...menu, initial_user: z.string().optional() }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...menu,
    ...conversationFilter,
    ...answersByUrl,
    initial_conversation: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...menu,
    ...answersByUrl,
    initial_channel: z.string().optional(),
  }),
] as const;

const multiSelects = [
  z
    .strictObject({
      type: z.literal('multi_static_select'),
      ...menu,
      ...several,
      ...optionsOrGroups,
      initial_options: z.array(plainOption).min(1).optional(),
    })
    .refine(oneOptionSource, oneOptionSourceMessage)
    .refine(startsWithOwn, notItsOption),
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...menu,
    ...several,
    ...minQuery,
    initial_options: z.array(plainOption).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_users_select'),
    ...menu,
    ...several,
    initial_users: z.array(z.string()).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...menu,
    ...several,
    ...conversationFilter,
    initial_conversations: z.array(z.string()).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_channels_select'),
    ...menu,
    ...several,
    initial_channels: z.array(z.string()).optional(),
  }),
] as const;

const choices = [
  z
    .strictObject({
      type: z.literal('radio_buttons'),
      ...confirmable,
      ...focusable,
      options: options(anyOption, limits.radioOptions),
      initial_option: anyOption.optional(),
    })
    .refine(startsWithOwn, notItsOption),
  z
    .strictObject({
      type: z.literal('checkboxes'),
      ...confirmable,
      ...focusable,
      options: options(anyOption, limits.checkboxOptions),
      initial_options: z.array(anyOption).min(1).optional(),
    })
    .refine(startsWithOwn, notItsOption),
] as const;

const datesAndTimes = [
  z.strictObject({
    type: z.literal('datepicker'),
    ...menu,
    initial_date: z.iso.date().optional(),
  }),
  z.strictObject({
    type: z.literal('timepicker'),
    ...menu,
    initial_time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .optional(),
    timezone: z.string().optional(),
  }),
] as const;

const dateTime = z.strictObject({
  type: z.literal('datetimepicker'),
  ...confirmable,
  ...focusable,
  initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
});

const richTextInput = z.strictObject({
  type: z.literal('rich_text_input'),
  ...typed,
  initial_value: z.looseObject({ type: z.literal('rich_text') }).optional(),
});

const typedInputs = [
  z.strictObject({
    type: z.literal('plain_text_input'),
    ...typed,
    initial_value: z.string().max(limits.inputLength).optional(),
    multiline: z.boolean().optional(),
    min_length: z.number().int().min(0).max(limits.inputLength).optional(),
    max_length: z.number().int().min(1).max(limits.inputLength).optional(),
  }),
  z.strictObject({ type: z.literal('email_text_input'), ...typed, initial_value: z.string().optional() }),
  z.strictObject({ type: z.literal('url_text_input'), ...typed, initial_value: z.string().optional() }),
  z.strictObject({
    type: z.literal('number_input'),
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
] as const;

/** Beside a section's text. */
export const sectionAccessory = z.discriminatedUnion('type', [
  button,
  overflow,
  imageElement,
  ...selects,
  ...multiSelects,
  ...choices,
  ...datesAndTimes,
]);

/** In an actions block. */
export const actionsElement = z.discriminatedUnion('type', [
  button,
  overflow,
  ...selects,
  ...multiSelects,
  ...choices,
  ...datesAndTimes,
  dateTime,
  richTextInput,
]);

/** In an input block. */
export const inputElement = z.discriminatedUnion('type', [
  ...selects,
  ...multiSelects,
  ...choices,
  ...datesAndTimes,
  dateTime,
  richTextInput,
  ...typedInputs,
]);
