/**
 * Who I am and what I look at, kept in the address: it survives a reload, works as a link, and the browser's Back and
 * Forward go through where I was.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PanelName } from './toolbar.tsx';

export interface Place {
  user: string;
  channel: string;
  /** The `ts` of the open thread's parent message. */
  thread?: string | undefined;
  panel?: PanelName | undefined;
  /** On a narrow screen: the conversations instead of one of them. */
  list?: boolean | undefined;
}

const panels = ['try', 'faults', 'traffic'] as const satisfies readonly PanelName[];

/** @param first where somebody is whose address names no place */
export function usePlace(first: Place): [Place, (change: Partial<Place>) => void] {
  const [place, setPlace] = useState(() => readAddress() ?? first);
  const current = useRef(place);

  useEffect(() => {
    // Back to the very beginning has to find it again.
    if (readAddress() === undefined) window.history.replaceState(null, '', addressOf(current.current));
    // Also when somebody changes the address by hand.
    const follow = () => {
      current.current = readAddress() ?? current.current;
      setPlace(current.current);
    };
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);

  const go = useCallback((change: Partial<Place>) => {
    const next = { ...current.current, ...change };
    if (addressOf(next) === addressOf(current.current)) return;
    current.current = next;
    window.history.pushState(null, '', addressOf(next));
    setPlace(next);
  }, []);

  return [place, go];
}

function addressOf({ user, channel, thread, panel, list }: Place): string {
  const path = [user, channel, ...(thread === undefined ? [] : [thread])].join('/');
  const shown = new URLSearchParams({ ...(panel && { panel }), ...(list === true && { list: 'open' }) }).toString();
  return `#/${path}${shown === '' ? '' : `?${shown}`}`;
}

function readAddress(): Place | undefined {
  const [path = '', shown] = window.location.hash.replace(/^#\/?/, '').split('?');
  const [user, channel, thread] = path.split('/');
  if (!user || !channel) return undefined;
  const asked = new URLSearchParams(shown);
  return {
    user,
    channel,
    thread: thread === '' ? undefined : thread,
    panel: panels.find((name) => name === asked.get('panel')),
    list: asked.has('list'),
  };
}
