/** "Details" on a card: the modal with everything known about an event. */
import { describe, expect, test } from 'vitest';
import type { WireEntity, WireEvent } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { expectHarmless } from '../../../support/cards/rendered.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import {
  impatientWithHec,
  type Started,
  start,
  testTimeouts,
  untilCleared,
  waitingForHec,
} from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const description = 'Detected a burst of sign-ins from a new country';

/** A card of an event whose email HEC knows. */
async function showWithEmail(started: Started, event: Partial<WireEvent> = {}, email: Partial<WireEntity> = {}) {
  const { entityPayload, entitySecurityResult } = email;
  const { entityInfo } = started.hec.world.addEntity({
    ...(entityPayload && { entityPayload }),
    ...(entitySecurityResult && { entitySecurityResult }),
  });
  return showEvent(started, { description, entityId: entityInfo.entityId, ...event });
}

function shown({ slack }: Started, user: string): string {
  return textOf(slack.views(user).at(-1)?.content.blocks ?? []);
}

/** The modal, once it says this. */
function modal({ slack }: Started, user: string, words: string) {
  return slack.until(() => slack.views(user).find(({ content }) => textOf(content.blocks).includes(words)));
}

const emailRead = '*Subject:*';

/** From now on nothing that was read of HEC serves any more. */
const later = 11_000;

/** What doesn't wait for an email that HEC is slow to read. */
const impatientWithEmails = { ...testTimeouts.emailMs, card: 50 };

