/** The playground's toolbar above the workspace: who I am, what to try, faults, traffic, width and theme. */
import type { State } from '../demo/state.ts';

export type PanelName = 'try' | 'faults' | 'traffic';

export function Toolbar({
  state,
  user,
  panel,
  phone,
  theme,
  onUser,
  onPanel,
  onPhone,
  onTheme,
}: {
  state: State;
  user: string;
  panel: PanelName | undefined;
  phone: boolean;
  theme: 'light' | 'dark';
  onUser: (user: string) => void;
  onPanel: (panel: PanelName) => void;
  onPhone: () => void;
  onTheme: () => void;
}) {
  const faults = [state.faults.hec, state.faults.slack].filter((fault) => fault !== null).length;
  const people = state.people.filter(({ kind, deactivated }) => kind !== 'bot' && !deactivated);
  const panels: [PanelName, string][] = [
    ['try', 'Try this'],
    ['faults', faults > 0 ? `Faults (${faults} on)` : 'Faults'],
    ['traffic', 'Traffic'],
  ];
  return (
    <header className="toolbar">
      <p className="brand">
        hec-slack <span>playground</span>
      </p>
      <label className="who">
        <span>You are</span>
        <select value={user} onChange={({ target }) => onUser(target.value)}>
          {people.map(({ id, realName, role }) => (
            <option key={id} value={id}>
              {realName} ({role})
            </option>
          ))}
        </select>
      </label>
      <div className="toolbar-buttons">
        {panels.map(([name, label]) => (
          <button
            key={name}
            type="button"
            aria-pressed={panel === name}
            className={name === 'faults' && faults > 0 ? 'alarming' : undefined}
            onClick={() => onPanel(name)}
          >
            {label}
          </button>
        ))}
        <button type="button" className="phone-toggle" aria-pressed={phone} onClick={onPhone}>
          Phone
        </button>
        <button type="button" aria-pressed={theme === 'dark'} onClick={onTheme}>
          Dark
        </button>
      </div>
    </header>
  );
}
