/** What newcomers can try, in an order that tells the story. */
import type { State } from '../demo/state.ts';
import { appHandle } from './conversation-names.ts';
import type { HintGroup } from './panels/try-panel.tsx';
import { pressTogether } from './press-together.ts';
import type { Place } from './use-place.ts';

export interface HintActions {
  /** Puts text into the composer without sending it. */
  write: (place: Partial<Place>, text: string) => void;
  go: (place: Partial<Place>) => void;
  say: (sentence: string) => void;
  openFaults: () => void;
}

export function hintsFor(state: State, actions: HintActions): HintGroup[] {
  const cast = castOf(state);
  return [
    { title: 'Look up an event', hints: lookingUp(state, cast, actions) },
    { title: 'Bring it into the incident’s thread', hints: bringing(state, cast, actions) },
    { title: 'Act on it', hints: acting(state, cast, actions) },
    { title: 'Make something fail', hints: failing(actions) },
  ];
}

type Cast = ReturnType<typeof castOf>;

function castOf(state: State) {
  const command = state.declared.commands[0]?.command ?? '';
  const channel = (name: string) => state.conversations.find((each) => each.name === name)?.id ?? '';
  const withRole = (role: string) => state.people.filter((person) => person.role === role).map(({ id }) => id);
  const [responder = '', otherResponder = ''] = withRole('responder');
  const [member = ''] = withRole('member');
  const [guest = ''] = withRole('guest');
  const security = { channel: channel('security'), thread: undefined };
  const inIncident = state.messages.find((message) => message.channel === channel('incident-42') && !message.threadTs);
  const incident = { channel: channel('incident-42'), thread: inIncident?.ts };
  return { command, channel, responder, otherResponder, member, guest, security, incident };
}

function lookingUp(state: State, cast: Cast, { write, go }: HintActions) {
  const { command, channel, responder, guest, security, incident } = cast;
  const [first] = state.events;
  const lookup = `${command} ${first?.id ?? ''}`;
  return [
    {
      title: 'Look up an event',
      detail: 'Everybody in #security sees it.',
      label: 'Write the command',
      go: () => write({ user: responder, ...security }, lookup),
    },
    {
      title: 'Paste a portal link into an incident’s thread',
      detail: 'The preview appears while you write, and stays under your message.',
      label: 'Paste the link',
      go: () => write({ user: responder, ...incident }, first?.link ?? ''),
    },
    {
      title: 'Ask as a guest',
      detail: 'Guests may not look events up. The answer is private and says why.',
      label: 'Become the guest',
      go: () => write({ user: guest, ...security }, lookup),
    },
    {
      title: 'Ask where another organisation can read',
      detail: 'Only you see the event.',
      label: 'Go to #shared-partner',
      go: () => write({ user: responder, channel: channel('shared-partner'), thread: undefined }, lookup),
    },
    {
      title: 'Open the app’s Home',
      detail: 'What you may do, what is running, and what you looked at last. Try it as a member and a guest, too.',
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

function bringing(state: State, cast: Cast, { write, go }: HintActions) {
  const { command, responder, security, incident } = cast;
  const [first] = state.events;
  const withAttachments = state.events.find(({ title }) => title.startsWith('Malware that HEC has'));
  const { name } = state.app;
  return [
    {
      title: `Mention ${name} in the thread`,
      detail: 'Slash commands don’t work there. The answer is a short card; “More…” opens the rest.',
      label: 'Write the mention',
      go: () => write({ user: responder, ...incident }, `@${appHandle(state)} ${first?.id ?? ''}`),
    },
    {
      title: 'Show the event that a message mentions',
      detail: `Open ⋯ on the Alert Bot’s message and choose “Show ${name} event”. The card appears in its thread.`,
      label: 'Go to #security',
      go: () => go({ user: responder, ...security }),
    },
    {
      title: 'Look up an event from anywhere',
      detail: `⚡ below the text field: “Look up ${name} event” shows it only to you, or where you choose.`,
      label: 'Go to the incident’s channel',
      go: () => go({ user: responder, ...incident, thread: undefined }),
    },
    {
      title: 'Share it, with a note',
      detail: '“Share…” takes a card to another channel, or under a message: get its link with ⋯ and “Copy link”.',
      label: 'Write the command for a card',
      go: () => write({ user: responder, ...security }, `${command} ${first?.id ?? ''}`),
    },
    {
      title: 'Read its email',
      detail: 'Press “Details” for the sender, recipients, verdicts, attachments and links, all safe to copy.',
      label: 'Write the command for its card',
      go: () => write({ user: responder, ...security }, `${command} ${withAttachments?.id ?? ''}`),
    },
  ];
}

function acting(state: State, cast: Cast, { write, go, say }: HintActions) {
  const { command, responder, otherResponder, member, security } = cast;
  const [first] = state.events;
  const asking = state.events.find(({ title }) => title.includes('asks for an address'));
  return [
    {
      title: 'Quarantine its email',
      detail: 'Press Quarantine on the card and confirm. Everybody sees it running, then the outcome in the thread.',
      label: 'Write the command for a card',
      go: () => write({ user: responder, ...security }, `${command} ${first?.id ?? ''}`),
    },
    {
      title: 'Try it as a member',
      detail: 'Press a button on the card. Only responders may act: the answer is private and says whom to ask.',
      label: 'Become the member',
      go: () => go({ user: member, ...security }),
    },
    {
      title: 'Press the same action as two people',
      detail: 'Both press the first button of the newest card at once. HEC gets one action; the other person is told.',
      label: 'Press as both',
      go: () => {
        const button = pressTogether(state, security.channel, [responder, otherResponder], say);
        if (button === undefined) say('There is no action to press in #security: look up an event there first.');
        else go({ user: otherResponder, ...security });
      },
    },
    {
      title: 'Send it to an admin',
      detail: '“Send to admin” asks for an address and only accepts ones at harbour-freight.example.',
      label: 'Write the command for its card',
      go: () => write({ user: responder, ...security }, `${command} ${asking?.id ?? ''}`),
    },
    {
      title: 'See who did what',
      detail: 'An event’s audit trail: lookups, actions and refusals. For responders only.',
      label: 'Write the command for its audit trail',
      go: () => write({ user: responder, ...security }, `${command} audit ${first?.id ?? ''}`),
    },
  ];
}

function failing({ openFaults }: HintActions) {
  return [
    {
      title: 'Make HEC hang',
      detail: 'Then look up an event again and wait a few seconds.',
      label: 'Open the faults',
      go: openFaults,
    },
    {
      title: 'Kill the app during an action',
      detail: 'Make tasks slow, press an action, kill the app and start it again. The action still finishes.',
      label: 'Open the faults',
      go: openFaults,
    },
    {
      title: 'Lose HEC’s answer',
      detail: 'HEC does what you pressed, but its answer is lost. See what the app says, then press “Check again”.',
      label: 'Open the faults',
      go: openFaults,
    },
  ];
}
