/** What people submit and press in modals that a version before opened. */
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { cardsUnder, eventShownBy, isCompact } from '../../support/modals.ts';
import { buttonsOf, textOf } from '../../support/read.ts';
import { type Deployed, openRecorded, recordedEvent, the, untilIn } from '../../support/upgrade/deployed.ts';
import { idOf, oddParameter } from '../../support/upgrade/setting.ts';

const { responder, otherResponder } = people;
const { security, incident } = channels;

export function modalsStillWork(deployed: () => Deployed): void {
  const event = (name: string) => recordedEvent(deployed(), name);
  const until = untilIn(deployed);
  const modalSays = (user: string, words: string) =>
    until(() => textOf(deployed().slack.views(user).at(-1)?.content.blocks ?? []).includes(words));

  function applied(name: string) {
    return deployed()
      .hec.world.appliedActions.filter(({ targetId }) => targetId === idOf(name))
      .map(({ action, parameter }) => ({ action, parameter }));
  }

  test('an address form that was open during an upgrade refuses a forbidden address and sends the action with an allowed one', async () => {
    const { slack } = deployed();
    openRecorded(deployed(), 'action_inputs');
    await slack.submitView({ user: responder, values: { 'input:0': 'admin@elsewhere.example' } });
    expect(Object.keys(the(slack.views(responder)[0]).errors)).toEqual(['input:0']);
    await slack.submitView({ user: responder, values: { 'input:0': 'admin@customer.example' } });
    await until(() => event('inputs').replies().length > 0);
    expect(applied('inputs')).toEqual([
      { action: 'sent to admin', parameter: { adminEmail: 'admin@customer.example' } },
    ]);
  });

  test('a question about sending a doubtful action again that was open during an upgrade still sends it', async () => {
    const { slack } = deployed();
    openRecorded(deployed(), 'action_doubt');
    await slack.submitView({ user: otherResponder });
    await modalSays(otherResponder, 'Sent to HEC');
    await until(() => event('doubtful again').text().includes(`Quarantined by <@${otherResponder}>`));
    expect(event('doubtful again').sent()).toHaveLength(1);
  });

  test('a confirmation that was open during an upgrade still sends the action', async () => {
    const { slack } = deployed();
    openRecorded(deployed(), 'action_confirm');
    await slack.submitView({ user: responder });
    await modalSays(responder, 'Sent to HEC');
    await until(() => applied('confirmed').length > 0);
    expect(applied('confirmed')).toEqual([{ action: 'quarantine', parameter: oddParameter }]);
  });

  test('an action in details that were open during an upgrade is done, and announced under their card', async () => {
    const { slack } = deployed();
    const id = openRecorded(deployed(), 'details');
    const { blocks } = the(slack.views(responder)[0]).content;
    const { action_id: actionId } = the(buttonsOf(blocks).find(({ text }) => text.text === 'Quarantine'));
    await slack.click({ user: responder, view: { id }, actionId });
    await until(() => event('detailed').replies().length > 0);
    expect(textOf(the(event('detailed').replies()[0]).blocks)).toContain('is done');
    expect(event('detailed').sent()).toHaveLength(1);
  });

  test('an action in a “More actions…” modal that was open during an upgrade is done', async () => {
    const { slack } = deployed();
    const id = openRecorded(deployed(), 'more actions');
    await slack.click({ user: responder, view: { id }, actionId: 'event_action:29' });
    await until(() => event('many').replies().length > 0);
    expect(applied('many')).toEqual([{ action: 'action 29', parameter: { index: 29 } }]);
  });

  test('a share form that was open during an upgrade still posts the event with its note', async () => {
    const { slack } = deployed();
    openRecorded(deployed(), 'share_event');
    const values = { conversation: incident, shape: 'full', note: 'Shared after the upgrade' };
    await slack.submitView({ user: responder, values });
    const posted = await until(() =>
      slack.messages(incident).find(({ blocks }) => textOf(blocks).includes('Shared after the upgrade')),
    );
    expect(eventShownBy(posted)).toBe(idOf('shared'));
    expect(isCompact(posted)).toBe(false);
  });

  test('a lookup form that was open during an upgrade still shows the event in the chosen conversation', async () => {
    const { slack } = deployed();
    const before = slack.messages(incident).length;
    openRecorded(deployed(), 'lookup_event');
    await slack.submitView({ user: responder, values: { event: idOf('severity'), conversation: incident } });
    const posted = await until(() => slack.messages(incident).slice(before).find(eventShownBy));
    expect(eventShownBy(posted)).toBe(idOf('severity'));
  });

  test('a lookup form that was opened from a message before an upgrade still shows the event in its thread', async () => {
    const { slack } = deployed();
    openRecorded(deployed(), 'lookup_event in a thread');
    await slack.submitView({ user: responder, values: { event: idOf('severity') } });
    const first = the(slack.messages(security).find(({ text }) => text === 'What was this about?'));
    const [card] = await until(() => cardsUnder(slack, first).length > 0 && cardsUnder(slack, first));
    expect(eventShownBy(the(card))).toBe(idOf('severity'));
    expect(isCompact(the(card))).toBe(true);
  });

  test('a choice of events that was open during an upgrade still shows the chosen ones in the thread', async () => {
    const { slack } = deployed();
    openRecorded(deployed(), 'show_chosen');
    await slack.submitView({ user: responder, values: { events: [idOf('chosen')] } });
    const first = the(slack.messages(security).find(({ text }) => text.startsWith('See ')));
    const cards = await until(() => cardsUnder(slack, first).length > 0 && cardsUnder(slack, first));
    expect(cards.map(eventShownBy)).toEqual([idOf('chosen')]);
  });
}
