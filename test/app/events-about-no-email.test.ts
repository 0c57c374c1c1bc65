/** Events about sign-ins, people, apps and files: called what they are, found by their links and ids, and never asked for as emails. */
import { expect, test } from 'vitest';
import type { WireEvent } from '../../playground/hec/server.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { eventShownBy } from '../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../support/read.ts';
import { impatientWithHec, type Started, start } from '../support/start.ts';

const eventId = 'ab12cd34ef56ab12cd34ef56ab12cd34';
const link = (type: string, id: string) =>
  `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${encodeURIComponent(btoa(`profile/${type}/${id}`))}`;
const about = (saas: string, type: string, entityId: string, entityType: string): Partial<WireEvent> => ({
  eventId,
  saas,
  type,
  entityId,
  description: 'Something about Ida',
  data: `#${JSON.stringify({ entity_id: entityId, entity_type: entityType, label: 'Something' })} about Ida`,
  availableEventActions: null,
  entityLink: link(entityType, entityId),
});

const guid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const events: [string, Partial<WireEvent>][] = [
  ['sign-in', about('google_mail', 'anomaly', '7a7b7c7d7e7f70717273747576777879', 'google_event_login')],
  ['person', about('office365_emails', 'anomaly', guid, 'office365_emails_user')],
  ['file', about('ms_teams', 'dlp', '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'ms_teams_file')],
  ['app', about('google_mail', 'shadow_it', '1f2e3d4c5b6a79888796a5b4c3d2e1f0', 'google_mail_email')],
  ['file', about('office365_onedrive', 'dlp', '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', 'o365_onedrive_file')],
];

const command = ({ slack }: Started, text: string) =>
  slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text });
const card = ({ slack }: Started) => slack.until(() => slack.messages(channels.security)[0]);
const entitiesAsked = ({ hec }: Started) => hec.requests.filter(({ path }) => path.includes('/search/entity/'));

test.each(events)(
  'an event about a %s is called that, offers nothing that HEC does not, and HEC is not asked for an email',
  async (called, event) => {
    const started = await start();
    started.hec.world.addEvent(event);
    await command(started, eventId);
    const { blocks } = await card(started);
    expect(textOf(blocks)).toContain(`*${called.charAt(0).toUpperCase()}${called.slice(1)} id:* \`${event.entityId}\``);
    expect(buttonsOf(blocks).map(({ text }) => text.text)).toEqual(['Details', 'Share…', 'Open in portal']);
    await started.quiet();
    expect(entitiesAsked(started)).toEqual([]);
  },
);

// An app's link leads to the email by which HEC noticed it.
test.each(events.filter(([called]) => called !== 'app'))(
  'an event about a %s is found by its link, and HEC is not asked for an email',
  async (_called, event) => {
    const started = await start();
    started.hec.world.addEvent(event);
    await command(started, event.entityLink ?? '');
    expect(eventShownBy(await card(started))).toBe(eventId);
    expect(entitiesAsked(started)).toEqual([]);
  },
);

const [, leak = {}] = events[2] ?? [];
const details = async (started: Started) => {
  await command(started, eventId);
  await started.slack.click({ user: people.member, message: await card(started), actionId: 'event_details' });
  await started.slack.until(() => textOf(shown(started)).includes(eventId));
  await started.quiet();
  return textOf(shown(started));
};
const shown = ({ slack }: Started) => slack.views(people.member).at(-1)?.content.blocks ?? [];

test('the details of a file that HEC knows show its name and which rules matched, not what they found', async () => {
  const started = await start();
  started.hec.world.addEvent(leak);
  started.hec.world.addEntity({
    entityInfo: { entityId: leak.entityId ?? '', saas: 'ms_teams', saasEntityType: 'ms_teams_file' },
    entityPayload: { internetMessageId: null, subject: null, name: 'plan.xlsx', size: 2_048 },
    entitySecurityResult: {
      combinedVerdict: { dlp: 'leak' },
      dlp: [
        { verdict: 'leak', payload: { matches_dlp_rules: ['PII', 'PCI'], found_text: ['DE89 3000'], hit_count: 2 } },
      ],
      ap: null,
    },
  });
  const text = await details(started);
  for (const part of ['File', '`plan.xlsx`', '2 kB', '*Data leak (DLP): data leak* · 2 matches', 'PII · PCI']) {
    expect(text).toContain(part);
  }
  expect(text).not.toMatch(/3000|email\b/i);
});

test('the details of a file that HEC doesn’t know, or hangs on, show the event without a complaint', async () => {
  for (const unknownId of ['404', 'hang'] as const) {
    const started = await start({ timeouts: { hec: impatientWithHec } });
    started.hec.world.unknownId = unknownId;
    started.hec.world.addEvent(leak);
    const text = await details(started);
    expect(text).toContain('Something about Ida');
    expect(text).not.toMatch(/couldn’t be read|Reading the|email/i);
  }
});

test.each(events.filter(([called]) => called !== 'file'))(
  'the details of an event about a %s ask HEC for nothing but the event, and name no email',
  async (called, event) => {
    const started = await start();
    started.hec.world.addEvent(event);
    const text = await details(started);
    expect(text).toContain(`*${called.charAt(0).toUpperCase()}${called.slice(1)} id:*`);
    expect(text).not.toMatch(/\bemail\b/i);
    expect(entitiesAsked(started)).toEqual([]);
  },
);

test('an event about a person is found by the GUID, in capitals too, and acted on as HEC offers', async () => {
  const started = await start({ env: { HEC_RESPONDERS: people.responder } });
  started.hec.world.taskSeconds = 0;
  const [, person] = events[1] ?? [];
  started.hec.world.addEvent({ ...person, availableEventActions: [{ actionName: 'dismiss', actionParameter: {} }] });
  await command(started, guid.toUpperCase());
  const message = await card(started);
  const dismiss = buttonsOf(message.blocks).find(({ text }) => text.text === 'Dismiss');
  expect(textOf(message.blocks)).toContain('Closes the event as dismissed. Nothing else changes.');
  await started.slack.click({ user: people.responder, message, actionId: dismiss?.action_id ?? '' });
  await expect.poll(() => started.hec.world.appliedActions).toMatchObject([{ action: 'dismiss', targetId: eventId }]);
  await started.quiet();
});

test('a GUID that no event is about is told as that', async () => {
  const started = await start();
  await command(started, guid);
  const [answer] = await privateAnswers(started.slack, people.member);
  expect(answer?.text).toMatch(/^No event for this item in .* in the last 180 days/);
});
