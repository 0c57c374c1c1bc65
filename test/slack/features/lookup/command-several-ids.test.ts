import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { addEvents } from '../../../support/message-menu.ts';
import { choicesOf, eventShownBy, isCompact, modalSaying } from '../../../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const unknown = '0'.repeat(32);
const ask = { user: people.member, channel: channels.security, command: '/hec-event' };

describe('/hec-event with several ids', () => {
  const words = 'Events that you named';

  async function choose({ slack }: Started, text: string, ids: readonly string[]) {
    await slack.command({ ...ask, text });
    const view = await modalSaying(slack, ask.user, words);
    await slack.submitView({ user: ask.user, values: { events: ids } });
    return view;
  }

  test('/hec-event with several ids lets the person choose, and shows those in the conversation', async () => {
    const started = await start();
    const { slack } = started;
    const [first = '', second = '', third = ''] = addEvents(started, 3);
    const view = await choose(started, `compare ${first}, ${second} and ${third}`, [first, third]);
    expect(choicesOf(view).map(({ value }) => value)).toEqual([first, second, third]);
    await modalSaying(slack, ask.user, '2 events are shown in');
    const cards = slack.messages(channels.security);
    expect(cards.map((card) => [eventShownBy(card), isCompact(card), card.threadTs])).toEqual([
      [first, true, undefined],
      [third, true, undefined],
    ]);
    expect(await recordOf(started.store.db, first, 10)).toMatchObject([
      { kind: 'lookup', userId: ask.user, channelId: channels.security },
      { kind: 'lookup', userId: ask.user, channelId: channels.security },
    ]);
  });

  test('/hec-event with several ids shows the only one that is chosen as a full card', async () => {
    const started = await start();
    const [first = '', second = ''] = addEvents(started, 2);
    await choose(started, `${first} ${second}`, [second]);
    await modalSaying(started.slack, ask.user, 'One event is shown in');
    expect(started.slack.messages(channels.security).map((card) => [eventShownBy(card), isCompact(card)])).toEqual([
      [second, false],
    ]);
  });

  test('/hec-event with several ids and "private" shows what is chosen to the person alone', async () => {
    const started = await start();
    const { slack } = started;
    const [first = '', second = ''] = addEvents(started, 2);
    await choose(started, `private ${first} ${second}`, [first, second]);
    const { content } = await modalSaying(slack, ask.user, 'Only you can see these');
    expect(textOf(content.blocks)).not.toMatch(/shown in|aren’t/);
    expect(buttonsOf(content.blocks).map(({ text }) => text.text)).toEqual(['Details', 'Details']);
    await started.quiet();
    expect(slack.messages(channels.security)).toEqual([]);
  });

  test('/hec-event with several ids and "private" shows the only one that is chosen in full, to the person alone', async () => {
    const started = await start();
    const { slack } = started;
    const [first = '', second = ''] = addEvents(started, 2);
    await choose(started, `${first} ${second} private`, [second]);
    await slack.until(() => textOf(slack.views(ask.user).at(-1)?.content.blocks ?? []).includes(second));
    await started.quiet();
    expect(slack.messages(channels.security)).toEqual([]);
  });

  test('/hec-event with several ids that HEC does not know says so, and asks again', async () => {
    const started = await start();
    await started.slack.command({ ...ask, text: `${unknown} ${'1'.repeat(32)}` });
    const view = await modalSaying(started.slack, ask.user, 'No event with this id');
    expect(textOf(view.content.blocks)).toContain('Event id or portal link');
  });

  test('/hec-event with several ids tells a guest why they may not see them', async () => {
    const started = await start();
    const [first = '', second = ''] = addEvents(started, 2);
    const user = people.multiChannelGuest;
    await started.slack.command({ ...ask, user, text: `${first} ${second}` });
    await modalSaying(started.slack, user, 'Guests');
    expect(started.hec.requests).toEqual([]);
  });

  test('/hec-event whose choice cannot be opened says privately that something went wrong', async () => {
    const { slack, hec } = await start();
    const [one, two] = Array.from({ length: 2 }, () => hec.world.addEvent().eventId);
    slack.faults.add({ method: 'views.open', kind: 'error', error: 'expired_trigger_id', times: 1 });
    await slack.command({ ...ask, text: `${one} ${two}` });
    const [answer] = await privateAnswers(slack, ask.user);
    expect(answer?.text).toMatch(/gave up waiting/);
  });
});
