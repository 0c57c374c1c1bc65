/** What versions from 0.5.0 on answer with: buttons on private answers, a choice that a command offers, and their jobs. */
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { eventShownBy } from '../../support/modals.ts';
import { buttonsOf, textOf } from '../../support/read.ts';
import { type Deployed, openRecorded, recordedEvent, the, untilIn } from '../../support/upgrade/deployed.ts';
import { idOf } from '../../support/upgrade/setting.ts';

const { responder, member } = people;
const { security } = channels;

const hasButton =
  (actionId: string) =>
  ({ blocks }: { blocks: readonly unknown[] }) =>
    buttonsOf(blocks).some(({ action_id: id }) => id === actionId);

export function answersStillWork(deployed: () => Deployed): void {
  const event = (name: string) => recordedEvent(deployed(), name);
  const until = untilIn(deployed);

  function modalSaying(user: string, words: string) {
    return until(() => {
      const view = deployed().slack.views(user).at(-1);
      return view !== undefined && textOf(view.content.blocks).includes(words) && view;
    });
  }

  test('“more events on this email” on a card from before an upgrade still opens them', async () => {
    const { hec, slack, now } = deployed();
    // HEC is asked for the last 180 days, and the recording grows old.
    for (const name of ['one of two', 'other of two'])
      the(hec.world.events.get(idOf(name))).eventCreated = now().toISOString();
    const message = the(slack.messages(security).find(hasButton('other_events')));
    await slack.click({ user: member, message, actionId: 'other_events' });
    const other = eventShownBy(message) === idOf('one of two') ? 'other of two' : 'one of two';
    await modalSaying(member, `The event ${other}`);
  });

  test('“Try again” on a lookup that failed before an upgrade still shows the event', async () => {
    const { slack } = deployed();
    const ephemeral = the(slack.ephemerals(security, member).find(hasButton('retry_lookup')));
    await slack.click({ user: member, ephemeral, actionId: 'retry_lookup' });
    await until(() => slack.messages(security).some((message) => eventShownBy(message) === idOf('read again')));
  });

  test('“By whom?” in an audit trail from before an upgrade still opens who looked', async () => {
    const { slack } = deployed();
    const ephemeral = the(slack.ephemerals(security, responder).find(hasButton('audit_lookups')));
    await slack.click({ user: responder, ephemeral, actionId: 'audit_lookups' });
    await modalSaying(responder, `<@${member}>`);
  });

  test('a choice that a command offered before an upgrade still shows the chosen event in the conversation', async () => {
    const { slack } = deployed();
    const before = slack.messages(security).length;
    openRecorded(deployed(), 'show_chosen by command');
    await slack.submitView({ user: responder, values: { events: [idOf('chosen')] } });
    const posted = await until(() => slack.messages(security).slice(before).find(eventShownBy));
    expect(eventShownBy(posted)).toBe(idOf('chosen'));
    expect(posted.threadTs).toBeUndefined();
  });

  test('a card whose email was still being read during an upgrade gets it afterwards', async () => {
    expect(textOf(the(deployed().recording.slack.messages.find(isAbout('unread'))).blocks)).not.toContain('*From*');
    await until(() => event('unread').text().includes('*From*'));
  });

  test('an action whose effect was being looked for during an upgrade is told at its end, and not sent again', async () => {
    await until(() => event('looking').replies().length > 0);
    expect(
      event('looking')
        .replies()
        .map(({ blocks }) => textOf(blocks)),
    ).toEqual([expect.stringContaining('changed nothing')]);
    expect(event('looking').sent()).toEqual([]);
  });
}

const isAbout = (name: string) => (message: Parameters<typeof eventShownBy>[0]) => eventShownBy(message) === idOf(name);
