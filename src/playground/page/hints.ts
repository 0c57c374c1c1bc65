/** What a newcomer may try, in an order that tells the story. */
import type { State } from '../demo/state.ts';
import type { Hint } from './panels/try-panel.tsx';
import type { Place } from './use-place.ts';

export interface HintActions {
  /** Puts text into the composer there, without sending it. */
  write: (place: Partial<Place>, text: string) => void;
  go: (place: Partial<Place>) => void;
  openFaults: () => void;
}

export function hintsFor(state: State, { write, go, openFaults }: HintActions): Hint[] {
  const command = state.declared.commands[0]?.command ?? '';
  const [first] = state.events;
  const channel = (name: string) => state.conversations.find((each) => each.name === name)?.id ?? '';
  const personWith = (role: string) => state.people.find((person) => person.role === role)?.id ?? '';
  const incident = state.messages.find((message) => message.channel === channel('incident-42') && !message.threadTs);
  const lookup = `${command} ${first?.id ?? ''}`;
  const responder = personWith('responder');
  return [
    {
      title: 'Look an event up',
      detail: 'Everybody in #security then sees it.',
      label: 'Write the command',
      go: () => write({ user: responder, channel: channel('security'), thread: undefined }, lookup),
    },
    {
      title: 'Paste a portal link into an incident’s thread',
      detail: 'The preview appears while you write, and stays under your message.',
      label: 'Paste the link',
      go: () => write({ user: responder, channel: channel('incident-42'), thread: incident?.ts }, first?.link ?? ''),
    },
    {
      title: 'Ask as a guest',
      detail: 'Guests may not look events up. The answer is private and says why.',
      label: 'Become the guest',
      go: () => write({ user: personWith('guest'), channel: channel('security'), thread: undefined }, lookup),
    },
    {
      title: 'Ask where another organisation reads along',
      detail: 'The event is shown to you alone.',
      label: 'Go to #shared-partner',
      go: () => write({ user: responder, channel: channel('shared-partner'), thread: undefined }, lookup),
    },
    {
      title: 'Make HEC hang',
      detail: 'Then look an event up again and wait a few seconds.',
      label: 'Open the faults',
      go: openFaults,
    },
    {
      title: 'Open the app’s Home',
      detail: `What ${state.app.name} shows you there.`,
      label: 'Open it',
      go: () =>
        go({
          user: responder,
          channel:
            state.conversations.find(
              ({ kind, members }) =>
                kind === 'direct' && members.includes(responder) && members.includes(state.app.botUserId),
            )?.id ?? '',
          thread: undefined,
        }),
    },
  ];
}
