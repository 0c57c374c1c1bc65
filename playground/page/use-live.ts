/** Follows the playground through server-sent events. Unchanged objects keep their identity, so React skips them. */
import { useEffect, useState } from 'react';
import { z } from 'zod';
import {
  type LogLine,
  logLineSchema,
  type State,
  stateSchema,
  type TrafficEntry,
  trafficEntrySchema,
} from '../demo/state.ts';

const keptLines = 300;
const trafficSchema = z.array(trafficEntrySchema);
const logSchema = z.array(logLineSchema);

export interface LiveData {
  /** Undefined until the first one arrives. */
  state: State | undefined;
  /** Newest first. */
  traffic: readonly TrafficEntry[];
  log: readonly LogLine[];
  connected: boolean;
}

export function useLive(): LiveData {
  const [state, setState] = useState<State>();
  const [traffic, setTraffic] = useState<readonly TrafficEntry[]>([]);
  const [log, setLog] = useState<readonly LogLine[]>([]);
  const [connected, setConnected] = useState(true);

  useEffect(() => {
    const source = new EventSource('live');
    source.onopen = () => {
      setConnected(true);
      setTraffic([]);
      setLog([]);
    };
    source.onerror = () => setConnected(false);
    source.addEventListener('state', ({ data }) => {
      const next = stateSchema.parse(JSON.parse(data));
      setState((before) => (before ? keepingIdentity(before, next) : next));
    });
    source.addEventListener('traffic', ({ data }) => {
      const entries = trafficSchema.parse(JSON.parse(data));
      setTraffic((before) => newestFirst(before, entries));
    });
    source.addEventListener('log', ({ data }) => {
      const lines = logSchema.parse(JSON.parse(data));
      setLog((before) => [...lines.toReversed(), ...before].slice(0, keptLines));
    });
    return () => source.close();
  }, []);

  return { state, traffic, log, connected };
}

/** An entry is sent again when its answer arrives, and replaces itself. */
function newestFirst(before: readonly TrafficEntry[], entries: readonly TrafficEntry[]): TrafficEntry[] {
  const byId = new Map(before.toReversed().map((entry) => [entry.id, entry]));
  for (const entry of entries) byId.set(entry.id, entry);
  return [...byId.values()].toSorted((one, other) => other.at - one.at).slice(0, keptLines);
}

function keepingIdentity(before: State, next: State): State {
  return {
    ...next,
    people: kept(before.people, next.people),
    conversations: kept(before.conversations, next.conversations),
    messages: each(before.messages, next.messages, ({ channel, ts }) => `${channel}/${ts}`),
    ephemerals: each(before.ephemerals, next.ephemerals, ({ channel, ts }) => `${channel}/${ts}`),
    modals: each(before.modals, next.modals, ({ id }) => id),
    homes: each(before.homes, next.homes, ({ id }) => id),
    declared: kept(before.declared, next.declared),
    events: kept(before.events, next.events),
  };
}

function kept<T>(before: T, next: T): T {
  return JSON.stringify(before) === JSON.stringify(next) ? before : next;
}

function each<T>(before: readonly T[], next: readonly T[], keyOf: (item: T) => string): T[] {
  const old = new Map(before.map((item) => [keyOf(item), item]));
  return next.map((item) => {
    const same = old.get(keyOf(item));
    return same === undefined ? item : kept(same, item);
  });
}
