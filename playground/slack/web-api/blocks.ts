/** blocks.validate: says what is wrong with blocks, a message or a view, and shows them to nobody. */
import { z } from 'zod';
import { attachmentProblems, blockProblems, viewProblems } from '../block-kit.ts';
import { type JsonObject, jsonArgument, jsonObject } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import { method } from './method.ts';

const anyMessage = z.strictObject({ blocks: z.unknown().optional(), attachments: z.unknown().optional() });

const validate = method({
  args: z.object({
    blocks: jsonArgument(z.array(jsonObject)).optional(),
    message: jsonArgument(anyMessage).optional(),
    view: jsonArgument(jsonObject).optional(),
  }),
  run: (world, { blocks, message, view }) => {
    if (!world.installation.validatesBlocks) throw new SlackRefusal('unknown_method');
    if ([blocks, message, view].filter((given) => given !== undefined).length !== 1) {
      throw new SlackRefusal('invalid_arguments');
    }
    const problems = [
      ...(blocks === undefined ? [] : blockProblems('message', blocks)),
      ...(message?.blocks === undefined ? [] : blockProblems('message', message.blocks, '/message/blocks')),
      ...(message?.attachments === undefined ? [] : attachmentProblems(message.attachments)),
      ...(view === undefined ? [] : viewProblems(view.type === 'home' ? 'home' : 'modal', view)),
    ];
    if (problems.length === 0) return {};
    throw new SlackRefusal('invalid_blocks', {
      errors: problems.map(errorOf),
      response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
    });
  },
});

function errorOf(problem: string): JsonObject {
  const [, message = problem, pointer = ''] = /^(.*) \[json-pointer:(.*)\]$/s.exec(problem) ?? [];
  return { code: 'invalid_value', message, pointer, constraint: { type: 'schema', expected: [], got: '' } };
}

export const blocksMethods = { 'blocks.validate': validate } as const;
