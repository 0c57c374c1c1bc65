/** Asks for confirmation first if the element has a `confirm` object. */
import { type ReactNode, useState } from 'react';
import { ConfirmDialog, type ConfirmObject } from '../confirm-dialog.tsx';

export function useConfirmed(confirm: ConfirmObject | undefined): {
  ask: (act: () => void) => void;
  dialog: ReactNode;
} {
  const [waiting, setWaiting] = useState<() => void>();
  return {
    ask: (act) => (confirm === undefined ? act() : setWaiting(() => act)),
    dialog: confirm && waiting && (
      <ConfirmDialog
        confirm={confirm}
        onConfirm={() => {
          setWaiting(undefined);
          waiting();
        }}
        onDeny={() => setWaiting(undefined)}
      />
    ),
  };
}
