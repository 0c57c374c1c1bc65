/**
 * A message's content: parses text, blocks and attachments as the Web API and response URLs accept them, and refuses
 * what Slack would refuse, with Slack's codes.
 */
import { z } from 'zod';
import { limits } from './block-kit/limits.ts';
import { attachmentProblems, blockProblems, holdTooMuchText } from './block-kit.ts';
import { anyBlock, jsonObject, parsedIfJson } from './json.ts';
import type { Attachment, Message } from './messages.ts';
import { refusalWithMessages, SlackRefusal } from './refusal.ts';

/** Not parsed yet. */
export const contentArguments = {
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
};

/** Validated. What was not given is absent, which matters when a message is updated. */
export type Content = Partial<Pick<Message, 'text' | 'blocks' | 'attachments'>>;

const attachmentList = z.array(jsonObject.and(z.object({ blocks: z.array(anyBlock).optional() })));

/** @throws `no_text`, `invalid_blocks`, `invalid_attachments`, `msg_blocks_too_long` or `msg_too_long` */
export function readContent(
  args: { text?: string | undefined; blocks?: unknown; attachments?: unknown },
  seenBy: 'message' | 'ephemeral' = 'message',
): Content {
  const content: Content = {};
  if (args.text !== undefined) content.text = args.text;
  if (args.blocks !== undefined) content.blocks = readBlocks(args.blocks, seenBy);
  if (args.attachments !== undefined) content.attachments = readAttachments(args.attachments);

  const { text = '', blocks = [], attachments = [] } = content;
  if (text === '' && blocks.length === 0 && attachments.length === 0) throw new SlackRefusal('no_text');
  if (holdTooMuchText([blocks, attachments.map((attachment) => attachment.blocks ?? [])])) {
    throw new SlackRefusal('msg_blocks_too_long');
  }
  if (text.length > limits.messageText) throw new SlackRefusal('msg_too_long');
  return content;
}

function readBlocks(given: unknown, seenBy: 'message' | 'ephemeral'): Message['blocks'] {
  const blocks = parsedIfJson(given);
  if (!Array.isArray(blocks)) throw new SlackRefusal('invalid_blocks_format');
  const problems = blockProblems(seenBy, blocks);
  if (problems.length > 0) throw refusalWithMessages('invalid_blocks', problems);
  return z.array(anyBlock).parse(blocks);
}

function readAttachments(given: unknown): readonly Attachment[] {
  const attachments = parsedIfJson(given);
  const problems = attachmentProblems(attachments);
  if (problems.length > 0) throw refusalWithMessages('invalid_attachments', problems);
  return attachmentList.parse(attachments).map(({ blocks, ...rest }) => ({ ...rest, ...(blocks && { blocks }) }));
}
