/** The menu behind "⋯". */
import type { z } from 'zod';
import type { sectionAccessory } from '../../slack/block-kit/elements.ts';
import { Menu } from '../menu.tsx';
import { useInteraction } from './interaction.ts';
import { useConfirmed } from './use-confirmed.tsx';

type Overflow = Extract<z.infer<typeof sectionAccessory>, { type: 'overflow' }>;

export function OverflowElement({ blockId, element }: { blockId: string; element: Overflow }) {
  const { use } = useInteraction();
  const { ask, dialog } = useConfirmed(element.confirm);
  const { action_id: actionId = '' } = element;
  return (
    <>
      <Menu
        label="More"
        className="slack-button default"
        items={element.options.map(({ text, value }) => ({
          label: text.text,
          choose: () => ask(() => void use(blockId, actionId, value)),
        }))}
      >
        <span aria-hidden="true">⋯</span>
      </Menu>
      {dialog}
    </>
  );
}
