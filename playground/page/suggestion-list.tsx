/** The suggestions above the composer while somebody types a command. */
import { useEffect, useRef } from 'react';
import type { Suggestion } from './suggestions.ts';

export function SuggestionList({
  id,
  suggestions,
  active,
  onChoose,
}: {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  onChoose: (suggestion: Suggestion) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="suggestions" id={id} role="listbox" aria-label="Suggestions" ref={list}>
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          // Keeps the focus in the text field.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(suggestion)}
          onKeyDown={() => {}}
        >
          <b>{suggestion.title}</b>
          <small>{suggestion.detail}</small>
        </div>
      ))}
    </div>
  );
}
