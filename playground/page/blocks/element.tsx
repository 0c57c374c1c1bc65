/** An interactive element outside an input block: using it notifies the app at once. */
import type { z } from 'zod';
import type { actionsElement, sectionAccessory } from '../../slack/block-kit/elements.ts';
import { ButtonElement } from './button.tsx';
import { Control } from './control.tsx';
import { useInteraction } from './interaction.ts';
import { OverflowElement } from './overflow.tsx';
import { useConfirmed } from './use-confirmed.tsx';

export type UsableElement =
  | z.infer<typeof actionsElement>
  | Exclude<z.infer<typeof sectionAccessory>, { type: 'image' }>;

export function Element({ blockId, element }: { blockId: string; element: UsableElement }) {
  switch (element.type) {
    case 'button':
      return <ButtonElement blockId={blockId} element={element} />;
    case 'overflow':
      return <OverflowElement blockId={blockId} element={element} />;
    default:
      return <LiveControl blockId={blockId} element={element} />;
  }
}

type ControlElement = Exclude<UsableElement, { type: 'button' | 'overflow' }>;

function LiveControl({ blockId, element }: { blockId: string; element: ControlElement }) {
  const { use, values, setValue } = useInteraction();
  const { ask, dialog } = useConfirmed('confirm' in element ? element.confirm : undefined);
  const { action_id: actionId = '' } = element;
  const key = `${blockId}/${actionId}`;
  return (
    <>
      <Control
        element={element}
        label={'placeholder' in element ? (element.placeholder?.text ?? 'Choose') : 'Choose'}
        value={values[key]}
        onChange={(value) =>
          ask(() => {
            setValue(key, value);
            void use(blockId, actionId, value);
          })
        }
      />
      {dialog}
    </>
  );
}
