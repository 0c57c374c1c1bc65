/** What versions from 0.7.0 on leave of a search: lists in a modal and in a message, the form, and a summary that all see. */
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { buttonsOf, textOf } from '../../support/read.ts';
import { type Deployed, openRecorded, the, untilIn } from '../../support/upgrade/deployed.ts';

const { responder } = people;
const { security, incident } = channels;

export function searchesGoOn(deployed: () => Deployed): void {
  const until = untilIn(deployed);
  const modalSays = (words: string) =>
    until(() => {
      const view = deployed().slack.views(responder).at(-1);
      return view !== undefined && textOf(view.content.blocks).includes(words) && view;
    });

  async function press(name: string, actionId: string): Promise<void> {
    const view = { id: openRecorded(deployed(), name) };
    await deployed().slack.click({ user: responder, view, actionId });
  }

  test('“Next” on a list from before an upgrade still turns the page of the same search', async () => {
    await press('search:list', 'search:next');
    await modalSays('11 to 20 of');
    await modalSays('The event');
  });

  test('“Open” on a row of a list from before an upgrade still shows its event', async () => {
    const { content } = the(deployed().recording.slack.modals.find(({ name }) => name === 'search:list'));
    const open = the(buttonsOf(content.blocks).find(({ action_id: id }) => id.startsWith('search:open:')));
    await press('search:list', open.action_id);
    await modalSays('Show here');
  });

  test('“Refine…” on a list from before an upgrade still opens the form with what was searched for', async () => {
    await press('search:list', 'search:refine');
    await until(() => JSON.stringify(deployed().slack.views(responder).at(-1)?.content).includes('The event'));
  });

  test('a search form that was open during an upgrade still searches', async () => {
    openRecorded(deployed(), 'search_form');
    await deployed().slack.submitView({ user: responder, values: { words: 'The event' } });
    await modalSays('With “The” and “event”, in the last 7 days');
  });

  test('a list in a message from before an upgrade still turns its page', async () => {
    const { slack } = deployed();
    const isList = ({ blocks }: { blocks: readonly unknown[] }) =>
      buttonsOf(blocks).some(({ action_id: id }) => id === 'search:next');
    const ephemeral = the(slack.ephemerals(security, responder).find(isList));
    await slack.click({ user: responder, ephemeral, actionId: 'search:next' });
    await until(() =>
      slack.ephemerals(security, responder).some(({ blocks }) => textOf(blocks).includes('11 to 20 of')),
    );
  });

  test('a summary that was shared before an upgrade stays as it is', () => {
    const says = ({ blocks }: { blocks: readonly unknown[] }) => textOf(blocks).includes('What we saw');
    const [now, before] = [deployed().slack, deployed().recording.slack].map((slack) =>
      'put' in slack ? slack.messages(incident).filter(says) : slack.messages.filter(says),
    );
    expect(now).toHaveLength(1);
    expect(now).toEqual(before);
  });
}
