import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { viewProblems } from '../../../../playground/slack/block-kit.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { listView } from '../../../../src/slack/features/lookup/other-events.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { sampleEvent } from '../../../support/cards/sample-event.ts';
import { modalSaying } from '../../../support/modals.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const user = people.member;
const newId = () => randomUUID().replaceAll('-', '');
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** An email with these events, and so many events about other emails that HEC tells of them on many pages. */
function newEmail({ hec }: Started, descriptions: string[]) {
  const entityId = newId();
  const subject = 'Your new invoice is due';
  hec.world.addEntity({
    entityInfo: { entityId, entityCreated: hoursAgo(2) },
    entityPayload: { subject, fromEmail: 'billing@evil.example', internetMessageId: `<${entityId}@evil.example>` },
  });
  const events = descriptions.map((description, index) =>
    hec.world.addEvent({ entityId, description, eventCreated: hoursAgo(2 - index / 10), saas: 'office365_emails' }),
  );
  for (let index = 0; index < 30; index += 1) hec.world.addEvent({ entityId: newId(), eventCreated: hoursAgo(1) });
  hec.world.pageSize = 2;
  return { entityId, ids: events.map(({ eventId }) => eventId) };
}

async function openOthers(started: Started, descriptions: string[]) {
  const { slack } = started;
  const { entityId, ids } = newEmail(started, descriptions);
  const link = `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${btoa(`profile/office365_emails_email/${entityId}`)}`;
  await slack.command({ user, channel: channels.security, command: '/hec-event', text: link });
  const card = await slack.until(() =>
    slack
      .messages(channels.security)
      .find(({ blocks }) => buttonsOf(blocks).some((each) => each.action_id === 'other_events')),
  );
  return { card, ids };
}

describe('other events on an email', () => {
  test('“more events on this email” opens all of them privately, whatever their words, each with its details', async () => {
    const started = await start();
    const { slack, store } = started;
    const described = [
      "Phishing - 'Your new invoice is due'",
      'Ben reported Your new invoice is due',
      'A click was blocked',
    ];
    const { card, ids } = await openOthers(started, described);
    await slack.click({ user: people.otherMember, message: card, actionId: 'other_events' });
    const { content } = await modalSaying(slack, people.otherMember, '2 more events on this email, newest first:');
    const shown = textOf(content.blocks);
    expect(shown.indexOf('Ben reported')).toBeGreaterThan(0);
    expect(shown.indexOf('Ben reported')).toBeLessThan(shown.indexOf("Phishing - 'Your"));
    expect(shown).not.toContain('may be more');
    const details = buttonsOf(content.blocks);
    expect(details.map(({ action_id: id, value }) => [id, value])).toEqual(
      [ids[1], ids[0]].map((eventId) => ['event_details', JSON.stringify({ eventId })]),
    );
    for (const eventId of ids) {
      expect(await recordOf(store.db, eventId, 10)).toContainEqual(
        expect.objectContaining({ kind: 'lookup', userId: people.otherMember }),
      );
    }
    const [view] = slack.views(people.otherMember);
    await slack.click({ user: people.otherMember, view: { id: view?.id ?? '' }, actionId: 'event_details', index: 0 });
    await modalSaying(slack, people.otherMember, ids[1] ?? '');
  });

  test('a card that is drawn again still opens the other events on its email', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack } = started;
    const { card } = await openOthers(started, ['Your new invoice is due', 'Your new invoice is due']);
    const before = slack.message(channels.security, card.ts)?.edited;
    await slack.click({ user: people.member, message: card, actionId: 'event_details' });
    await slack.click({
      user: people.responder,
      message: card,
      actionId:
        buttonsOf(card.blocks).find(({ action_id: id }) => id.startsWith('e') && id.includes('_action:'))?.action_id ??
        '',
    });
    await started.quiet();
    expect(slack.message(channels.security, card.ts)?.edited).not.toEqual(before);
    expect(buttonsOf(slack.message(channels.security, card.ts)?.blocks).map(({ text }) => text.text)).toContain(
      '1 more event on this email',
    );
  });

  test('a list says that there is nothing more, and that there may be more', () => {
    const event = sampleEvent();
    expect(textOf(listView(event, { events: [], isComplete: true }).blocks)).toBe(
      'No other events on this email in the last 180 days.',
    );
    expect(textOf(listView(event, { events: [event], isComplete: false }).blocks)).toMatch(
      /^One more event on this email:.*HEC was too slow to tell of all/s,
    );
  });

  test('a list of hundreds of events is within every limit of Slack’s, and says how many it leaves out', () => {
    const many = Array.from({ length: 300 }, () => sampleEvent({ description: 'W'.repeat(3_000) }));
    const view = listView(sampleEvent(), { events: many, isComplete: false });
    expect(viewProblems('modal', view)).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(250_000);
    expect(textOf(view.blocks)).toContain(`and ${300 - buttonsOf(view.blocks).length} more`);
  });
});
