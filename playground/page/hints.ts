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
    { title: 'Look an event up', hints: lookingUp(state, cast, actions) },
    { title: 'Bring it into the incident’s thread', hints: bringing(state, cast, actions) },
    { title: 'Act on it', hints: acting(state, cast, actions) },
    { title: 'Let something fail', hints: failing(actions) },
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
      title: 'Look an event up',
      detail: 'Everybody in #security then sees it.',
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
      title: 'Ask where another organisation reads along',
      detail: 'The event is shown to you alone.',
      label: 'Go to #shared-partner',
      go: () => write({ user: responder, channel: channel('shared-partner'), thread: undefined }, lookup),
    },
    {
      title: 'Open the app’s Home',
      detail: 'What you may do, what is running, and what you looked at last. Look at it as a member and a guest, too.',
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
      detail: 'Slash commands do not work there. The answer is a short card, with the rest behind “More…”.',
      label: 'Write the mention',
      go: () => write({ user: responder, ...incident }, `@${appHandle(state)} ${first?.id ?? ''}`),
    },
    {
      title: 'Show the event that a message means',
      detail: `Open ⋯ on the Alert Bot’s message, and choose “Show ${name} event”. It comes in that message’s thread.`,
      label: 'Go to #security',
      go: () => go({ user: responder, ...security }),
    },
    {
      title: 'Look one up from anywhere',
      detail: `⚡ below where you write: “Look up ${name} event” shows it to you alone, or where you choose.`,
      label: 'Go to the incident’s channel',
      go: () => go({ user: responder, ...incident, thread: undefined }),
    },
    {
      title: 'Share it, with a note',
      detail: '“Share…” on a card takes it to another channel, or under a message: ⋯ and “Copy link” gives its link.',
      label: 'Write the command for a card',
      go: () => write({ user: responder, ...security }, `${command} ${first?.id ?? ''}`),
    },
    {
      title: 'Read its email',
      detail: '“Details” on the card: sender, recipients, verdicts, attachments and links, harmless and ready to copy.',
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
      detail: 'Press Quarantine on the card, and confirm. Everybody sees it run, and then how it ended, in the thread.',
      label: 'Write the command for a card',
      go: () => write({ user: responder, ...security }, `${command} ${first?.id ?? ''}`),
    },
    {
      title: 'Try it as a member',
      detail: 'Press a button on the card: only responders may act. The answer is private and says whom to ask.',
      label: 'Become the member',
      go: () => go({ user: member, ...security }),
    },
    {
      title: 'Press the same action as two people',
      detail: 'The first button of the newest card, by both at once: HEC gets one action, and one of them is told.',
      label: 'Press it as both',
      go: () => {
        const button = pressTogether(state, security.channel, [responder, otherResponder], say);
        if (button === undefined) say('There is no action to press in #security: look an event up there first.');
        else go({ user: otherResponder, ...security });
      },
    },
    {
      title: 'Send it to an admin',
      detail: '“Send to admin” asks for an address, and takes only those at harbour-freight.example.',
      label: 'Write the command for its card',
      go: () => write({ user: responder, ...security }, `${command} ${asking?.id ?? ''}`),
    },
    {
      title: 'Read who did what',
      detail: 'The record of an event: lookups, actions and refusals, for responders alone.',
      label: 'Write the command for its record',
      go: () => write({ user: responder, ...security }, `${command} audit ${first?.id ?? ''}`),
    },
  ];
}

function failing({ openFaults }: HintActions) {
  return [
    {
      title: 'Make HEC hang',
      detail: 'Then look an event up again and wait a few seconds.',
      label: 'Open the faults',
      go: openFaults,
    },
    {
      title: 'Stop the app in the middle of an action',
      detail: 'Make tasks slow, press an action, kill the app, and start it again: the action ends as if nothing was.',
      label: 'Open the faults',
      go: openFaults,
    },
    {
      title: 'Let HEC lose its answer',
      detail: 'It does what you pressed, and nobody is told. See what the app says, then press “Check again”.',
      label: 'Open the faults',
      go: openFaults,
    },
  ];
}
