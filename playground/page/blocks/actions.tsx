/** An actions block: a row of interactive elements. */
import type { z } from 'zod';
import type { actionsElement } from '../../slack/block-kit/elements.ts';
import { Element } from './element.tsx';

export interface ActionsBlock {
  block_id?: string | undefined;
  elements: z.infer<typeof actionsElement>[];
}

export function Actions({ block }: { block: ActionsBlock }) {
  const { block_id: blockId = '', elements } = block;
  return (
    <div className="block-actions">
      {elements.map((element) => (
        <Element key={element.action_id} blockId={blockId} element={element} />
      ))}
    </div>
  );
}
