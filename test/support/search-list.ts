/** A search by command, and the list that somebody has in front of them. */
import { channels, people } from '../../playground/slack/server.ts';
import { buttonsOf, textOf } from './read.ts';
import type { Started } from './start.ts';

/** Who searches, unless a test says otherwise: by default the responders may. */
export const searcher = people.responder;
export const searchers = { HEC_RESPONDERS: people.responder };

export async function search({ slack }: Started, text: string, user: string = searcher): Promise<void> {
  await slack.command({ user, channel: channels.security, command: '/hec-event', text: `search ${text}` });
}

const everywhere = ['Open', 'Refine…', 'Share a summary'];

/** The modal on top. */
export function inFront({ slack }: Started, user: string = searcher) {
  const view = slack.views(user).at(-1);
  if (view === undefined) throw new Error('no modal is open');
  const { blocks } = view.content;
  const buttons = buttonsOf(blocks);
  return {
    view,
    blocks,
    text: textOf(blocks),
    buttons,
    /** Without those that every row or every list has. */
    labels: buttons.map(({ text }) => text.text).filter((label) => !everywhere.includes(label)),
    /** In the order of the rows. */
    opens: buttons.filter(({ action_id: id }) => id.startsWith('search:open:')).map(({ value = '' }) => value),
  };
}

/** Presses a button of the modal on top, and waits for all that follows. */
export async function press(started: Started, label: string, user: string = searcher): Promise<void> {
  const { view, buttons } = inFront(started, user);
  const button = buttons.find(({ text }) => text.text === label);
  if (button === undefined) throw new Error(`there is no "${label}", only ${buttons.map(({ text }) => text.text)}`);
  await started.slack.click({ user, view, actionId: button.action_id });
  await started.quiet();
}

/** Searches by command, and waits until the search has ended. */
export async function listOf(started: Started, text: string, user: string = searcher) {
  await search(started, text, user);
  await started.quiet();
  return inFront(started, user);
}
