/** A select menu, for one option or several. */
import type { AriaAttributes } from 'react';
import type { Choice } from '../../demo/state.ts';

export interface OfferedOption {
  value: string;
  label: string;
  group?: string;
}

type AriaName = 'aria-label' | 'aria-labelledby' | 'aria-describedby' | 'aria-invalid';
type AriaProps = { [Name in AriaName]?: AriaAttributes[Name] };

export function Select({
  options,
  several,
  value,
  placeholder = 'Choose an option',
  onChange,
  ...rest
}: AriaProps & {
  id?: string | undefined;
  options: readonly OfferedOption[];
  several: boolean;
  value: Choice | undefined;
  placeholder?: string | undefined;
  onChange: (value: Choice) => void;
}) {
  const groups = Map.groupBy(options, ({ group }) => group);
  const shown = [...groups].map(([group, members]) => {
    const items = members.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ));
    return group === undefined ? (
      items
    ) : (
      <optgroup key={group} label={group}>
        {items}
      </optgroup>
    );
  });
  if (several) {
    return (
      <select
        {...rest}
        multiple
        className="slack-input"
        value={Array.isArray(value) ? value : []}
        onChange={({ target }) => onChange([...target.selectedOptions].map((option) => option.value))}
      >
        {shown}
      </select>
    );
  }
  return (
    <select
      {...rest}
      className="slack-input"
      value={typeof value === 'string' ? value : ''}
      onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
    >
      <option value="">{placeholder}</option>
      {shown}
    </select>
  );
}
