import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { simulatedEvents } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { addWithEmail } from '../../../support/message-menu.ts';
import { eventShownBy } from '../../../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../../../support/read.ts';
import { start, untilCleared } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);
const notice = 'Looking up the event is taking longer than usual. The answer will come in a new message.';
/** As HEC offers them. */
const offers = z.array(z.object({ actionName: z.string(), actionParameter: z.unknown() })).nonempty();
const ask = { user: people.member, channel: channels.security, command: '/hec-event' };

describe('/hec-event', () => {
  test('/hec-event posts the event in the conversation, with severity, type, state and a button for each action', async () => {
    const { slack, hec } = await start();
    const acknowledgement = await slack.command({ ...ask, text: phishing });
    expect(acknowledgement).toMatchObject({ outcome: 'acknowledged', body: '' });

    const card = await slack.until(() => slack.messages(channels.security)[0]);
    expect(card.text).toMatch(/^\S+ (Low|Medium|High|Critical) · Phishing · New/);
    expect(JSON.stringify(card.blocks)).toContain(phishing);
    expect(textOf(card.blocks)).toContain(`asked for by <@${people.member}>`);
    const offered = offers.parse(hec.world.events.get(phishing)?.availableEventActions);
    const buttons = buttonsOf(card.blocks).filter(({ action_id: id }) => id.startsWith('event_action:'));
    expect(buttons.map(({ value }) => JSON.parse(value ?? ''))).toEqual(
      offered.map((action) => ({ eventId: phishing, ...action })),
    );
    await slack.settled();
    expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
  });

  test('/hec-event with "private" shows the event to the person alone', async () => {
    const { slack } = await start();
    await slack.command({ ...ask, text: `${phishing} private` });
    const [card] = await privateAnswers(slack, people.member);
    expect(JSON.stringify(card?.blocks ?? [])).toContain(phishing);
    await slack.settled();
    expect(slack.messages(channels.security)).toEqual([]);
  });

  test('/hec-event takes a portal link to an email, and shows its newest event with a count of the others', async () => {
    const { slack, hec } = await start();
    const newest = simulatedEvents.find(({ title }) => title === 'One email with three events: the newest')?.id ?? '';
    const entityId = hec.world.events.get(newest)?.entityId ?? '';
    const route = Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64');
    await slack.command({
      ...ask,
      text: `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`,
    });
    const card = await slack.until(() => slack.messages(channels.security)[0]);
    expect(JSON.stringify(card.blocks)).toContain(newest);
    expect(textOf(card.blocks)).toMatch(/2 more events/);
  });

  test.each(['', 'help'])('/hec-event with %j explains itself privately', async (text) => {
    const { slack, hec } = await start();
    await slack.command({ ...ask, text });
    const [answer] = await privateAnswers(slack, people.member);
    expect(textOf(answer?.blocks ?? [])).toContain('/hec-event');
    expect(hec.requests).toEqual([]);
  });

  test.each(['nonsense', 'x'.repeat(5_000), 'https://evil.example/', `${phishing}${unknown}`])(
    '/hec-event answers an invalid id with a private example, and does not ask HEC (%#)',
    async (text) => {
      const { slack, hec } = await start();
      await slack.command({ ...ask, text });
      const [answer] = await privateAnswers(slack, people.member);
      expect(answer?.text).toContain(phishing);
      expect(hec.requests).toEqual([]);
      expect(slack.messages(channels.security)).toEqual([]);
    },
  );

  test('/hec-event finds the id among words and marks that nobody sees, and asks HEC for no other', async () => {
    const { slack, hec } = await start();
    await slack.command({
      ...ask,
      text: `see https://ticket.example/../${phishing}/../scopes, Event ID:\u{200B} ${phishing}`,
    });
    const card = await slack.until(() => slack.messages(channels.security)[0]);
    expect(eventShownBy(card)).toBe(phishing);
    const events = hec.requests.filter(({ path }) => path.includes('/event/'));
    expect(events.map(({ path }) => path)).toEqual([`/app/hec-api/v1.0/event/${phishing}`]);
  });

  test('/hec-event follows a portal link that a mail filter wrapped, without fetching either', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId, entityId } = addWithEmail(started);
    const route = encodeURIComponent(Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64'));
    const link = `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`;
    const wrapped = `https://nam11.safelinks.protection.outlook.com/?url=${encodeURIComponent(link)}&data=05%7C${unknown}`;
    await slack.command({ ...ask, text: `see ${wrapped}` });
    const card = await slack.until(() => slack.messages(channels.security)[0]);
    expect(eventShownBy(card)).toBe(eventId);
  });

  test('/hec-event answers an unknown id privately, and names the HEC it asked', async () => {
    const { slack, hec } = await start();
    await slack.command({ ...ask, text: unknown });
    const [answer] = await privateAnswers(slack, people.member);
    expect(answer?.text).toBe(
      `No event with this id in ${new URL(hec.url).host}. Check the id; if the event is new, try again in a minute. You asked for \`${unknown}\`.`,
    );
    expect(slack.messages(channels.security)).toEqual([]);
  });

  test('/hec-event announces a slow answer privately; the notice stays and is true once the card is posted', async () => {
    const started = await start({ timeouts: { noticeAfterMs: 20 } });
    const { slack, hec } = started;
    hec.faults.set({ ...untilCleared, path: '/event/' });
    await slack.command({ ...ask, text: phishing });
    await slack.until(() =>
      slack.ephemerals(channels.security, people.member).some(({ text }) => text.includes('longer than usual')),
    );
    hec.faults.clear();
    await slack.until(() => slack.messages(channels.security).length === 1);
    await started.quiet();
    expect(slack.ephemerals(channels.security, people.member).map(({ text }) => text)).toEqual([notice]);
  });

  test('/hec-event answers in a message of its own after the notice if the answer is private too', async () => {
    const { slack, hec } = await start({ timeouts: { noticeAfterMs: 20 } });
    hec.faults.set({ ...untilCleared, path: '/event/' });
    await slack.command({ ...ask, text: unknown });
    await slack.until(() =>
      slack.ephemerals(channels.security, people.member).some(({ text }) => text.includes('longer than usual')),
    );
    hec.faults.clear();
    await slack.until(() =>
      slack.ephemerals(channels.security, people.member).some(({ text }) => text.includes('No event')),
    );
    const told = slack.ephemerals(channels.security, people.member).map(({ text }) => text);
    expect(told).toEqual([notice, expect.stringContaining('No event')]);
  });

  test('/hec-event with a link leads back to the portal by it if HEC gives no address, also once the card is drawn again', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { hec, slack } = started;
    hec.world.taskId = 'none';
    const availableEventActions = [{ actionName: 'dismiss', actionParameter: {} }];
    const { eventId } = hec.world.addEvent({ entityLink: null, availableEventActions });
    const link = `https://acme.avanan.net/#/events/${eventId}`;
    await slack.command({ ...ask, text: link });
    const card = await slack.until(() => slack.messages(channels.security)[0]);
    const blocks = () => slack.message(channels.security, card.ts)?.blocks ?? [];
    const urls = () => buttonsOf(blocks()).flatMap(({ url }) => url ?? []);
    expect(urls()).toEqual([link]);
    await slack.click({ user: people.responder, message: card, actionId: 'event_action:0' });
    await slack.until(() => textOf(blocks()).includes('Dismissed by'));
    expect(urls()).toEqual([link]);
  });

  test('/hec-event asks HEC once, however many people ask for the same event together', async () => {
    // An answer serves for two seconds, and a slow machine needs more for fifty cards: so the clock stands still.
    const time = Date.now();
    const { slack, hec } = await start({ now: () => time });
    await Promise.all(Array.from({ length: 50 }, () => slack.command({ ...ask, text: phishing })));
    await slack.until(() => slack.messages(channels.security).length === 50);
    expect(hec.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /auth/external',
      `GET /app/hec-api/v1.0/event/${phishing}`,
      `GET /app/hec-api/v1.0/search/entity/${hec.world.events.get(phishing)?.entityId}`,
    ]);
  });
});
