/** What people press that a version before posted. */
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { cardsUnder, eventShownBy } from '../../support/modals.ts';
import { buttonsOf, textOf } from '../../support/read.ts';
import { type Deployed, finishTask, recordedEvent, the, untilIn } from '../../support/upgrade/deployed.ts';
import { idOf, linkTo, longParameter, oddParameter } from '../../support/upgrade/setting.ts';

const { responder, otherResponder, member } = people;
const { security, incident } = channels;
const quarantined = `Quarantined by <@${responder}>`;

export function buttonsStillWork(deployed: () => Deployed): void {
  const event = (name: string) => recordedEvent(deployed(), name);
  const until = untilIn(deployed);

  function applied(id: string) {
    return deployed()
      .hec.world.appliedActions.filter(({ targetId }) => targetId === id)
      .map(({ action, parameter }) => ({ action, parameter }));
  }

  /** The preview of an event's link, and a click on one of its buttons. */
  function preview(name: string) {
    const { slack } = deployed();
    const url = linkTo(name);
    const { ts } = the(slack.messages(incident).find(({ unfurls }) => unfurls.some((each) => each.url === url)));
    const shown = () => the(slack.message(incident, ts)?.unfurls[0]);
    const at = { channel: incident, ts, url };
    return { ...at, shown, press: (actionId: string) => slack.click({ user: responder, unfurl: at, actionId }) };
  }

  function topModal(user: string, words: string) {
    return until(() => {
      const view = deployed().slack.views(user).at(-1);
      return view !== undefined && textOf(view.content.blocks).includes(words) && view;
    });
  }

  test('a button from before an upgrade still quarantines once, with the parameter that HEC gave', async () => {
    const card = event('pressed');
    await card.press('Quarantine');
    await until(() => card.text().includes(quarantined) && card.replies().length > 0);
    expect(card.replies().map(({ blocks }) => textOf(blocks))).toEqual([expect.stringContaining('is done')]);
    expect(card.sent()).toHaveLength(1);
    expect(JSON.stringify(applied(card.eventId))).toBe(
      JSON.stringify([{ action: 'quarantine', parameter: oddParameter }]),
    );
  });

  test('a button from before an upgrade that carries a digest still sends its action', async () => {
    const card = event('digest');
    expect(the(card.buttons()[0]).value).toContain('"digest"');
    await card.press('Something new');
    await until(() => card.text().includes(`by <@${responder}>`) && card.replies().length > 0);
    expect(applied(card.eventId)).toEqual([{ action: 'something_new', parameter: longParameter }]);
  });

  test('a button for an email from before an upgrade still quarantines the email', async () => {
    const card = event('email');
    await card.press('Quarantine email');
    await until(() => card.replies().length > 0);
    expect(textOf(the(card.replies()[0]).blocks)).toContain('is done');
    expect(applied(idOf('email of email'))).toEqual([expect.objectContaining({ action: 'quarantine' })]);
  });

  test('a card from before an upgrade that shows how an action ended still accepts the next one', async () => {
    const card = event('unchanged');
    await card.press('Dismiss');
    await until(() => card.text().includes(`Dismissed by <@${responder}>`));
    expect(card.sent()).toHaveLength(1);
  });

  test('a press on a card that was outdated before an upgrade is still refused, and nothing is sent', async () => {
    const { slack, recording } = deployed();
    const { message } = the(recording.slack.earlier.find(({ name }) => name === 'done'));
    const old = slack.put.message({ ...message, ts: '1.000001' });
    const known = slack.ephemerals(security, otherResponder).length;
    const { action_id: actionId } = the(buttonsOf(old.blocks).find(({ text }) => text.text === 'Quarantine'));
    await slack.click({ user: otherResponder, message: old, actionId });
    const answer = await until(() => slack.ephemerals(security, otherResponder)[known]);
    expect(answer.text).toMatch(/^Nothing was sent: this card was out of date/);
    expect(event('done').sent()).toEqual([]);
  });

  test('a member who presses a button from before an upgrade is still refused', async () => {
    const { slack } = deployed();
    const known = slack.ephemerals(security, member).length;
    await event('refused').press('Quarantine', member);
    const answer = await until(() => slack.ephemerals(security, member)[known]);
    expect(answer.text).toMatch(/Only responders/);
    expect(event('refused').sent()).toEqual([]);
  });

  test('a button on a preview from before an upgrade still dismisses, and the preview shows it', async () => {
    const { press, shown } = preview('preview in a thread');
    const dismiss = buttonsOf(shown().blocks).find(({ text }) => text.text === 'Dismiss');
    await press(the(dismiss).action_id);
    await until(() => textOf(shown().blocks).includes(`Dismissed by <@${responder}>`));
    expect(applied(idOf('preview in a thread'))).toEqual([{ action: 'dismiss', parameter: undefined }]);
  });

  test('a button on a Work Object from before an upgrade still asks first and then acts', async () => {
    const { slack } = deployed();
    const { press, shown } = preview('preview');
    await press(the(workObjectActions(shown().entity).find((id) => id.startsWith('event_action'))));
    await topModal(responder, 'Quarantine');
    await slack.submitView({ user: responder });
    await until(() => textOf(shown().blocks).includes(quarantined));
    expect(applied(idOf('preview'))).toHaveLength(1);
  });

  test('a button in the details of a Work Object from before an upgrade still asks first and then acts', async () => {
    const { slack } = deployed();
    const { channel, ts, url, shown } = preview('opened');
    const [opened] = deployed().recording.slack.details;
    const dismiss = the(workObjectActions(opened?.entity).at(-1));
    await slack.clickInDetails({ user: responder, channel, ts, url, actionId: dismiss });
    await topModal(responder, 'Dismiss');
    await slack.submitView({ user: responder });
    await until(() => textOf(shown().blocks).includes(`Dismissed by <@${responder}>`));
    expect(applied(idOf('opened'))).toHaveLength(1);
  });

  test('a button on a private card from before an upgrade still acts, and the outcome stays private', async () => {
    const { slack } = deployed();
    const shows = ({ blocks }: { blocks: readonly unknown[] }) => textOf(blocks).includes(idOf('private'));
    const ephemeral = the(slack.ephemerals(security, responder).find(shows));
    const { action_id: actionId } = the(buttonsOf(ephemeral.blocks).find(({ text }) => text.text === 'Quarantine'));
    // Replies to other cards may come meanwhile: those that the version before had not posted.
    const inSight = () => slack.messages(security).filter(({ threadTs }) => threadTs === undefined);
    const before = inSight().length;
    await slack.click({ user: responder, ephemeral, actionId });
    const now = () => slack.ephemerals(security, responder);
    await until(() => now().some(({ ts, blocks }) => ts === ephemeral.ts && textOf(blocks).includes(quarantined)));
    await until(() => now().some(({ text }) => /Quarantine is done/.test(text)));
    expect(inSight()).toHaveLength(before);
    expect(slack.messages(security).filter(shows)).toEqual([]);
  });

  test.each(['doubtful', 'still working'])(
    '“Check again” from before an upgrade still tells what became of an action that was %s',
    async (name) => {
      const { slack } = deployed();
      const card = event(name);
      finishTask(deployed(), name);
      const [outcome] = card.replies();
      await slack.click({ user: responder, message: the(outcome), actionId: 'check_again' });
      await until(() => textOf(the(card.replies()[0]).blocks).includes('is done'));
      await until(() => card.text().includes(quarantined));
      expect(card.sent()).toEqual([]);
    },
  );

  test('“Details”, “More actions…” and “More…” on cards from before an upgrade still open their event', async () => {
    const { slack } = deployed();
    const press = (message: Parameters<typeof slack.thread>[1], channel: string, actionId: string) =>
      slack.click({ user: member, message: { channel, ts: message }, actionId });
    await press(event('shared').card().ts, security, 'event_details');
    await topModal(member, 'The event shared');
    await press(event('many').card().ts, security, 'more_actions');
    const { content } = await topModal(member, 'The event many');
    expect(buttonsOf(content.blocks)).toHaveLength(30);
    const first = the(slack.messages(incident).find(({ text }) => text === 'An incident'));
    const [short] = cardsUnder(slack, first);
    await press(the(short).ts, incident, 'event_details');
    await topModal(member, 'The event mentioned');
  });

  test('“Share…” on a card from before an upgrade still opens its form, and its link into the portal is acknowledged', async () => {
    const { slack } = deployed();
    const { card } = event('shared');
    await slack.click({ user: otherResponder, message: card(), actionId: 'share_event' });
    await topModal(otherResponder, 'Short: three lines');
    const clicked = await slack.click({ user: member, message: card(), actionId: 'open_portal' });
    expect(clicked.outcome).toBe('acknowledged');
  });

  test('an App Home from before an upgrade still opens details and the lookup form', async () => {
    const { slack } = deployed();
    const user = people.member;
    const home = the(slack.home(user));
    const view = { id: home.id };
    await slack.click({ user, view, actionId: 'event_details' });
    await topModal(user, 'The event home of');
    await slack.click({ user, view, actionId: 'open_lookup' });
    await topModal(user, 'Event id or portal link');
  });

  test('the message menu of a card from before an upgrade still shows its event', async () => {
    const { slack } = deployed();
    const card = event('email done').card();
    await slack.messageShortcut({ user: member, message: card, callbackId: 'show_event' });
    await until(() => cardsUnder(slack, card).map(eventShownBy).includes(event('email done').eventId));
  });

  test('a mention that was answered before an upgrade is not answered again when Slack delivers it again', async () => {
    const { app, slack, recording } = deployed();
    const messages = slack.messages(incident).length;
    await slack.redeliver(recording.slack.mention);
    await app.idle();
    expect(slack.messages(incident)).toHaveLength(messages);
  });
}

function workObjectActions(entity: unknown): string[] {
  return [...JSON.stringify(entity).matchAll(/"action_id":"([^"]+)"/g)].map(([, id = '']) => id);
}
