/**
 * Where people write: messages, replies and slash commands. Enter sends, Shift+Enter starts a new line, the arrow up in an
 * empty field edits the message before. What could not be sent comes back.
 */
import { type KeyboardEvent, useState } from 'react';
import type { State } from '../demo/state.ts';
import { act } from './act.ts';
import { appHandle } from './conversation-names.ts';
import { isTooLong, LengthNote } from './length-note.tsx';
import { LinkPreviews } from './link-previews.tsx';
import { Menu } from './menu.tsx';
import { useNotices } from './notices.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { type Suggestion, suggestionsFor } from './suggestions.ts';
import type { NextText } from './use-drafts.ts';

export interface ComposerProps {
  id: string;
  state: State;
  user: string;
  channel: string;
  thread?: string;
  label: string;
  text: string;
  onText: (text: NextText) => void;
  onEditLast: () => void;
}

export function Composer({ id, state, user, channel, thread, label, text, onText, onEditLast }: ComposerProps) {
  const say = useNotices();
  const [active, setActive] = useState<number>();
  const [dismissed, setDismissed] = useState('');
  const where = thread === undefined ? 'conversation' : 'thread';
  const suggestions = dismissed === text ? [] : suggestionsFor(text, state, where);
  const isNaming = !text.includes(' ');
  const chosen = active ?? (isNaming ? 0 : -1);
  const globals = state.declared.shortcuts.filter(({ kind }) => kind === 'global');

  const write = (next: string) => {
    setActive(undefined);
    onText(next);
  };

  const choose = (suggestion: Suggestion) => {
    write(suggestion.text);
    document.getElementById(id)?.focus();
  };

  const send = async () => {
    const typed = text.trim();
    if (typed === '' || isTooLong(text)) return;
    const invitation = `/invite @${appHandle(state)}`;
    const [, name, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed) ?? [];
    const isInvitation = typed.toLowerCase() === invitation;
    if (name !== undefined && !isInvitation && !state.declared.commands.some(({ command }) => command === name)) {
      const valid = [...state.declared.commands.map(({ command }) => command), invitation];
      return say(`${name} is not a valid command. Try one of: ${valid.join(', ')}`);
    }
    write('');
    const inThread = thread === undefined ? {} : { thread, threadTs: thread };
    const result = await act(
      isInvitation
        ? { act: 'invite_app', user, channel }
        : {
            user,
            channel,
            ...inThread,
            ...(name === undefined ? { act: 'post', text: typed } : { act: 'command', command: name, text: rest }),
          },
    );
    if (result.result === 'refused' || result.result === 'untaken') {
      onText((since) => (since === '' ? typed : `${typed}\n${since}`));
    }
    if (result.result === 'refused') say(result.because);
    else if (isInvitation) say(`${state.app.name} was added to this conversation.`);
  };

  const press = (event: KeyboardEvent) => {
    const suggestion = suggestions[chosen];
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && suggestions.length > 0) {
      event.preventDefault();
      setActive((chosen + step + suggestions.length) % suggestions.length);
    } else if (event.key === 'Escape' && suggestions.length > 0) {
      event.preventDefault();
      setDismissed(text);
    } else if (suggestion && (event.key === 'Enter' || (event.key === 'Tab' && active !== undefined))) {
      event.preventDefault();
      choose(suggestion);
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      onEditLast();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };

  return (
    <div className="composer">
      {suggestions.length > 0 && (
        <SuggestionList id={`${id}-suggestions`} suggestions={suggestions} active={chosen} onChoose={choose} />
      )}
      <LinkPreviews state={state} user={user} channel={channel} text={text} />
      <div className="composer-box">
        <textarea
          id={id}
          aria-label={label}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={`${id}-suggestions`}
          aria-activedescendant={suggestions[chosen] && `${id}-suggestions-${chosen}`}
          aria-invalid={isTooLong(text)}
          aria-describedby={`${id}-length`}
          placeholder={label}
          rows={Math.min(6, text.split('\n').length)}
          value={text}
          onChange={({ target }) => write(target.value)}
          onKeyDown={press}
        />
        <LengthNote id={`${id}-length`} text={text} />
        <div className="composer-tools">
          {globals.length > 0 && thread === undefined && (
            <Menu
              label="Shortcuts"
              className="icon-button"
              items={globals.map(({ name, callbackId }) => ({
                label: name,
                detail: state.app.name,
                choose: () => void act({ act: 'global_shortcut', user, callbackId }),
              }))}
            >
              <span aria-hidden="true">⚡</span>
            </Menu>
          )}
          <span className="composer-hint">
            {thread === undefined ? 'Type / for commands' : `Type @${appHandle(state)}: slash commands don’t work here`}
          </span>
          <button
            type="button"
            className="send"
            aria-label="Send"
            disabled={text.trim() === '' || isTooLong(text)}
            onClick={() => void send()}
          >
            ➤
          </button>
        </div>
      </div>
    </div>
  );
}
