/**
 * Validates a Work Object of type incident against Slack's documentation and SDK types. chat.unfurl drops an invalid
 * one with a warning (ok stays true); entity.presentDetails refuses it.
 */
import { z } from 'zod';
import { limits } from './block-kit/limits.ts';
import { zodProblems } from './block-kit.ts';

const tagColor = z.enum(['red', 'yellow', 'green', 'gray', 'blue']);

const icon = z.strictObject({ alt_text: z.string().min(1), url: z.url() });

const editing = z.looseObject({ enabled: z.boolean() });

const stringField = z.strictObject({
  value: z.string(),
  label: z.string().optional(),
  format: z.enum(['markdown']).optional(),
  long: z.boolean().optional(),
  link: z.url().optional(),
  icon: icon.optional(),
  tag_color: tagColor.optional(),
  edit: editing.optional(),
});

/** Unix seconds. Slack would show milliseconds as a date in the far future. */
const timestamp = z.strictObject({ value: z.number().int().max(9_999_999_999), label: z.string().optional() });

const user = z
  .strictObject({ user_id: z.string().optional(), text: z.string().optional(), email: z.string().optional() })
  .refine(({ user_id: id, text }) => (id === undefined) !== (text === undefined), 'must have one of user_id and text');

const userField = z.strictObject({ type: z.literal('slack#/types/user'), user });

const customField = z.looseObject({
  key: z.string().min(1),
  label: z.string().min(1),
  type: z.string().min(1),
  tag_color: tagColor.optional(),
});

const action = z.strictObject({
  text: z.string().min(1).max(limits.id),
  action_id: z.string().min(1).max(limits.id),
  value: z.string().max(limits.button.value).optional(),
  url: z.url().max(limits.url).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(limits.button.accessibilityLabel).optional(),
  processing_state: z.strictObject({ enabled: z.boolean(), interstitial_text: z.string().optional() }).optional(),
});

const entityShape = {
  url: z.url(),
  external_ref: z.strictObject({ id: z.string().min(1), type: z.string().optional() }),
  entity_type: z.literal('slack#/entities/incident'),
  entity_payload: z.strictObject({
    attributes: z.strictObject({
      title: z.strictObject({ text: z.string().min(1), edit: editing.optional() }),
      display_id: z.string().optional(),
      display_type: z.string().optional(),
      product_name: z.string().optional(),
      product_icon: icon.optional(),
      metadata_last_modified: z.number().int().optional(),
      full_size_preview: z.looseObject({}).optional(),
    }),
    fields: z
      .strictObject({
        status: stringField.optional(),
        priority: stringField.optional(),
        urgency: stringField.optional(),
        severity: stringField.optional(),
        description: stringField.optional(),
        service: stringField.optional(),
        created_by: userField.optional(),
        assigned_to: userField.optional(),
        date_created: timestamp.optional(),
        date_updated: timestamp.optional(),
      })
      .optional(),
    custom_fields: z.array(customField).optional(),
    display_order: z.array(z.string()).optional(),
    actions: z
      .strictObject({
        primary_actions: z.array(action).max(2).optional(),
        overflow_actions: z.array(action).max(5).optional(),
      })
      .optional(),
  }),
};

/** The entities in chat.unfurl's `metadata`: each names its shared link. */
export const sharedEntities = z.strictObject({
  entities: z.array(z.strictObject({ ...entityShape, app_unfurl_url: z.string().min(1) })).min(1),
});

/** entity.presentDetails's `metadata`: one entity, without the link. */
export const presentedEntity = z.strictObject(entityShape);

export function entityProblems(schema: z.ZodType, metadata: unknown): string[] {
  const parsed = schema.safeParse(metadata);
  return parsed.success ? [] : zodProblems(parsed.error, metadata, '/metadata');
}
