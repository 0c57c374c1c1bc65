import { describe, expect, test } from 'vitest';
import { channels, groups, people } from '../../../../playground/slack/server.ts';
import { exportSince } from '../../../../src/store/audit-trail.ts';
import { below, home, openHome, published } from '../../../support/home.ts';
import { buttonsOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { start, untilCleared } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const description = 'Detected a burst of sign-ins from a new country';

describe('the Home of someone who may look events up', () => {
  test('the Home says what a person may do, and whom to ask for what they may not', async () => {
    const started = await start({ env: { HEC_RESPONDERS: `${people.responder},${groups.secOncall}` } });
    expect(await openHome(started, people.responder)).toContain(
      'You can look up security events, search for them and act on them.',
    );
    const shown = await openHome(started, people.member);
    expect(shown).toMatch(/You can look up security events\. Only people on the list .* Only responders may act/);
    expect(shown).toContain(`Ask <!subteam^${groups.secOncall}> <@${people.responder}>.`);
  });

  test('the Home says to a searcher who is no responder that they may search', async () => {
    const started = await start({ env: { ...env, HEC_SEARCHERS: people.member } });
    const shown = await openHome(started, people.member);
    expect(shown).toContain('You can look up security events and search for them. Only responders may act');
    expect(below('How this app is set up', shown)).toContain(`*Who can search:* <@${people.member}>`);
    expect(await openHome(started, people.responder)).toMatch(/events and act on them\. Only people on the list/);
  });

  test('the Home is a quiet page for someone who has done nothing yet', async () => {
    const started = await start({ env });
    const shown = await openHome(started, people.member);
    expect(below('Running now', shown)).toBe('Nothing is running.');
    expect(below('Recent lookups', shown)).toBe('You haven’t looked up any events recently.');
    expect(below('Your recent actions', shown)).toBe('You haven’t acted on any events yet.');
    expect(started.hec.requests).toEqual([]);
  });

  test('the Home shows what other people’s actions are running', async () => {
    const started = await start({ env });
    started.hec.world.taskSeconds = 60;
    const card = await showEvent(started);
    await card.press('Quarantine');
    await started.slack.until(() => card.text().includes('is running'));
    const running = below('Running now', await openHome(started, people.otherMember));
    expect(running).toContain(`*Quarantine* is running, requested by <@${people.responder}>`);
    expect(running).toContain(card.eventId);
  });

  test('the Home shows a person’s own last actions and how they ended, and nobody else’s', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    await card.press('Dismiss');
    await slack.until(() => card.replies().length === 1);
    await slack.until(() => card.buttons().some(({ text }) => text.text === 'Quarantine'));
    hec.world.outcome = 'nothing';
    await card.press('Quarantine');
    await slack.until(() => card.replies().length === 2);
    const mine = below('Your recent actions', await openHome(started, people.responder));
    expect(mine).toMatch(/Quarantine changed nothing.*\n.*\n.*\n\*Dismissed/);
    const others = await openHome(started, people.member);
    expect(below('Your recent actions', others)).toBe('You haven’t acted on any events yet.');
  });

  test('the Home shows recent lookups at once by their ids, and in words when HEC has answered', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const { slack, hec } = started;
    const { eventId } = await showEvent(started, { description });
    time += 3_000;
    hec.faults.set({ ...untilCleared, path: '/event/' });
    await slack.openHome({ user: people.member });
    await slack.until(() => below('Recent lookups', home(started, people.member)).includes(eventId));
    expect(home(started, people.member)).not.toContain(description);
    hec.faults.clear();
    await slack.until(() => below('Recent lookups', home(started, people.member)).includes(description));
    expect(below('Recent lookups', home(started, people.member))).toContain('*High* · Phishing · New');
    await started.quiet();
    expect(published(started)).toHaveLength(2);
  });

  test('the Home shows each event once, and not what others looked at', async () => {
    const started = await start({ env });
    const { slack } = started;
    const { eventId } = await showEvent(started, { description });
    const asked = { channel: channels.security, command: '/hec-event', text: eventId };
    await slack.command({ user: people.member, ...asked });
    await started.quiet();
    expect(below('Recent lookups', await openHome(started, people.member)).split(description)).toHaveLength(2);
    expect(await openHome(started, people.otherMember)).not.toContain(description);
  });

  test('the Home keeps the ids and everything else when HEC does not answer', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const unread = await showEvent(started, { description });
    const wordy = await showEvent(started, { description: 'Detected malware in a file' });
    time += 3_000;
    started.hec.faults.set({ kind: 'status', status: 503, path: `/event/${unread.eventId}` });
    const half = below('Recent lookups', await openHome(started, people.member));
    expect(half).toContain(unread.eventId);
    expect(half).not.toContain(description);
    expect(half).toContain('Detected malware in a file');

    time += 3_000;
    started.hec.faults.set({ kind: 'status', status: 503 });
    const shown = await openHome(started, people.member);
    expect(below('Recent lookups', shown)).toContain(unread.eventId);
    expect(below('Recent lookups', shown)).toContain(wordy.eventId);
    expect(shown).toContain('*HEC:*');
  });

  test('the Home says how the app is set up, and reveals no secret', async () => {
    const planted = {
      HEC_ACCESS_KEY: 'planted-access-key',
      HEC_CLIENT_ID: 'planted-client-id',
      DATABASE_URL: 'postgres://hec:planted-password@planted-host.example/hec',
      DATA_DIR: '/planted-directory',
    };
    const access = { ...env, HEC_CHANNELS: channels.security, HEC_ADMIN_EMAIL_DOMAINS: 'customer.example' };
    const started = await start({ env: { ...access, ...planted, AUDIT_RETENTION_DAYS: '90' } });
    const setUp = below('How this app is set up', await openHome(started, people.member));
    expect(setUp).toContain(`*HEC:* ${new URL(started.hec.url).host}`);
    expect(setUp).toContain('*Who can look up events:* every full member');
    expect(setUp).toContain(`*Who can act:* <@${people.responder}>`);
    expect(setUp).toContain(`*Events are shown in:* <#${channels.security}>`);
    expect(setUp).toContain('*Store:* Postgres');
    expect(setUp).toContain('90 days');

    const { botToken, signingSecret, appToken } = started.slack.installation;
    const everything = JSON.stringify(published(started).map(({ args }) => args.view));
    expect(everything).toContain('Postgres');
    for (const secret of ['planted', botToken, signingSecret, appToken]) expect(everything).not.toContain(secret);
  });

  test('the Home shows nothing live of what an attacker wrote', async () => {
    const started = await start({ env });
    await showEvent(started, { description: '<!channel> see https://evil.example/x and *hurry*' });
    const recent = below('Recent lookups', await openHome(started, people.member));
    expect(recent).toContain('hxxps://evil[.]example/x');
    expect(recent).not.toMatch(/<!channel>|https:|\*hurry\*/);
  });
});

