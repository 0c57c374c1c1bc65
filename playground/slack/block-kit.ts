/**
 * Validates blocks, views, attachments and unfurls as Slack does, and reports errors in Slack's own format:
 * "must be less than 3001 characters [json-pointer:/blocks/0/text/text]". Strict: unknown keys and types are refused.
 */
import { z } from 'zod';
import { blockOf, type Surface } from './block-kit/blocks.ts';
import { linkUrl, plainText, webUrl } from './block-kit/composition.ts';
import { limits } from './block-kit/limits.ts';
import { placedElements, textLength } from './block-kit/tree.ts';
import { anyBlock, type Block, jsonObject } from './json.ts';

/** What is wrong with these blocks on this surface; empty if Slack would accept them. `pointer` is where they are. */
export function blockProblems(surface: Surface, blocks: unknown, pointer = '/blocks'): string[] {
  if (!Array.isArray(blocks)) return [at('must be an array', pointer)];
  const problems = blocks.flatMap((block, index) => problemsWith(blockOf[surface], block, `${pointer}/${index}`));
  if (blocks.length > limits.blocks[surface]) {
    problems.push(at(`no more than ${limits.blocks[surface]} items allowed`, pointer));
  }
  if (blocks.filter(isTable).length > 1) problems.push(at('no more than 1 table allowed', pointer));
  return problems.length > 0 ? problems : repeatedIds(z.array(anyBlock).parse(blocks), pointer);
}

/** Of either kind. */
function isTable(block: unknown): boolean {
  const { type } = z.object({ type: z.unknown() }).safeParse(block).data ?? {};
  return type === 'data_table' || type === 'table';
}

/** Whether a message's blocks together hold more text than Slack accepts (`msg_blocks_too_long`). */
export const holdTooMuchText = (blocks: readonly unknown[]): boolean => textLength(blocks) > limits.messageBlocksText;

const viewRest = {
  private_metadata: z.string().max(limits.modal.privateMetadata).optional(),
  callback_id: z.string().max(limits.id).optional(),
  external_id: z.string().max(limits.id).optional(),
  blocks: z.array(z.unknown()),
};
const anyView = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    ...viewRest,
    title: plainText(limits.modal.title),
    submit: plainText(limits.modal.button).optional(),
    close: plainText(limits.modal.button).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('home'), ...viewRest }),
]);

/** What is wrong with a modal or home view; empty if Slack would accept it. */
export function viewProblems(type: 'modal' | 'home', view: unknown): string[] {
  const problems = problemsWith(anyView, view, '/view');
  const parsed = anyView.safeParse(view).data;
  if (!parsed) return problems;
  if (parsed.type !== type) return [at(`must be a ${type} view`, '/view/type')];
  const inBlocks = blockProblems(type, parsed.blocks, '/view/blocks');
  const hasInput = parsed.blocks.some((block) => anyBlock.safeParse(block).data?.type === 'input');
  if (parsed.type === 'modal' && hasInput && parsed.submit === undefined) {
    inBlocks.push(at('missing required field: submit', '/view'));
  }
  return inBlocks;
}

const attachment = z.strictObject({
  color: z
    .string()
    .regex(/^(#?[0-9a-f]{6}|good|warning|danger)$/i)
    .optional(),
  blocks: z.array(z.unknown()).optional(),
  fallback: z.string().optional(),
  text: z.string().optional(),
  pretext: z.string().optional(),
  title: z.string().optional(),
  title_link: linkUrl.optional(),
  author_name: z.string().optional(),
  fields: z.array(z.strictObject({ title: z.string(), value: z.string(), short: z.boolean().optional() })).optional(),
  footer: z.string().max(300).optional(),
  footer_icon: webUrl.optional(),
  image_url: webUrl.optional(),
  thumb_url: webUrl.optional(),
  mrkdwn_in: z.array(z.string()).optional(),
  ts: z.union([z.number(), z.string()]).optional(),
});

/** What is wrong with a message's attachments. */
export function attachmentProblems(attachments: unknown): string[] {
  const parsed = z.array(jsonObject).max(limits.attachments).safeParse(attachments);
  if (!parsed.success) return zodProblems(parsed.error, attachments, '/attachments');
  return parsed.data.flatMap((each, index) => {
    const pointer = `/attachments/${index}`;
    const inBlocks = each.blocks === undefined ? [] : blockProblems('message', each.blocks, `${pointer}/blocks`);
    return [...problemsWith(attachment, each, pointer), ...inBlocks];
  });
}

const unfurl = attachment.extend({
  hide_color: z.boolean().optional(),
  preview: z
    .strictObject({
      title: plainText(limits.sectionText).optional(),
      subtitle: plainText(limits.sectionText).optional(),
      icon_url: webUrl.optional(),
    })
    .optional(),
});

/** What is wrong with one link's unfurl. */
export function unfurlProblems(value: unknown, pointer: string): string[] {
  const problems = problemsWith(unfurl, value, pointer);
  const blocks = unfurl.safeParse(value).data?.blocks;
  return blocks === undefined ? problems : blockProblems('unfurl', blocks, `${pointer}/blocks`);
}

function repeatedIds(blocks: readonly Block[], pointer: string): string[] {
  const given = blocks.flatMap((block) => (block.block_id === undefined ? [] : [block.block_id]));
  const repeatedBlocks = repeated(given).map((id) => at(`block_id "${id}" already exists`, pointer));
  const repeatedActions = blocks.flatMap((block, index) =>
    repeated(placedElements([block]).map(({ actionId }) => actionId)).map((id) =>
      at(`action_id "${id}" already exists`, `${pointer}/${index}`),
    ),
  );
  return [...repeatedBlocks, ...repeatedActions];
}

const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

const at = (problem: string, pointer: string): string => `${problem} [json-pointer:${pointer}]`;

function problemsWith(schema: z.ZodType, value: unknown, pointer: string): string[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : zodProblems(parsed.error, value, pointer);
}

/** zod's problems in Slack's format. */
export function zodProblems(error: z.ZodError, value: unknown, pointer: string): string[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String);
    const missing = issue.code === 'invalid_type' && valueAt(value, path) === undefined;
    const shown = missing ? path.slice(0, -1) : path;
    return at(problemOf(issue, missing ? path.at(-1) : undefined), [pointer, ...shown].join('/'));
  });
}

function problemOf(issue: z.core.$ZodIssue, missing: string | undefined): string {
  if (missing !== undefined) return `missing required field: ${missing}`;
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'array'
        ? `no more than ${issue.maximum} items allowed`
        : `must be less than ${Number(issue.maximum) + 1} characters`;
    case 'too_small':
      return issue.origin === 'array'
        ? `must provide at least ${issue.minimum} items`
        : `must be more than ${Number(issue.minimum) - 1} characters`;
    case 'unrecognized_keys':
      return `additional properties not allowed: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'unsupported type';
    default:
      return issue.message;
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
