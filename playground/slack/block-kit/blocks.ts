/** Block Kit's blocks, and which of them each surface accepts: a message, a modal, the App Home, an unfurl. */
import { z } from 'zod';
import {
  anyText,
  hasOneImageSource,
  id,
  imageElement,
  imageShape,
  mrkdwn,
  oneImageSource,
  plainText,
} from './composition.ts';
import { actionsElement, button, inputElement, sectionAccessory } from './elements.ts';
import { limits } from './limits.ts';

export type Surface = 'message' | 'ephemeral' | 'unfurl' | 'modal' | 'home';

const common = { block_id: id.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...common,
    text: anyText(limits.sectionText).optional(),
    fields: z.array(anyText(limits.sectionField)).min(1).max(limits.sectionFields).optional(),
    accessory: sectionAccessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'missing required field: text');

const header = z.strictObject({ type: z.literal('header'), ...common, text: plainText(limits.header) });

const context = z.strictObject({
  type: z.literal('context'),
  ...common,
  elements: z
    .array(z.discriminatedUnion('type', [plainText(limits.contextText), mrkdwn(limits.contextText), imageElement]))
    .min(1)
    .max(limits.contextElements),
});

const actions = z.strictObject({
  type: z.literal('actions'),
  ...common,
  elements: z.array(actionsElement).min(1).max(limits.actionsElements),
});

const divider = z.strictObject({ type: z.literal('divider'), ...common });

const image = z
  .strictObject({ type: z.literal('image'), ...common, ...imageShape, title: plainText(limits.imageTitle).optional() })
  .refine(hasOneImageSource, oneImageSource);

const input = z.strictObject({
  type: z.literal('input'),
  ...common,
  label: plainText(limits.inputLabel),
  hint: plainText(limits.inputHint).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});

const richText = z.strictObject({
  type: z.literal('rich_text'),
  ...common,
  elements: z
    .array(
      z.looseObject({
        type: z.enum(['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted']),
        elements: z.array(z.looseObject({ type: z.string() })),
      }),
    )
    .min(1),
});

const markdown = z.strictObject({
  type: z.literal('markdown'),
  ...common,
  text: z.string().min(1).max(limits.markdown),
});

const cell = z.discriminatedUnion('type', [
  richText,
  z.strictObject({ type: z.literal('raw_text'), text: z.string() }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string() }),
]);

const table = z.strictObject({
  type: z.literal('table'),
  ...common,
  rows: z.array(z.array(cell).min(1).max(limits.table.columns)).min(1).max(limits.table.rows),
  column_settings: z
    .array(
      z
        .strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() })
        .nullable(),
    )
    .max(limits.table.columns)
    .optional(),
});

const filledCell = z.discriminatedUnion('type', [
  richText,
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string() }),
]);

const dataTable = z
  .strictObject({
    type: z.literal('data_table'),
    ...common,
    caption: z.string().min(1),
    rows: z
      .array(z.array(filledCell).min(1).max(limits.dataTable.columns))
      .min(limits.dataTable.minimumRows)
      .max(limits.dataTable.rows),
    page_size: z.number().int().min(1).max(limits.dataTable.pageSize).optional(),
    row_header_column_index: z.number().int().min(0).optional(),
  })
  .refine(
    ({ rows }) =>
      rows.flat().reduce((sum, each) => sum + (each.type === 'rich_text' ? 0 : each.text.length), 0) <=
      limits.dataTable.text,
    `all text together must be less than ${limits.dataTable.text + 1} characters`,
  )
  .refine(
    ({ rows }) => rows.every((row) => row.length === rows[0]?.length),
    'all rows must have the same number of cells',
  )
  .refine(({ rows }) => rows[0]?.every(({ type }) => type === 'raw_text') ?? true, 'the first row must be raw_text');

const alert = z.strictObject({
  type: z.literal('alert'),
  ...common,
  text: anyText(limits.alert),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});

const card = z
  .strictObject({
    type: z.literal('card'),
    ...common,
    hero_image: imageElement.optional(),
    icon: imageElement.optional(),
    title: mrkdwn(limits.card.title).optional(),
    subtitle: mrkdwn(limits.card.subtitle).optional(),
    body: mrkdwn(limits.card.body).optional(),
    actions: z.array(button).min(1).max(limits.card.buttons).optional(),
  })
  .refine(
    ({ hero_image, title, body, actions }) => [hero_image, title, body, actions].some((part) => part !== undefined),
    'must have one of hero_image, title, body and actions',
  );

const carousel = z.strictObject({
  type: z.literal('carousel'),
  ...common,
  elements: z.array(card).min(1).max(limits.carousel),
});

const container = z.strictObject({
  type: z.literal('container'),
  ...common,
  title: plainText(limits.container.title).optional(),
  rich_text_title: richText.optional(),
  subtitle: anyText(limits.container.title).optional(),
  child_blocks: z
    .array(z.discriminatedUnion('type', [actions, context, divider, header, image, input, richText, section, table]))
    .min(1)
    .max(limits.container.children),
  width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
  icon: imageElement.optional(),
  is_collapsible: z.boolean().optional(),
  default_collapsed: z.boolean().optional(),
  has_header_divider: z.boolean().optional(),
});

const everywhere = [section, header, context, actions, divider, image] as const;

/** An unfurl accepts neither rich_text nor input (Slack's chat.unfurl reference). */
export const blockOf = {
  message: z.discriminatedUnion('type', [
    ...everywhere,
    input,
    richText,
    markdown,
    table,
    dataTable,
    card,
    carousel,
    container,
  ]),
  /** Nothing says that Slack's newer blocks work where only one person sees them. */
  ephemeral: z.discriminatedUnion('type', [...everywhere, input, richText]),
  unfurl: z.discriminatedUnion('type', [...everywhere]),
  modal: z.discriminatedUnion('type', [...everywhere, input, richText, alert]),
  home: z.discriminatedUnion('type', [...everywhere, input, richText]),
} as const satisfies Record<Surface, z.ZodType>;