describe('the Home of someone who may not look events up', () => {
  test.each<[string, string, Record<string, string>, string, RegExp]>([
    ['a guest', people.multiChannelGuest, {}, 'guest', /Guests.*Ask a full member/],
    ['someone from another organisation', people.stranger, {}, 'outsider', /organisation/],
    [
      'a member who is not listed',
      people.member,
      { HEC_VIEWERS: people.responder },
      'not_listed',
      /Ask the app’s administrator/,
    ],
  ])(
    'the Home tells %s why they see no events and whom to ask, and nothing else',
    async (_title, user, viewers, reason, sentence) => {
      const started = await start({ env: { ...env, ...viewers } });
      const { slack, hec } = started;
      hec.world.taskSeconds = 60;
      const { eventId } = hec.world.addEvent({ description });
      const asked = { channel: channels.security, command: '/hec-event', text: eventId };
      await slack.command({ user: people.responder, ...asked });
      const message = await slack.until(() => slack.messages(channels.security)[0]);
      await slack.click({ user: people.responder, message, actionId: 'event_action:0' });
      await slack.until(() => hec.world.tasks.size === 1);

      const shown = await openHome(started, user);
      expect(shown).toMatch(/^\*You can’t see security events here\.\*\n/);
      expect(shown).toMatch(sentence);
      expect(shown.split('\n')).toHaveLength(2);
      expect(buttonsOf(slack.home(user)?.content.blocks)).toEqual([]);
      const record = [];
      for await (const entry of exportSince(started.store.db, new Date(0))) record.push(entry);
      expect(record).toContainEqual(expect.objectContaining({ kind: 'refusal', userId: user, reason }));
    },
  );

  test('the Home takes back what it showed a person who has lost access', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const { eventId } = await showEvent(started, { description });
    expect(await openHome(started, people.member)).toContain(description);
    started.slack.workspace.changePerson(people.member, { kind: 'multi_channel_guest' });
    time += 61_000;
    const shown = await openHome(started, people.member);
    expect(shown).toContain('Guests');
    expect(shown).not.toContain(description);
    expect(JSON.stringify(started.slack.home(people.member)?.content)).not.toContain(eventId);
  });
});
