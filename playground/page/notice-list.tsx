/** Shows notices for a while, and announces them to screen readers. */
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { NoticesContext } from './notices.ts';

const shownMs = 7_000;

export function NoticeList({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<readonly { id: number; sentence: string }[]>([]);
  const count = useRef(0);
  const say = useCallback((sentence: string) => {
    count.current += 1;
    const id = count.current;
    setNotices((all) => [...all, { id, sentence }]);
    setTimeout(() => setNotices((all) => all.filter((notice) => notice.id !== id)), shownMs);
  }, []);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Shown again each time, to be above an open dialog.
    list.current?.hidePopover();
    if (notices.length > 0) list.current?.showPopover();
  }, [notices]);
  return (
    <NoticesContext value={say}>
      {children}
      <div className="notices" role="status" popover="manual" ref={list}>
        {notices.map(({ id, sentence }) => (
          <p key={id}>{sentence}</p>
        ))}
      </div>
    </NoticesContext>
  );
}
