/** Who I am and what I look at, kept in the URL to survive a reload and work as a link. */
import { useCallback, useEffect, useState } from 'react';

export interface Place {
  user: string;
  channel: string;
  /** The `ts` of the open thread's parent message. */
  thread?: string | undefined;
}

export function usePlace(first: Place): [Place, (change: Partial<Place>) => void] {
  const [place, setPlace] = useState(() => readHash() ?? first);

  useEffect(() => {
    const follow = () => setPlace((before) => readHash() ?? before);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  const go = useCallback((change: Partial<Place>) => {
    setPlace((before) => {
      const next = { ...before, ...change };
      const parts = [next.user, next.channel, ...(next.thread === undefined ? [] : [next.thread])];
      window.history.replaceState(null, '', `#/${parts.join('/')}`);
      return next;
    });
  }, []);

  return [place, go];
}

function readHash(): Place | undefined {
  const [user, channel, thread] = window.location.hash.replace(/^#\/?/, '').split('/');
  return user && channel ? { user, channel, thread: thread === '' ? undefined : thread } : undefined;
}
