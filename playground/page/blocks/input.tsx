/** A modal's input block: label, control, hint, and the app's error from the last submission. */
import { useId } from 'react';
import type { z } from 'zod';
import type { inputElement } from '../../slack/block-kit/elements.ts';
import { Control } from './control.tsx';
import { useInteraction } from './interaction.ts';

export interface InputBlockContent {
  block_id?: string | undefined;
  label: { text: string };
  hint?: { text: string } | undefined;
  optional?: boolean | undefined;
  dispatch_action?: boolean | undefined;
  element: z.infer<typeof inputElement>;
}

export function InputBlock({ block }: { block: InputBlockContent }) {
  const { values, setValue, errors, use } = useInteraction();
  const id = useId();
  const { block_id: blockId = '', label, hint, optional = false, dispatch_action: dispatches = false, element } = block;
  const error = errors[blockId];
  const isGroup = element.type === 'radio_buttons' || element.type === 'checkboxes';
  return (
    <div className="block-input">
      <label htmlFor={isGroup ? undefined : id} id={`${id}-label`}>
        {label.text}
        {optional && <span className="optional"> (optional)</span>}
      </label>
      <Control
        element={element}
        id={id}
        labelledBy={`${id}-label`}
        describedBy={`${id}-hint`}
        required={!optional}
        invalid={error !== undefined}
        value={values[blockId]}
        onChange={(value) => {
          setValue(blockId, value);
          if (dispatches) void use(blockId, element.action_id ?? '', value);
        }}
      />
      <div id={`${id}-hint`} className={error === undefined ? 'hint' : 'hint error'} role={error && 'alert'}>
        {error ?? hint?.text}
      </div>
    </div>
  );
}
