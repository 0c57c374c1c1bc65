/** For newcomers: things to try with one click, and every simulated event. */
import { useState } from 'react';
import type { SimulatedEvent } from '../../demo/state.ts';

interface Hint {
  title: string;
  detail: string;
  label: string;
  go: () => void;
}

export interface HintGroup {
  title: string;
  hints: readonly Hint[];
}

export function TryPanel({
  groups,
  events,
  onLookUp,
  onPaste,
}: {
  groups: readonly HintGroup[];
  events: readonly SimulatedEvent[];
  onLookUp: (id: string) => void;
  onPaste: (link: string) => void;
}) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = events.filter(({ id, title }) => id.startsWith(wanted) || title.toLowerCase().includes(wanted));
  return (
    <>
      {groups.map((group) => (
        <section key={group.title}>
          <h3>{group.title}</h3>
          <ol className="hints">
            {group.hints.map(({ title, detail, label, go }) => (
              <li key={title}>
                <b>{title}</b>
                <p>{detail}</p>
                <button type="button" className="slack-button default" onClick={go}>
                  {label}
                </button>
              </li>
            ))}
          </ol>
        </section>
      ))}
      <h3>Simulated events</h3>
      <input
        type="search"
        className="slack-input"
        aria-label="Find an event"
        placeholder="Find an event"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <ul className="events">
        {shown.map(({ id, title, link }) => (
          <li key={id}>
            <p>{title}</p>
            <code>{id}</code>
            <div>
              <button
                type="button"
                className="slack-button default"
                aria-label={`Look up: ${title}`}
                onClick={() => onLookUp(id)}
              >
                Look up
              </button>
              {link !== undefined && (
                <button
                  type="button"
                  className="slack-button default"
                  aria-label={`Paste its link: ${title}`}
                  onClick={() => onPaste(link)}
                >
                  Paste its link
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
