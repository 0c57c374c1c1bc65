/** The top modal of a person's stack. It keeps what they typed when the app updates it. */
import { useMemo, useState } from 'react';
import type { Choice, ClickTarget, View } from '../demo/state.ts';
import { act } from './act.ts';
import { Blocks } from './blocks/blocks.tsx';
import { Dialog } from './dialog.tsx';
import { useNotices } from './notices.ts';
import { Surface } from './surface.tsx';
import { valuesOf } from './view-values.ts';

const isEmpty = (value: Choice | undefined): boolean => value == null || value.length === 0;

export function Modal({ view }: { view: View }) {
  const say = useNotices();
  const [typed, setTyped] = useState<Record<string, Choice>>({});
  const [missing, setMissing] = useState<Record<string, string>>({});
  const [sent, setSent] = useState(typed);
  const [sending, setSending] = useState(false);
  const { user, id } = view;
  const target = useMemo((): ClickTarget => ({ kind: 'view', id }), [id]);
  const initial = useMemo(() => valuesOf(view), [view]);
  const errors = useMemo(() => {
    const told = Object.entries({ ...view.errors, ...missing });
    // A field that was changed since is not wrong until it is submitted again.
    return Object.fromEntries(told.filter(([key]) => typed[key] === sent[key]));
  }, [view.errors, missing, typed, sent]);

  const submit = async () => {
    const inputs = view.blocks.filter(({ type }) => type === 'input');
    const empty = inputs.filter(
      ({ block_id: key = '', optional }) => optional !== true && isEmpty({ ...initial, ...typed }[key]),
    );
    setMissing(
      Object.fromEntries(empty.map(({ block_id: key = '' }) => [key, 'Please complete this required field.'])),
    );
    setSent(typed);
    if (empty.length > 0) return;
    setSending(true);
    const keys = new Set(inputs.map(({ block_id: key }) => key));
    const values = Object.fromEntries(Object.entries(typed).filter(([key]) => keys.has(key)));
    const result = await act({ act: 'submit', user, values });
    setSending(false);
    if (result.result === 'refused') say(result.because);
    if (result.result === 'unanswered') say('We had some trouble connecting. Try again?');
  };

  const close = () => void act({ act: 'close', user });

  return (
    <Dialog
      title={view.title}
      className="modal"
      onClose={close}
      footer={
        <>
          <button type="button" className="slack-button default large" onClick={close}>
            {view.close}
          </button>
          {view.submit !== undefined && (
            <button
              type="button"
              className="slack-button primary large"
              disabled={sending}
              aria-busy={sending}
              onClick={() => void submit()}
            >
              {sending ? 'Sending…' : view.submit}
            </button>
          )}
        </>
      }
    >
      <Surface user={user} target={target} initial={initial} errors={errors} onValues={setTyped}>
        <Blocks blocks={view.blocks} />
      </Surface>
    </Dialog>
  );
}
