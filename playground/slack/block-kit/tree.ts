/**
 * Walks valid blocks: fills in the ids that Slack generates, finds the interactive elements, and measures the text.
 */
import { z } from 'zod';
import { anyBlock, type Block } from '../json.ts';

const anyElement = z.looseObject({ type: z.string(), action_id: z.string().optional() });
export type Element = z.infer<typeof anyElement> & { action_id: string };

/** An interactive element, with the ids that its payload carries. */
export type PlacedElement = { blockId: string; actionId: string; element: Element; required: boolean };

const parts = z.looseObject({
  elements: z.array(z.unknown()).optional(),
  accessory: z.unknown().optional(),
  element: z.unknown().optional(),
  actions: z.array(z.unknown()).optional(),
  child_blocks: z.array(anyBlock).optional(),
});

const notInteractive = new Set(['image', 'mrkdwn', 'plain_text', 'card']);

/** Slack generates every `block_id` and `action_id` that the app did not set. */
export function withIds(blocks: readonly Block[]): Block[] {
  return blocks.map((block, index) => fillIds(block, `b${index}`));
}

function fillIds(block: Block, path: string): Block {
  const filled = { ...block, block_id: block.block_id ?? path };
  if (block.type === 'rich_text' || block.type === 'context') return filled;
  const { elements, accessory, element, actions, child_blocks: children } = parts.parse(block);
  const named = (value: unknown, index: number): unknown => {
    const inner = anyElement.safeParse(value).data;
    if (!inner || notInteractive.has(inner.type))
      return inner?.type === 'card' ? fillIds(inner, `${path}c${index}`) : value;
    return { ...inner, action_id: inner.action_id ?? `${path}a${index}` };
  };
  return {
    ...filled,
    ...(elements && { elements: elements.map(named) }),
    ...(actions && { actions: actions.map(named) }),
    ...(accessory !== undefined && { accessory: named(accessory, 0) }),
    ...(element !== undefined && { element: named(element, 0) }),
    ...(children && { child_blocks: children.map((child, index) => fillIds(child, `${path}d${index}`)) }),
  };
}

/** Every interactive element, from top to bottom. */
export function placedElements(blocks: readonly Block[]): PlacedElement[] {
  return withIds(blocks).flatMap(elementsOf);
}

function elementsOf(block: Block): PlacedElement[] {
  if (block.type === 'rich_text' || block.type === 'context') return [];
  const { elements = [], accessory, element, actions = [], child_blocks: children = [] } = parts.parse(block);
  const here = [...elements, accessory, element, ...actions].flatMap((value): PlacedElement[] => {
    const inner = anyElement.safeParse(value).data;
    if (!inner) return [];
    if (inner.type === 'card') return elementsOf(inner);
    if (inner.action_id === undefined) return [];
    const actionId = inner.action_id;
    const required = block.type === 'input' && block.optional !== true;
    return [{ blockId: block.block_id ?? '', actionId, element: { ...inner, action_id: actionId }, required }];
  });
  return [...here, ...children.flatMap(elementsOf)];
}

/** The length of every `text` string in the blocks, at any depth. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textLength(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === 'text' && typeof item === 'string' ? item.length : textLength(item)),
    0,
  );
}
