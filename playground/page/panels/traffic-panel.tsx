/** Every request between Slack, the app and HEC, newest first, and the app's log. */
import { useState } from 'react';
import type { LogLine, TrafficEntry } from '../../demo/state.ts';
import { timeWithSeconds } from '../moments.ts';

type Filter = 'all' | TrafficEntry['route'] | 'log';
const filters: [Filter, string][] = [
  ['all', 'All'],
  ['slack_to_app', 'Slack → app'],
  ['app_to_slack', 'app → Slack'],
  ['app_to_hec', 'app → HEC'],
  ['log', 'App log'],
];
const routeName = new Map(filters);

export function TrafficPanel({ traffic, log }: { traffic: readonly TrafficEntry[]; log: readonly LogLine[] }) {
  const [filter, setFilter] = useState<Filter>('all');
  return (
    <>
      <div className="filters">
        {filters.map(([name, label]) => (
          <button key={name} type="button" aria-pressed={filter === name} onClick={() => setFilter(name)}>
            {label}
          </button>
        ))}
      </div>
      {filter === 'log' ? (
        <ol className="log">
          {log.map((line) => (
            <li key={line.id} className={line.level}>
              <time>{timeWithSeconds(new Date(line.at))}</time> {line.text}
            </li>
          ))}
        </ol>
      ) : (
        <ol className="traffic">
          {traffic
            .filter(({ route }) => filter === 'all' || route === filter)
            .map((entry) => (
              <li key={entry.id}>
                <Entry entry={entry} />
              </li>
            ))}
        </ol>
      )}
    </>
  );
}

function Entry({ entry }: { entry: TrafficEntry }) {
  const [open, setOpen] = useState(false);
  const { route, title, status, elapsedMs, fault, at } = entry;
  const failed = fault !== undefined || status === undefined || status >= 400;
  const outcome = [fault, status ?? 'no answer yet', elapsedMs === undefined ? undefined : `${elapsedMs} ms`];
  return (
    <details className={route} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <span className="route">{routeName.get(route)}</span> <b>{title}</b>
        <span className={failed ? 'outcome failed' : 'outcome'}>
          {outcome.filter((part) => part !== undefined).join(' · ')} · {timeWithSeconds(new Date(at))}
        </span>
      </summary>
      {open && (
        <>
          <Json label="Request" value={entry.request} />
          <Json label="Answer" value={entry.response} />
        </>
      )}
    </details>
  );
}

function Json({ label, value }: { label: string; value: unknown }) {
  if (value === undefined || value === '') return <p className="nothing">{label}: empty</p>;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <section>
      <h4>{label}</h4>
      <pre>{text}</pre>
    </section>
  );
}
