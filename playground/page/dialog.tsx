/** A modal on the browser's `<dialog>`, which traps and returns the focus and closes with Escape. */
import { type ReactNode, useEffect, useId, useRef } from 'react';

export function Dialog({
  title,
  className,
  onClose,
  children,
  footer,
}: {
  title: string;
  className: string;
  onClose: () => void;
  children: ReactNode;
  footer: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const hadField = useRef(false);
  const titleId = useId();

  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    if (dialog?.open === false) dialog.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  useEffect(() => {
    const field = element.current?.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea)');
    // Also when the app fills the modal later, focus its first field.
    if (!hadField.current) field?.focus();
    hadField.current = field != null;
    // The focused element is gone. Without a focus in the dialog, keys would no longer scroll or close it.
    if (document.activeElement === document.body) element.current?.focus();
  });

  return (
    <dialog
      ref={element}
      tabIndex={-1}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // On a second Escape the browser closes it by itself.
      onClose={onClose}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </header>
      <div className="dialog-body">{children}</div>
      <footer>{footer}</footer>
    </dialog>
  );
}
