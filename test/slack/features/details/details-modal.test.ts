import type { AnyBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { viewProblems } from '../../../../playground/slack/block-kit.ts';
import { type EmailDetails, silentEmail, unknownFate } from '../../../../src/events/email.ts';
import { md } from '../../../../src/slack/blocks/text.ts';
import { revisionOf } from '../../../../src/slack/cards/action-codec.ts';
import { eventCard } from '../../../../src/slack/cards/event-card.ts';
import {
  detailsLoadingView,
  detailsView,
  type EmailReading,
} from '../../../../src/slack/features/details/details-modal.ts';
import { buttonsOf, expectHarmless, shownBy } from '../../../support/cards/rendered.ts';
import { sampleEmail } from '../../../support/cards/sample-email.ts';
import { bareEvent, eventId, sampleEvent } from '../../../support/cards/sample-event.ts';
import { at, sampleRunning, shownAt } from '../../../support/cards/sample-run.ts';
import { sampleSnapshot } from '../../../support/cards/sample-snapshot.ts';

const portalLink = 'https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=abc';
const none: EmailReading = { kind: 'none' };
const base = { reading: none, metadata: '{"place":1}' };

const read = (changes: Partial<EmailDetails> = {}): EmailReading => ({ kind: 'read', details: sampleEmail(changes) });
const textsOf = (blocks: readonly AnyBlock[]) => shownBy({ blocks }).mrkdwn;
const shown = (email: EmailReading, event = bareEvent()) =>
  textsOf(detailsView({ ...sampleSnapshot(), ...base, event, reading: email }).blocks);
const linesUnder = (title: string, email: EmailReading) =>
  shown(email)
    .find((text) => text.startsWith(`*${title}*\n`))
    ?.split('\n')
    .slice(1);

describe('event details', () => {
  test('the details open as loading, and then carry what comes back with a click', () => {
    expect(detailsLoadingView()).toMatchObject({
      title: { text: 'Event details' },
      close: { text: 'Close' },
      blocks: [{ text: { text: 'Reading the event from HEC…' } }],
    });
    expect(detailsView({ ...sampleSnapshot(), ...base, event: sampleEvent() })).toMatchObject({
      type: 'modal',
      title: { text: 'Event details' },
      private_metadata: '{"place":1}',
    });
  });

  test('the details say first how bad it is, what is running and what is wrong with the email, then offer what can be done, and then tell of the email, the event and what was done', () => {
    const event = sampleEvent({
      details: 'The link leads to a login page',
      history: [{ type: 'phishing_found_event', at: at(0), relatedEventId: undefined }],
      additional: { campaign: 'A7' },
      portalLink,
    });
    const runs = [sampleRunning('sending')];
    const { blocks } = detailsView({ ...sampleSnapshot(), ...base, event, runs, reading: read() });
    expect(blocks[0]).toMatchObject({
      type: 'header',
      text: { text: '🔴 Critical · Suspicious phishing · New · “Open www[.]evil[.]example now”' },
    });
    expect(textsOf(blocks).map((text) => text.split(/[:\n]|(?<=detected)/)[0])).toEqual([
      '⏳ *Quarantine* is running, requested by <@U012ABC>, <!date^1767582060^{date_short_pretty} at {time}|2026-01-05 03',
      '⚠️ Replies don’t go to the sender but to `box@other.example`',
      '*Sender',
      '*Recipients*',
      '*Cc*',
      '*Subject',
      '*Verdicts*',
      '*Attachments*',
      '*Links*',
      'Phishing detected',
      'The link leads to a login page',
      '*Sender',
      '*Done so far*',
      '*More from HEC*',
    ]);
    expect(blocks.slice(0, 4).map(({ type }) => type)).toEqual(['header', 'section', 'section', 'actions']);
  });

  test('the heading ends with the email’s subject, or with what the event names before the email is read, and Slack takes it', () => {
    const event = sampleEvent({ entityName: 'plan.xlsx' });
    const heading = (reading: EmailReading) =>
      detailsView({ ...sampleSnapshot(), ...base, event, reading }).blocks.flatMap((block) =>
        block.type === 'header' ? [block.text.text] : [],
      )[0];
    expect(heading({ kind: 'loading' })).toBe('🔴 Critical · Suspicious phishing · New · “plan[.]xlsx”');
    const long = detailsView({
      ...sampleSnapshot(),
      ...base,
      event,
      reading: read({ subject: 'pay now '.repeat(50) }),
    });
    expect(long.blocks[0]).toMatchObject({ text: { text: expect.stringMatching(/ · “pay now pay .*…”$/) } });
    expect(viewProblems('modal', long)).toEqual([]);
  });

  test('the details give every fact that a card gives', () => {
    const event = sampleEvent({ saas: 'ms_teams', attachmentMd5: '0e9c1c5d' });
    const factsOf = (blocks: readonly AnyBlock[]) =>
      textsOf(blocks).flatMap((text) => text.split('\n').filter((line) => /^\*[^*]+:\* /.test(line)));
    const onCard = factsOf(eventCard(sampleSnapshot({ event, email: { kind: 'none' } })).blocks);
    expect(onCard).toContain('*Attachment’s MD5:* `0e9c1c5d`');
    expect(onCard).toContain(`*Message id:* \`${event.entityId}\``);
    expect(factsOf(detailsView({ ...sampleSnapshot(), ...base, event }).blocks)).toEqual(
      expect.arrayContaining(onCard),
    );
  });

  test('the details give a description whole, in as many sections as it needs, and cut an excessive one at a word', () => {
    const wordsOf = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
    const told = shown(none, { ...bareEvent(), description: wordsOf(900) }).slice(0, -1);
    expect(told.length).toBe(3);
    expect(told.join(' ')).toBe(wordsOf(900));
    const cut = shown(none, { ...bareEvent(), description: wordsOf(5_000) }).slice(0, -1);
    expect(cut.length).toBe(3);
    expect(cut.join(' ')).toMatch(/^word0 word1 .* word\d+ …$/);
    expect(wordsOf(5_000).startsWith(cut.join(' ').slice(0, -2))).toBe(true);
  });

  test('the details lose nothing of a description that is escaped throughout', () => {
    const told = shown(none, { ...bareEvent(), description: '& '.repeat(1_200) }).slice(0, -1);
    expect(told.join(' ').split(' ')).toEqual(Array.from({ length: 1_200 }, () => '&amp;'));
  });

  test('the details hold nothing live, wherever a long description is split', () => {
    const hostile = 'see https://evil.com/x <!channel> *evil.com* user@evil.com:8080/a evil.example@customer.com ';
    for (let shift = 0; shift < hostile.length; shift += 1) {
      const description = `${'x'.repeat(shift)} ${hostile.repeat(40)}`;
      const view = detailsView({ ...sampleSnapshot(), ...base, event: { ...bareEvent(), description } });
      expect(textsOf(view.blocks)).toHaveLength(3);
      expectHarmless(view);
    }
  });

  test('the details list everything that was done, and say how much more a modal has no room for', () => {
    const history = Array.from({ length: 3_000 }, (_, index) => ({
      type: `step_${index}`,
      at: new Date(index * 60_000),
      relatedEventId: undefined,
    }));
    const lines = (count: number) =>
      shown(none, sampleEvent({ history: history.slice(0, count) }))
        .join('\n')
        .match(/^• Step \d+|^and \d+ more.*$/gm) ?? [];
    expect(lines(20)).toHaveLength(20);
    expect(lines(250)).toHaveLength(250);
    const all = lines(3_000);
    expect(all.length).toBeGreaterThan(250);
    expect(all.at(0)).toBe('• Step 2999');
    expect(all.at(-1)).toBe(`and ${3_000 - all.length + 1} more, only in the portal`);
  });

  test('the details list all of sixty things that were done, however wordy', () => {
    const history = Array.from({ length: 60 }, (_, index) => ({
      type: `${index} ${'quarantined_by_policy '.repeat(3)}`,
      at: new Date(index * 60_000),
      relatedEventId: 'f'.repeat(32),
    }));
    const told = shown(none, sampleEvent({ history })).join('\n');
    expect(told.match(/^• .*by event/gm)).toHaveLength(60);
    expect(told).not.toMatch(/ more/);
  });

  test('the details give more of HEC’s additional data than the card, and longer values', () => {
    const additional = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`key_${index}`, 'v '.repeat(100)]));
    const data = shown(none, sampleEvent({ additional })).find((text) => text.startsWith('*More from HEC*'));
    expect(data?.split('\n').slice(1)).toEqual(
      Array.from({ length: 12 }, (_, index) => `Key ${index}: ${'v '.repeat(100).trim()}`),
    );
  });

  test('the details give nested additional data after the top level, and say where they stop', () => {
    const additional = {
      sender: { ipAddress: '10.0.0.1', geo: { country: 'NL' }, nothing: {} },
      files: [{ name: 'a.zip' }, 'b'],
      campaign: 'A7',
      a: { b: { c: { d: { e: { f: 1 } } } } },
    };
    const told = shown(none, sampleEvent({ additional })).find((text) => text.startsWith('*More from HEC*'));
    expect(told?.split('\n').slice(1)).toEqual([
      'Campaign: A7',
      'Sender › ip address: 10[.]0[.]0[.]1',
      'Files › 2: b',
      'Sender › geo › country: NL',
      'Files › 1 › name: a[.]zip',
      'A › b › c › d › e: … (only in the portal)',
    ]);
  });

  test('the details give a long value of additional data whole, and say how many have no room', () => {
    const value = 'v '.repeat(1_000).trim();
    const dataOf = (count: number) =>
      shown(
        none,
        sampleEvent({
          additional: Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value])),
          availableActions: [],
        }),
      )
        .join('\n')
        .split('*More from HEC*\n')[1]
        ?.split('\n') ?? [];
    expect(dataOf(3)).toEqual([`K0: ${value}`, `K1: ${value}`, `K2: ${value}`]);
    const most = dataOf(30);
    expect(most.length).toBeLessThan(30);
    expect(most.at(-1)).toBe(`and ${30 - most.length + 1} more, only in the portal`);
  });

  test('the details offer everything that the event offers, then sharing and the portal, which carry no revision', () => {
    const availableActions = Array.from({ length: 60 }, (_, index) => ({
      name: `action ${index}`,
      parameter: undefined,
    }));
    const event = sampleEvent({ availableActions, portalLink });
    const { blocks } = detailsView({ ...sampleSnapshot(), ...base, event, revision: 'r1' });
    const actions = blocks.filter(({ type }) => type === 'actions');
    expect(actions.map(({ block_id: id = '' }) => revisionOf(id))).toEqual(['r1', 'r1', 'r1', undefined]);
    const ids = buttonsOf(blocks).map(({ action_id: id }) => id);
    expect(ids).toEqual([...availableActions.map((_, index) => `event_action:${index}`), 'share_event', 'open_portal']);
    expect(buttonsOf(blocks).at(-2)?.value).toBe(JSON.stringify({ eventId }));
  });

  test('the details of the largest event and email stay within Slack’s limits, with the likeliest actions', () => {
    const long = '漢&'.repeat(8_000);
    const many = Array.from({ length: 300 }, (_, index) => `${index}${long}`);
    const event = sampleEvent({
      description: `${long} `.repeat(9),
      details: `x${long} `.repeat(9),
      customer: long,
      sender: long,
      entityId: long,
      additional: Object.fromEntries(many.map((text) => [text, text])),
      history: many.map((type) => ({ type, at: at(0), relatedEventId: type })),
      availableActions: many.map((parameter, index) => ({ name: `${index}${parameter}`, parameter })),
      portalLink,
    });
    const details = sampleEmail({
      fromName: long,
      fromEmail: long,
      replyTo: `x${long}`,
      subject: long,
      messageId: long,
      recipients: many,
      cc: many,
      verdicts: many.map((text) => ({
        engine: text,
        verdict: text,
        reasons: many.slice(0, 9).map((reason) => ({ category: reason, text: reason })),
        matches: Number.MAX_SAFE_INTEGER,
      })),
      attachments: many.map((text) => ({ name: text, type: text, size: Number.MAX_SAFE_INTEGER, md5: text })),
      links: many,
    });
    const view = detailsView({
      ...sampleSnapshot(),
      event,
      reading: { kind: 'read', details },
      metadata: '漢'.repeat(3_000),
    });
    expect(viewProblems('modal', view)).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(250_000);
    expectHarmless(view);
    const buttons = buttonsOf(view.blocks);
    expect(buttons.filter(({ action_id: id }) => id?.startsWith('event_action:')).length).toBeGreaterThan(20);
    expect(buttons.slice(-2).map(({ action_id: id }) => id)).toEqual(['share_event', 'open_portal']);
    expect(textsOf(view.blocks).filter((text) => /^and \d+ more/m.test(text)).length).toBeGreaterThan(6);
  });

  test('the details of an event with only an id have no empty parts', () => {
    const { blocks } = detailsView({
      ...sampleSnapshot(),
      ...base,
      event: bareEvent(),
      reading: { kind: 'read', details: silentEmail },
    });
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'actions', 'section', 'header', 'section']);
    expect(textsOf(blocks)).toEqual(['HEC has no details about this email.', `*Event id:* \`${eventId}\``]);
  });
});

