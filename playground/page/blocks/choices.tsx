/** Radio buttons and checkboxes. */
import { type AriaAttributes, useId } from 'react';
import type { z } from 'zod';
import type { Choice } from '../../demo/state.ts';
import type { inputElement } from '../../slack/block-kit/elements.ts';
import { Text } from './text.tsx';

type ChoicesElement = Extract<z.infer<typeof inputElement>, { type: 'radio_buttons' | 'checkboxes' }>;
type AriaProps = { [Name in 'aria-label' | 'aria-labelledby' | 'aria-describedby']?: AriaAttributes[Name] };

export function Choices({
  element,
  value,
  onChange,
  ...rest
}: AriaProps & { element: ChoicesElement; value: Choice | undefined; onChange: (value: Choice) => void }) {
  const name = useId();
  const single = element.type === 'radio_buttons';
  const chosen = typeof value === 'string' ? [value] : (value ?? []);
  return (
    <div {...rest} role={single ? 'radiogroup' : 'group'} className="slack-choices">
      {element.options.map((option) => (
        <label key={option.value}>
          <input
            type={single ? 'radio' : 'checkbox'}
            name={name}
            checked={chosen.includes(option.value)}
            onChange={({ target }) => {
              if (single) onChange(option.value);
              else
                onChange([
                  ...chosen.filter((each) => each !== option.value),
                  ...(target.checked ? [option.value] : []),
                ]);
            }}
          />
          <span>
            <Text text={option.text} />
            {option.description && <small>{option.description.text}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}