describe('event details', () => {
  test('the details open at once while HEC hangs, and then say that it did not answer', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack, hec } = started;
    const card = await showWithEmail(started);
    time += later;
    hec.faults.set({ kind: 'hang' });
    const endWait = waitingForHec(hec);
    await card.press('Details', people.member);
    await modal(started, people.member, 'Reading the event from HEC…');
    await endWait();
    await modal(started, people.member, 'HEC didn’t answer in time');
    expect(slack.views(people.member)).toHaveLength(1);
  });

  test('the details ask HEC only once they are open, and then fill in', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack, hec } = started;
    const card = await showWithEmail(started);
    time += later;
    const seen: string[] = [];
    const stopSlack = slack.onTraffic((traffic) => {
      if (traffic.direction === 'from_app' && traffic.method.startsWith('views.')) seen.push(traffic.method);
    });
    const stopHec = hec.onRequest(({ path, handled }) => {
      if (!handled) seen.push(path.includes('/search/entity/') ? 'email' : 'event');
    });
    await card.press('Details', people.member);
    await modal(started, people.member, emailRead);
    await started.quiet();
    stopSlack();
    stopHec();
    expect(seen).toEqual(['views.open', 'event', 'email', 'views.update']);
    expect(shown(started, people.member)).toContain(description);
    expect(shown(started, people.member)).toContain(card.eventId);
  });

  test('the details show the event before a slow email', async () => {
    let time = Date.now();
    const started = await start({ now: () => time, timeouts: { emailMs: impatientWithEmails } });
    const card = await showWithEmail(started);
    time += later;
    started.hec.faults.set({ ...untilCleared, path: '/search/entity/' });
    await card.press('Details', people.member);
    await modal(started, people.member, 'Reading the email from HEC…');
    expect(shown(started, people.member)).toContain(description);
    expect(shown(started, people.member)).not.toContain(emailRead);
    expect(buttonsOf(started.slack.views(people.member)[0]?.content.blocks).length).toBeGreaterThan(0);
    started.hec.faults.clear();
    await modal(started, people.member, emailRead);
    expect(shown(started, people.member)).not.toContain('Reading the email');
  });

  test('the details say who wrote the email to whom, what it holds and what HEC thinks of it', async () => {
    const started = await start();
    const attachments = [{ name: 'invoice.pdf', mimetype: 'application/pdf', size: 2_500_000, MD5: '0e9c1c5d' }];
    const payload = { replyToEmail: 'box@other.example', cc: ['bo@harbour-freight.example'], attachments };
    const emailLinks = ['https://login.evil.example/a?u=1'];
    const card = await showWithEmail(started, {}, { entityPayload: { ...payload, emailLinks } });
    await card.press('Details', people.member);
    await modal(started, people.member, emailRead);
    const text = shown(started, people.member);
    for (const part of [
      '*Sender:* `billing@invoice-desk.example`',
      '*Reply-to:* `box@other.example` (differs from the sender)',
      '`ana.lopes@harbour-freight.example`',
      '`bo@harbour-freight.example`',
      '*Subject:* `Your invoice`',
      '*Received:*',
      '*SPF:* `softfail`',
      '*Anti-phishing: phishing*',
      '2.5 MB',
      'MD5 `0e9c1c5d`',
      '`hxxps://login[.]evil[.]example/a?u=1`',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('the details of an event without an email do not ask HEC for one', async () => {
    const started = await start();
    const card = await showEvent(started, { description, entityId: null });
    await card.press('Details', people.member);
    await modal(started, people.member, description);
    await started.quiet();
    expect(shown(started, people.member)).not.toMatch(/Reading the email|couldn’t be read|\nEmail\n/);
    expect(started.hec.requests.some(({ path }) => path.includes('/search/entity/'))).toBe(false);
  });

  test.each([
    ['HEC fails', { kind: 'status', status: 500 } as const, 'HEC reported an internal error'],
    ['HEC no longer has it', { kind: 'status', status: 404 } as const, 'No email, file or person with this id'],
    ['HEC gives nonsense', { kind: 'malformed-json' } as const, 'can’t read HEC’s answer'],
    ['HEC hangs', { kind: 'hang' } as const, 'HEC didn’t answer in time'],
  ])(
    'the details say that the email could not be read because %s, and keep everything else',
    async (_title, fault, why) => {
      let time = Date.now();
      const timeouts = { emailMs: impatientWithEmails, ...(fault.kind === 'hang' && { hec: impatientWithHec }) };
      const started = await start({ env, now: () => time, timeouts });
      const card = await showWithEmail(started);
      time += later;
      started.hec.faults.set({ ...fault, path: '/search/entity/' });
      await card.press('Details', people.member);
      const { content } = await modal(started, people.member, 'The email couldn’t be read.');
      const text = textOf(content.blocks);
      expect(text).toContain(why);
      for (const part of [description, card.eventId, '*Service:*']) expect(text).toContain(part);
      const labels = buttonsOf(content.blocks).map(({ text: { text: label } }) => label);
      expect(labels).toEqual(expect.arrayContaining(['Quarantine', 'Dismiss', 'Share…']));
    },
  );

  test('the details show nothing live of a hostile email', async () => {
    const started = await start();
    const hostile =
      '<!channel> *now* `x` https://login.evil.example/x <@U0MEMBER01|ana> evil.example/y \u202Egpj.exe\u0007';
    const address = 'it@evil.example <https://evil.example|click>';
    const card = await showWithEmail(
      started,
      {},
      {
        entityPayload: {
          internetMessageId: '<https://evil.example/id>',
          subject: hostile,
          fromName: hostile,
          fromEmail: address,
          replyToEmail: hostile,
          recipients: [hostile, address],
          to: [hostile],
          cc: [address],
          SpfResult: hostile,
          saasSpamVerdict: hostile,
          emailLinks: ['https://login.evil.example/a', 'javascript:alert(1)', '<https://evil.example|safe>', hostile],
          attachments: [{ name: hostile, mimetype: '<!here>', size: 3, MD5: '*x*' }],
        },
        entitySecurityResult: {
          combinedVerdict: { ap: hostile },
          ap: [{ verdict: hostile, confidence: 'high', reasons: [hostile] }],
        },
      },
    );
    await card.press('Details', people.member);
    const { content } = await modal(started, people.member, emailRead);
    const text = textOf(content.blocks);
    for (const part of ['*Recipients*', '*Attachments*', '*Links*', 'hxxps://login[.]evil[.]example/x']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('<@');
    expectHarmless({ title: content.title, blocks: content.blocks });
    expect(buttonsOf(content.blocks).filter(({ url }) => url !== undefined)).toEqual([]);
  });

  test('the details say why when HEC fails', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const card = await showWithEmail(started);
    time += later;
    started.hec.faults.set({ kind: 'status', status: 500, path: '/event/' });
    await card.press('Details', people.member);
    await modal(started, people.member, 'HEC reported an internal error');
    expect(started.slack.views(people.member)).toHaveLength(1);
  });

  test('the details say that HEC no longer has the event', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const card = await showWithEmail(started);
    time += later;
    started.hec.world.events.delete(card.eventId);
    await card.press('Details', people.member);
    await modal(started, people.member, 'No event with this id');
  });

  test('opening an event’s details is recorded as a lookup', async () => {
    const started = await start();
    const card = await showWithEmail(started);
    await card.press('Details', people.otherMember);
    await modal(started, people.otherMember, emailRead);
    const record = await recordOf(started.store.db, card.eventId, 10);
    expect(record.filter(({ userId }) => userId === people.otherMember)).toMatchObject([
      { kind: 'lookup', channelId: channels.security, messageTs: card.message.ts },
    ]);
  });

  test.each<[string, string, Record<string, string>, RegExp]>([
    ['a guest', people.multiChannelGuest, {}, /Guests/],
    ['a member who is not listed', people.member, { HEC_VIEWERS: people.responder }, /HEC_VIEWERS/],
  ])('the details tell %s why they may not see them, and nothing else', async (_title, user, viewers, sentence) => {
    const started = await start({ env: { ...env, ...viewers } });
    const { slack, hec } = started;
    const { eventId } = hec.world.addEvent({ description });
    const asked = { channel: channels.security, command: '/hec-event', text: eventId };
    await slack.command({ user: people.responder, ...asked });
    const message = await slack.until(() => slack.messages(channels.security)[0]);
    await started.quiet();
    const before = hec.requests.length;
    await slack.click({ user, message, actionId: 'event_details' });
    await slack.until(() => sentence.test(shown(started, user)));
    await started.quiet();
    expect(hec.requests).toHaveLength(before);
    expect(shown(started, user)).not.toContain(description);
    expect(JSON.stringify(slack.views(user)[0]?.content)).not.toContain(eventId);
    expect(buttonsOf(slack.views(user)[0]?.content.blocks)).toEqual([]);
    const record = await recordOf(started.store.db, eventId, 10);
    expect(record.filter(({ userId }) => userId === user)).toMatchObject([{ kind: 'refusal' }]);
  });
});

test.each(['1f0c6e9a-90bb-4e0e-a1ac-5c0e5d1b2f3a', '01ABCDEF:file/17', null])(
  'an event about %s, which is not an email, still has details',
  async (entityId) => {
    const started = await start();
    const card = await showEvent(started, { entityId, saas: 'ms_teams', description: 'Detected a leak in a file' });
    await card.press('Details', people.member);
    await modal(started, people.member, '*Event id:*');
    await started.quiet();
    expect(shown(started, people.member)).toContain('Detected a leak in a file');
    expect(shown(started, people.member)).not.toContain('Reading the email');
    expect(started.hec.requests.filter(({ path }) => path.includes('/search/entity/'))).toEqual([]);
  },
);