describe('the email in the details', () => {
  test('the details say that the email is being read or why it could not be, and nothing if there is none', () => {
    const [facts] = shown(none);
    expect(shown(none)).toEqual([facts]);
    expect(shown({ kind: 'loading' })).toEqual(['Reading the email from HEC…', facts]);
    expect(shown({ kind: 'failed', sentence: md`HEC didn’t answer in time.` })).toEqual([
      '⚠️ The email couldn’t be read. HEC didn’t answer in time.',
      facts,
    ]);
  });

  test('the event’s own words, sender and hash are left out where the email says the same', () => {
    const same = {
      subject: 'Your invoice',
      fromEmail: 'billing@evil.example',
      recipients: ['anna@customer.com'],
      cc: [],
    };
    const event = sampleEvent({ attachmentMd5: '0e9c1c5d' });
    const told = (changes: Partial<EmailDetails>) => shown(read(changes), event).slice(-2).join('\n');
    expect(told(same)).not.toMatch(/Phishing detected|\*Sender:\*|MD5:\*/);
    expect(told(same)).toContain('*Event id:*');
    expect(told({ ...same, subject: 'Other', fromEmail: 'x@evil.example', attachments: [] })).toMatch(
      /^Phishing detected.*\*Sender:\* billing@evil\.example.*\*Attachment’s MD5:\* `0e9c1c5d`/s,
    );
  });

  test('the email’s values each have their own line, as code, with nothing live', () => {
    expect(shown(read()).slice(1, -1)).toEqual([
      '*Sender:* `it@evil.example`\n*Sender’s name:* `IT Support`\n*Reply-to:* `box@other.example` (differs from the sender)',
      '*Recipients*\n`ana@customer.com`\n`bo@customer.com`',
      '*Cc*\n`cy@customer.com`',
      `*Subject:* \`Open www[.]evil[.]example now\`\n*Received:* ${shownAt(0)}\n*Direction:* Incoming\n*SPF:* \`softfail\`\n*Mail service’s spam verdict:* \`-1\`\n*Message-ID:* \`&lt;1@evil.example&gt;\``,
      [
        '*Verdicts*',
        '*Anti-phishing: suspicious phishing*',
        'Links: Link to evil[.]example',
        'First Time Sender',
        '*Quantum oracle: unsure*',
        'Found nothing: Anti-malware, Data leak (DLP), Click-time protection, Shadow IT',
      ].join('\n'),
      '*Attachments*\n• `note.pdf.iso`\n`application/x-iso9660-image` · 1.2 MB\nMD5 `0e9c1c5d`\n• Unnamed',
      '*Links*\n`hxxps://login[.]evil[.]example/a?u=1`',
    ]);
  });

  const senderLines = (changes: Partial<EmailDetails>) =>
    shown(read(changes))
      .find((text) => text.includes('*Reply-to:*'))
      ?.split('\n') ?? [];

  test.each([
    ['IT@Evil.example ', '`IT@Evil.example`'],
    ['it@evil.examp1e', '`it@evil.examp1e` (differs from the sender)'],
    ['\u200bit@evil.example', '`it@evil.example` (differs from the sender)'],
  ])('the email says in words whether the reply-to %j differs from the sender', (replyTo, words) => {
    expect(senderLines({ replyTo }).at(-1)).toBe(`*Reply-to:* ${words}`);
  });

  test('a reply-to is not compared with a sender that HEC does not give', () => {
    expect(senderLines({ fromEmail: undefined, fromName: undefined })).toEqual(['*Reply-to:* `box@other.example`']);
  });

  test('what became of the email comes before everything else that is known of it', () => {
    const fate = { ...unknownFate, isQuarantined: true, isExposed: true, isRead: true };
    const reported = { ...bareEvent(), confidence: 'alert', type: 'phishing' };
    expect(shown(read({ fate, replyTo: undefined, spf: 'pass' }), reported)[0]).toBe(
      'In quarantine · reached the mailbox · read · reported by the user',
    );
  });

  test('what is wrong with the email stands above all, a line each, with nothing live', () => {
    const changes = { fromEmail: 'it@customer-c0m.com', fromName: 'x', recipients: ['ana@customer-com.com'] };
    const reason = { category: 'Email Headers', text: 'Missing DMARC' };
    const verdicts = [{ engine: 'ap', verdict: 'phishing', reasons: [reason], matches: undefined }];
    const texts = shown(read({ ...changes, verdicts }));
    expect(texts[0]?.split('\n')).toEqual([
      '⚠️ The sender’s domain `customer-c0m.com` looks like `customer-com.com`',
      '⚠️ Replies don’t go to the sender but to `box@other.example`',
      '⚠️ SPF failed',
      '⚠️ DMARC missing',
    ]);
    expect(texts.join('\n').split('Missing DMARC')).toHaveLength(2);
  });

  test.each([
    ['ceo@customer.com', '⚠️ The sender’s name holds another address: `ceo@customer.com`'],
    ['Customer Support', '⚠️ The sender’s name is that of `customer[.]com`, the address isn’t'],
  ])('a sender called %j is warned about', (fromName, words) => {
    expect(shown(read({ fromName }))[0]?.split('\n')[0]).toBe(words);
  });

  test('each engine’s reasons stand under its verdict, by category', () => {
    const reasons = [
      { category: 'Links', text: 'Link to a low-traffic site' },
      { category: undefined, text: 'First Time Sender' },
      { category: 'Links', text: 'Suspicious-looking link' },
    ];
    const verdicts = [
      { engine: 'ap', verdict: 'clean', reasons, matches: undefined },
      { engine: 'shadowIt', verdict: 'clean', reasons: [], matches: undefined },
      { engine: 'ms_defender', verdict: 'hphsh', reasons: [], matches: undefined },
      { engine: 'dlp', verdict: 'leak', reasons: [{ category: undefined, text: 'Bank details' }], matches: 1 },
      { engine: 'avanan_dlp', verdict: 'leak', reasons: [], matches: 12 },
    ];
    expect(linesUnder('Verdicts', read({ verdicts }))).toEqual([
      '*Microsoft Defender: high-confidence phishing*',
      '*Data leak (DLP): data leak* · 1 match',
      'Bank details',
      '*Data leak (DLP): data leak* · 12 matches',
      '*Anti-phishing: clean*',
      'Links: Link to a low-traffic site · Suspicious-looking link',
      'First Time Sender',
      'Found nothing: Shadow IT',
    ]);
  });

  test('hundreds of reasons are bounded, and how many lines have no room is said', () => {
    const reasons = Array.from({ length: 800 }, (_, index) => ({
      category: 'Links',
      text: `${index} ${'x'.repeat(99)}`,
    }));
    const verdicts = [{ engine: 'ap', verdict: 'phishing', reasons, matches: undefined }];
    const told = shown(read({ verdicts })).filter((text) => text.includes('Links: '));
    expect(told).toHaveLength(2);
    expect(told.at(-1)).toMatch(/\nand \d+ more, only in the portal$/);
  });

  test('each clicked link is told once, with how often and whether HEC blocked it', () => {
    const url = 'http://evil.example/a';
    const click = (isBlocked: boolean | undefined) => ({ url, isBlocked });
    const lines = (...clicks: ReturnType<typeof click>[]) => linesUnder('Clicked links', read({ clicks }));
    expect(lines(click(true), click(true), click(false))).toEqual([
      '`hxxp://evil[.]example/a` · 3 clicks, 2 blocked, 1 not blocked',
    ]);
    expect(lines(click(undefined), { url: 'http://b.example', isBlocked: undefined })).toEqual([
      '`hxxp://evil[.]example/a` · 1 click',
      '`hxxp://b[.]example` · 1 click',
    ]);
    expect(lines()).toBeUndefined();
  });

  test('what was done to the email stands in the one list of what was done, once', () => {
    const history = [{ type: 'quarantine_email', at: at(30), relatedEventId: undefined }];
    const pastActions = [
      { name: 'links_replace', at: at(0), result: undefined },
      { name: 'quarantine', at: at(31), result: undefined },
      { name: 'quarantine', at: at(5), result: 'as the policy says' },
    ];
    const reading = read({ pastActions });
    const done = shown(reading, { ...bareEvent(), history }).find((text) => text.startsWith('*Done so far*'));
    expect(done?.split('\n').slice(1)).toEqual([
      `• Email quarantined · ${shownAt(30)}`,
      `• Email quarantined · ${shownAt(5)} · as the policy says`,
      `• Links replaced · ${shownAt(0)}`,
    ]);
  });

  test('the mailbox of an email that HEC only watches is told as such', () => {
    expect(shown(read({ isOnlyWatched: true })).join('\n')).toContain('*Mode:* HEC only detects here');
    expect(shown(read()).join('\n')).not.toContain('*Mode:*');
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [8_212, '8.2 kB'],
    [1_000_000, '1 MB'],
    [3_456_000_000, '3.5 GB'],
  ])('an attachment of %i bytes is shown as %s', (size, words) => {
    const attachments = [{ name: 'a', type: undefined, size, md5: undefined }];
    expect(linesUnder('Attachments', read({ attachments }))).toEqual(['• `a`', words]);
  });

  test('the email says how many recipients and links it has no room for', () => {
    const many = Array.from({ length: 500 }, (_, index) => `person${index}@customer.com`);
    const recipients = linesUnder('Recipients', read({ recipients: many })) ?? [];
    expect(recipients.length).toBeGreaterThan(50);
    expect(recipients.at(-1)).toBe(`and ${500 - recipients.length + 1} more, only in the portal`);
    const links = many.map((name) => `https://evil.example/${name}/${'x'.repeat(400)}`);
    const shownLinks = shown(read({ links })).filter((text) => text.includes('hxxps'));
    expect(shownLinks).toHaveLength(3);
    expect(shownLinks.at(-1)).toMatch(/\nand \d+ more, only in the portal$/);
  });
});
