/** For each element that holds a value, the browser's own control. */
import { useContext } from 'react';
import type { z } from 'zod';
import type { Choice, Conversation } from '../../demo/state.ts';
import type { inputElement } from '../../slack/block-kit/elements.ts';
import { Choices } from './choices.tsx';
import { DirectoryContext } from './interaction.ts';
import { type OfferedOption, Select } from './select.tsx';

export interface ControlProps {
  element: z.infer<typeof inputElement>;
  value: Choice | undefined;
  onChange: (value: Choice) => void;
  /** For elements without a visible label. */
  label?: string;
  id?: string;
  labelledBy?: string;
  describedBy?: string;
  required?: boolean;
  invalid?: boolean;
}

export function Control(props: ControlProps) {
  const { element, value, onChange, label, id, labelledBy, describedBy, required = false, invalid = false } = props;
  const { people, conversations } = useContext(DirectoryContext);
  const text = typeof value === 'string' ? value : '';
  const aria = { 'aria-label': label, 'aria-labelledby': labelledBy, 'aria-describedby': describedBy };
  const single = { ...aria, id, 'aria-invalid': invalid };
  const placeholder = 'placeholder' in element ? element.placeholder?.text : undefined;
  const typed = { ...single, required, placeholder, value: text, className: 'slack-input' };
  const select = (options: readonly OfferedOption[], several = false) => (
    <Select
      {...single}
      options={options}
      several={several}
      value={value}
      placeholder={placeholder}
      onChange={onChange}
    />
  );
  const peopleOffered = people
    .filter(({ kind }) => kind !== 'bot')
    .map(({ id: value, realName }) => ({ value, label: realName }));
  const offered = (those: (each: Conversation) => boolean) =>
    conversations.filter((each) => !each.archived && those(each)).map(({ id: value, label }) => ({ value, label }));

  switch (element.type) {
    case 'plain_text_input':
      return element.multiline === true ? (
        <textarea
          {...typed}
          rows={4}
          maxLength={element.max_length}
          onChange={({ target }) => onChange(target.value)}
        />
      ) : (
        <input
          {...typed}
          type="text"
          maxLength={element.max_length}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    case 'email_text_input':
      return <input {...typed} type="email" onChange={({ target }) => onChange(target.value)} />;
    case 'url_text_input':
      return <input {...typed} type="url" onChange={({ target }) => onChange(target.value)} />;
    case 'number_input':
      return (
        <input
          {...typed}
          type="number"
          step={element.is_decimal_allowed ? 'any' : 1}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    case 'datepicker':
      return <input {...typed} type="date" onChange={({ target }) => onChange(target.value || null)} />;
    case 'timepicker':
      return <input {...typed} type="time" onChange={({ target }) => onChange(target.value || null)} />;
    case 'static_select':
    case 'multi_static_select':
      return select(optionsOf(element), element.type === 'multi_static_select');
    case 'users_select':
    case 'multi_users_select':
      return select(peopleOffered, element.type === 'multi_users_select');
    case 'conversations_select':
    case 'multi_conversations_select':
      return select(offered(passing(element.filter)), element.type === 'multi_conversations_select');
    case 'channels_select':
    case 'multi_channels_select':
      return select(
        offered(({ kind }) => kind !== 'direct'),
        element.type === 'multi_channels_select',
      );
    case 'radio_buttons':
    case 'checkboxes':
      return <Choices {...aria} element={element} value={value} onChange={onChange} />;
    case 'external_select':
    case 'multi_external_select':
    case 'datetimepicker':
    case 'rich_text_input':
      return <p className="block-unknown">An element of type “{element.type}”, which this page does not draw.</p>;
  }
}

type ConversationFilter = Extract<z.infer<typeof inputElement>, { type: 'conversations_select' }>['filter'];

/** What a picker offers. There are no group direct messages here. */
function passing(filter: ConversationFilter = {}): (conversation: Conversation) => boolean {
  const kinds = filter.include?.map((kind) => (kind === 'im' ? 'direct' : kind));
  return ({ kind, sharing }) =>
    (kinds === undefined || kinds.includes(kind)) &&
    !(filter.exclude_external_shared_channels === true && sharing === 'external');
}

interface StaticOptions {
  options?: { text: { text: string }; value: string }[] | undefined;
  option_groups?: { label: { text: string }; options: { text: { text: string }; value: string }[] }[] | undefined;
}

function optionsOf({ options = [], option_groups: groups = [] }: StaticOptions): OfferedOption[] {
  return [
    ...options.map(({ text, value }) => ({ value, label: text.text })),
    ...groups.flatMap((group) =>
      group.options.map(({ text, value }) => ({ value, label: text.text, group: group.label.text })),
    ),
  ];
}
