/** The whole page: the playground's toolbar, the workspace, and at most one panel beside it. */
import { type MouseEvent, useCallback, useMemo, useState } from 'react';
import type { State } from '../demo/state.ts';
import { channels, people } from '../slack/ids.ts';
import { AppDown } from './app-down.tsx';
import { DirectoryContext } from './blocks/interaction.ts';
import { NamesContext, ThemeContext } from './blocks/rich-text.tsx';
import { nameFor, signOf } from './conversation-names.ts';
import { hintsFor } from './hints.ts';
import { NoticeList } from './notice-list.tsx';
import { useNotices } from './notices.ts';
import { FaultsPanel } from './panels/faults-panel.tsx';
import { Panel } from './panels/panel.tsx';
import { TrafficPanel } from './panels/traffic-panel.tsx';
import { TryPanel } from './panels/try-panel.tsx';
import { type PanelName, Toolbar } from './toolbar.tsx';
import { draftKey, useDrafts } from './use-drafts.ts';
import { type LiveData, useLive } from './use-live.ts';
import { type Place, usePlace } from './use-place.ts';
import { useTheme } from './use-theme.ts';
import { Workspace } from './workspace.tsx';

export function App() {
  const live = useLive();
  return (
    <NoticeList>
      {live.state ? <Loaded live={live} state={live.state} /> : <p className="empty">Connecting to the playground…</p>}
    </NoticeList>
  );
}

const panelTitles: Record<PanelName, string> = { try: 'Try this', faults: 'Faults', traffic: 'Traffic' };

/** Panels then lie over everything; as in panels.css. */
const isNarrow = (): boolean => window.matchMedia('(max-width: 900px)').matches;

function Loaded({ live, state }: { live: LiveData; state: State }) {
  const say = useNotices();
  const [theme, toggleTheme] = useTheme();
  const [place, go] = usePlace({ user: people.responder, channel: channels.security, panel: 'try' });
  const { panel } = place;
  const [phone, setPhone] = useState(false);
  const [texts, setText] = useDrafts();

  /** As a panel says: it makes way where it would cover what it leads to. */
  const move = useCallback(
    (change: Partial<Place>) => go(isNarrow() ? { ...change, panel: undefined, list: undefined } : change),
    [go],
  );
  const write = useCallback(
    (change: Partial<Place>, text: string) => {
      const next = { ...place, ...change };
      move(change);
      setText(draftKey(next), text);
      // The composer exists only after the next render.
      setTimeout(() => document.getElementById(next.thread === undefined ? 'composer' : 'thread-composer')?.focus());
    },
    [place, move, setText],
  );

  const names = useMemo(
    () => ({
      users: state.people.map(({ id, realName }) => ({ id, name: realName })),
      user_groups: state.groups.map(({ id, handle }) => ({ id, name: handle })),
      channels: state.conversations.map(({ id, name }) => ({ id, name })),
    }),
    [state.people, state.groups, state.conversations],
  );
  const directory = {
    people: state.people,
    conversations: state.conversations
      .filter(({ members }) => members.includes(place.user))
      .map((each) => ({ ...each, label: `${signOf(each)}${nameFor(each, place.user, state)}` })),
  };

  const stayHere = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (link === null) return;
    event.preventDefault();
    say(`Slack would open ${link.getAttribute('href')}`);
  };

  return (
    <NamesContext value={names}>
      <ThemeContext value={theme}>
        <DirectoryContext value={directory}>
          {/* Catches every link: nothing may leave this machine. */}
          <div className="page" onClickCapture={stayHere}>
            <Toolbar
              state={state}
              user={place.user}
              panel={panel}
              phone={phone}
              theme={theme}
              onUser={(user) => go({ user })}
              onPanel={(name) => go({ panel: panel === name ? undefined : name })}
              onPhone={() => setPhone(!phone)}
              onTheme={toggleTheme}
            />
            <AppDown status={state.app.status} connected={live.connected} />
            <div className="stage">
              <Workspace state={state} place={place} phone={phone} texts={texts} onText={setText} go={go} />
              {panel && (
                <Panel title={panelTitles[panel]} onClose={() => go({ panel: undefined })}>
                  {panel === 'try' && (
                    <TryPanel
                      groups={hintsFor(state, { write, go: move, say, openFaults: () => go({ panel: 'faults' }) })}
                      events={state.events}
                      onLookUp={(id) => write({ thread: undefined }, `/hec-event ${id}`)}
                      onPaste={(link) => write({}, link)}
                    />
                  )}
                  {panel === 'faults' && <FaultsPanel faults={state.faults} status={state.app.status} />}
                  {panel === 'traffic' && <TrafficPanel traffic={live.traffic} log={live.log} />}
                </Panel>
              )}
            </div>
          </div>
        </DirectoryContext>
      </ThemeContext>
    </NamesContext>
  );
}
