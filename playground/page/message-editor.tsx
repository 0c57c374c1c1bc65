/** A person's own message while they edit it. Enter saves, Shift+Enter starts a new line, Escape leaves it as it was. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Message } from '../demo/state.ts';
import { act } from './act.ts';
import { isTooLong, LengthNote } from './length-note.tsx';
import { useNotices } from './notices.ts';

export interface MessageEditorProps {
  message: Message;
  onEnd: () => void;
}

export function MessageEditor({ message, onEnd }: MessageEditorProps) {
  const say = useNotices();
  const [text, setText] = useState(message.typed);
  const [saving, setSaving] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { user, channel, ts } = message;
  const canSave = text.trim() !== '' && !isTooLong(text) && !saving;

  useEffect(() => {
    const { current } = field;
    current?.focus();
    current?.setSelectionRange(current.value.length, current.value.length);
    current?.scrollIntoView({ block: 'nearest' });
  }, []);

  const save = async () => {
    if (!canSave) return;
    setSaving(true);
    const result = await act({ act: 'edit', user, channel, ts, text: text.trim() });
    setSaving(false);
    if (result.result === 'refused') say(result.because);
    else onEnd();
  };

  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onEnd();
    else if (event.key === 'Enter' && !event.shiftKey) void save();
    else return;
    event.preventDefault();
  };

  return (
    <div className="composer-box editor">
      <textarea
        ref={field}
        aria-label="Edit message"
        aria-invalid={isTooLong(text)}
        aria-describedby={`length-${ts}`}
        rows={Math.min(6, text.split('\n').length)}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={press}
      />
      <LengthNote id={`length-${ts}`} text={text} />
      <div className="editor-buttons">
        <button type="button" className="slack-button default" onClick={onEnd}>
          Cancel
        </button>
        <button type="button" className="slack-button primary" disabled={!canSave} onClick={() => void save()}>
          Save
        </button>
      </div>
    </div>
  );
}
