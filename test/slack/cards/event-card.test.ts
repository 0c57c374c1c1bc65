import { describe, expect, test } from 'vitest';
import { type EmailDetails, silentEmail, unknownFate } from '../../../src/events/email.ts';
import type { SecurityEvent } from '../../../src/events/security-event.ts';
import type { EventSnapshot } from '../../../src/services/event-snapshot.ts';
import { limits } from '../../../src/slack/blocks/limits.ts';
import { compactCard } from '../../../src/slack/cards/compact-card.ts';
import { eventCard } from '../../../src/slack/cards/event-card.ts';
import { previewCard } from '../../../src/slack/features/previews/composer-preview.ts';
import { buttonsOf, expectHarmless, shownBy, totalLength, words } from '../../support/cards/rendered.ts';
import { bareEvent, eventId, sampleEvent } from '../../support/cards/sample-event.ts';
import { at, sampleRun, shownAt } from '../../support/cards/sample-run.ts';
import { sampleSnapshot } from '../../support/cards/sample-snapshot.ts';

const portalLink = 'https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=abc';
const typesOf = ({ blocks }: { blocks: { type: string }[] }) => blocks.map(({ type }) => type);

/** An everyday email in the mailbox of somebody who has read it. */
function emailSnapshot(changes: Partial<EventSnapshot> = {}): EventSnapshot {
  const details: EmailDetails = {
    ...silentEmail,
    subject: 'Action required: your mailbox is almost full',
    fromName: 'IT Support',
    fromEmail: 'it-support@harbour-fre1ght.example',
    replyTo: 'mailbox-team@quick-reply.example',
    recipients: ['ana.lopes@harbour-freight.example', 'finance@harbour-freight.example'],
    receivedAt: at(0),
    spf: 'fail',
    verdicts: [
      {
        engine: 'ap',
        verdict: 'phishing',
        reasons: [{ category: 'Links', text: 'Link to a low-traffic site' }],
        matches: undefined,
      },
    ],
    fate: { ...unknownFate, isQuarantined: false, isExposed: true, isRead: true },
  };
  const event = sampleEvent({
    severity: { kind: 'known', level: 4 },
    type: 'phishing',
    description: `Detected phishing from ${details.fromEmail} - '${details.subject}' (Ana Lopes's mailbox)`,
  });
  return sampleSnapshot({ event, email: { kind: 'read', details }, ...changes });
}

describe('the card', () => {
  test('the first lines of a card say how bad it is, what happened and whether it is handled', () => {
    const [first, second] = shownBy({
      blocks: eventCard(sampleSnapshot({ event: sampleEvent() })).blocks.slice(0, 2),
    }).plain.concat(shownBy({ blocks: eventCard(sampleSnapshot({ event: sampleEvent() })).blocks.slice(1, 2) }).mrkdwn);
    expect(first).toBe('🔴 Critical · Suspicious phishing · New');
    expect(second).toBe("Phishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)");
  });

  test('the card of an email says in this order: subject, from, to, what became of it, and why', () => {
    expect(shownBy(eventCard(emailSnapshot(), { requestedBy: 'U012ABC' })).mrkdwn).toEqual([
      [
        '*“Action required: your mailbox is almost full”*',
        '*From*  IT Support · it-support@harbour-fre1ght.example (looks like `harbour-freight.example`)',
        `*To*  ana.lopes@harbour-freight.example and 1 more · ${shownAt(0)}`,
        'In the mailbox · read',
        '*Why*  Link to a low-traffic site · reply-to differs · SPF failed',
      ].join('\n'),
      'Severity',
      'Office 365 Mail · event 7ded0371… · asked for by <@U012ABC>',
    ]);
  });

  test('the card of an email leaves out what HEC doesn’t say about it', () => {
    const email = { kind: 'read', details: { ...silentEmail, subject: 'Your invoice' } } as const;
    const event = sampleEvent({ description: "Phishing 'Your invoice'" });
    expect(shownBy(eventCard(emailSnapshot({ event, email }))).mrkdwn[0]).toBe('*“Your invoice”*');
  });

  test('the card of an email keeps HEC’s sentence only if it says more', () => {
    const said = (description: string) => {
      const { event } = emailSnapshot();
      return words(eventCard(emailSnapshot({ event: { ...event, description } })));
    };
    expect(said('A user clicked the link and typed a password')).toContain(
      '\nA user clicked the link and typed a password',
    );
    expect(said("Detected phishing - 'Action required: your mailbox is almost full'")).not.toContain('Detected');
  });

  test('a subject from right to left stays in its own quotes', () => {
    const details = { ...silentEmail, subject: 'تأكيد الدفع 2026' };
    const event = sampleEvent({ description: '' });
    expect(shownBy(eventCard(emailSnapshot({ event, email: { kind: 'read', details } }))).mrkdwn[0]).toBe(
      '*“\u2068تأكيد الدفع 2026\u2069”*',
    );
  });

  test('a card’s notification says severity, type, state and the first words', () => {
    const event = sampleEvent({ description: `Leak of ${'card data '.repeat(100)}` });
    const { text } = eventCard(sampleSnapshot({ event }));
    expect(text).toMatch(/^🔴 Critical · Suspicious phishing · New: Leak of card data .*…$/);
    expect(text.length).toBeLessThan(250);
  });

  test('the card of an event about no email gives HEC’s sentence and the facts in one column', () => {
    const [sentence, facts] = shownBy(eventCard(sampleSnapshot({ email: { kind: 'none' } }))).mrkdwn;
    expect(sentence).toBe("Phishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)");
    expect(facts?.split('\n')).toEqual([
      '*Sender:* billing@evil.example',
      '*Service:* Office 365 Mail',
      '*Confidence:* Malicious',
      '*Created:* <!date^1595624307^{date_short_pretty} at {time}|2020-07-24 20:58 UTC>',
      '*Customer:* us:customername',
      `*Event id:* \`${eventId}\``,
      '*Email id:* `639c16e1aaa3affd5d3fa4fda5e75765`',
    ]);
  });

  test('the card of an event whose email is not read yet gives HEC’s sentence and what matters most', () => {
    expect(shownBy(eventCard(sampleSnapshot({ email: { kind: 'unread' } }))).mrkdwn).toEqual([
      "Phishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)",
      '*Sender:* billing@evil.example\n*Confidence:* Malicious\n*Created:* <!date^1595624307^{date_short_pretty} at {time}|2020-07-24 20:58 UTC>',
      'Severity',
      'Office 365 Mail · event 7ded0371…',
    ]);
  });

  test('a card that can’t be changed says where there is more about an email that HEC was slow to tell', () => {
    const shown = (kind: 'none' | 'unread') => words(eventCard(sampleSnapshot({ email: { kind } }), { isFinal: true }));
    expect(shown('unread')).toContain('\nMore in Details\n');
    expect(shown('none')).not.toContain('More in Details');
    expect(words(eventCard(sampleSnapshot({ email: { kind: 'unread' } })))).not.toContain('More in Details');
  });

  test('a card gives the longer description only if it says more', () => {
    const event = sampleEvent({ description: "From a - 'Pay' (b)" });
    expect(typesOf(eventCard(sampleSnapshot({ event: { ...event, details: " From  a - '💸Pay' (b)" } })))).toEqual(
      typesOf(eventCard(sampleSnapshot({ event }))),
    );
    expect(
      words(eventCard(sampleSnapshot({ event: { ...event, details: 'The link leads to a login page' } }))),
    ).toContain('login page');
  });

  test('a card lists what was done newest first, unknown times last, and says how much more there is', () => {
    const at = (day: number) => new Date(Date.UTC(2024, 0, day));
    const done = (type: string, when: Date | undefined) => ({ type, at: when, relatedEventId: undefined });
    const history = [
      done('never', undefined),
      done('quarantine_email', at(2)),
      done('broken', new Date(Number.NaN)),
      done('restore_email', at(6)),
      ...[1, 3, 4, 5].map((day) => done(`day_${day}`, at(day))),
    ];
    const lines = shownBy(eventCard(sampleSnapshot({ event: sampleEvent({ history }) }))).mrkdwn.find((text) =>
      text.includes('Done so far'),
    );
    const names = lines?.split('\n').map((line) => line.split(' · ')[0]);
    expect(names).toEqual([
      '*Done so far*',
      '• Email restored',
      '• Day 5',
      '• Day 4',
      '• Day 3',
      '• Email quarantined',
      'and 3 more',
    ]);
    const all = eventCard(sampleSnapshot({ event: sampleEvent({ history: history.slice(0, 4) }) }));
    expect(words(all)).toMatch(/Email restored.*Email quarantined.*Never.*Broken/s);
    expect(words(all)).not.toContain('more');
  });

  test('a card names the event that something was done for, unless it is its own', () => {
    const at = new Date('2020-07-24T21:00:00Z');
    const other = 'a'.repeat(32);
    const history = [eventId, other].map((relatedEventId) => ({ type: 'restore_email', at, relatedEventId }));
    expect(words(eventCard(sampleSnapshot({ event: sampleEvent({ history }) }))).match(/by event `\w+`/g)).toEqual([
      `by event \`${other}\``,
    ]);
  });

  test('a card gives additional data briefly, if it is readable', () => {
    const additional = {
      attachment_name: 'a.zip',
      count: 2,
      tags: ['x', 'y'],
      nested: { a: 1 },
      mixed: ['x', { a: 1 }],
      none: null,
    };
    const shown = words(eventCard(sampleSnapshot({ event: sampleEvent({ additional }) })));
    expect(shown).toContain('*More from HEC*\nAttachment name: a[.]zip\nCount: 2\nTags: x, y');
    expect(shown).not.toMatch(/nested|mixed|none/i);
    expect(words(eventCard(sampleSnapshot({ event: sampleEvent({ additional: 'some links here' }) })))).toContain(
      'some links here',
    );
  });

  test('a card ends with its service, its event and who asked for it', () => {
    const foot = (requestedBy?: string) =>
      shownBy({ blocks: eventCard(sampleSnapshot(), { requestedBy }).blocks.slice(-1) }).mrkdwn;
    expect(foot('U012ABC')).toEqual(['Office 365 Mail · event 7ded0371… · asked for by <@U012ABC>']);
    expect(foot()).toEqual(['Office 365 Mail · event 7ded0371…']);
  });

  test('a card opens the other events on its email, if a search found any, and says how many', () => {
    const opening = (otherEvents: number) =>
      buttonsOf(eventCard(sampleSnapshot({ otherEvents })).blocks)
        .filter(({ action_id }) => action_id === 'other_events')
        .map(({ text, value, accessibility_label }) => [text.text, value, accessibility_label]);
    expect(opening(0)).toEqual([]);
    expect(opening(1)).toEqual([
      ['1 more event on this email', `{"eventId":"${eventId}"}`, '1 more event on this email, event 7ded0371'],
    ]);
    expect(opening(2)[0]?.[0]).toBe('2 more events on this email');
  });

  test('a card links to the portal only if HEC gives an address of the portal', () => {
    const card = (portalLink: string) =>
      JSON.stringify(eventCard(sampleSnapshot({ event: sampleEvent({ portalLink }) })).blocks);
    expect(card(portalLink)).toContain(`"url":"${portalLink}"`);
    expect(card(portalLink)).toContain('"Open in portal: this event in the Infinity Portal"');
    for (const other of ['https://portal.checkpoint.com.evil.com/', 'http://portal.checkpoint.com/', 'nonsense']) {
      expect(card(other)).not.toContain('open_portal');
    }
  });

  test('a card links to the portal by a person’s link if HEC gives none of its own', () => {
    const pastedLink = 'https://acme.avanan.net/#/events/1';
    const urls = (changes: Partial<SecurityEvent>, pasted?: string) =>
      buttonsOf(eventCard(sampleSnapshot({ event: sampleEvent(changes), pastedLink: pasted })).blocks).flatMap(
        ({ url }) => url ?? [],
      );
    expect(urls({}, pastedLink)).toEqual([pastedLink]);
    expect(urls({ portalLink: 'https://evil.example/' }, pastedLink)).toEqual([pastedLink]);
    expect(urls({ portalLink }, pastedLink)).toEqual([portalLink]);
    expect(urls({}, 'https://acme.avanan.net.evil.example/#/events/1')).toEqual([]);
  });

  test('a card leads on to the details, to sharing and to the portal, in one block without a revision', () => {
    const [last] = eventCard(sampleSnapshot({ event: sampleEvent({ portalLink }) })).blocks.slice(-2);
    expect(last).not.toHaveProperty('block_id');
    expect(
      buttonsOf(last === undefined ? [] : [last]).map(({ action_id, text, value, url }) => [
        action_id,
        text.text,
        value ?? url,
      ]),
    ).toEqual([
      ['event_details', 'Details', JSON.stringify({ eventId })],
      ['share_event', 'Share…', JSON.stringify({ eventId })],
      ['open_portal', 'Open in portal', portalLink],
    ]);
  });

  test('the card of an event whose id nobody could look up leads nowhere', () => {
    expect(typesOf(eventCard(sampleSnapshot({ event: { ...bareEvent(), id: 'x'.repeat(300) } })))).toEqual([
      'header',
      'context',
    ]);
  });

  test('the card of an event with only an id has no empty parts', () => {
    const { text, blocks } = eventCard(sampleSnapshot({ event: bareEvent() }));
    expect(typesOf({ blocks })).toEqual(['header', 'actions', 'context']);
    expect(words({ text, blocks: [...blocks.slice(0, 1), ...blocks.slice(2)] })).toBe(
      '⚫ Unknown severity\nEvent 7ded0371…',
    );
    expect(buttonsOf(blocks).map((button) => button.text.text)).toEqual(['Details', 'Share…']);
  });

  test('a card shows an unknown severity, type and state as HEC wrote them', () => {
    const event = sampleEvent({
      severity: { kind: 'unknown', text: 'Apocalyptic' },
      type: 'brand_new_thing',
      state: 'on_hold',
    });
    expect(words(eventCard(sampleSnapshot({ event })))).toContain(
      '⚫ Severity Apocalyptic · Brand new thing · On hold',
    );
  });

  test('the card of a hostile event is harmless and readable', () => {
    const hostile = '<!channel> *URGENT* <https://evil.com|Reset> \u202egnp.exe `x` :siren:';
    const event = sampleEvent({
      description: hostile,
      sender: hostile,
      type: hostile,
      saas: hostile,
      entityId: hostile,
    });
    expectHarmless(eventCard(sampleSnapshot({ event })));
    expect(words(eventCard(sampleSnapshot({ event })))).toContain(
      '&lt;!channel&gt; ∗URGENT∗ &lt;hxxps://evil[.]com|Reset&gt; gnp[.]exe ˋxˋ ∶siren:',
    );
  });

  test('the card of the largest event stays within our bound and shows every part', () => {
    const long = '&<>'.repeat(30_000);
    const event = sampleEvent({
      portalLink,
      customer: long,
      saas: long,
      state: long,
      type: long,
      confidence: long,
      sender: long,
      entityId: long,
      description: long,
      details: `x${long}`,
      additional: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}${long}`, long])),
      availableActions: Array.from({ length: 60 }, (_, index) => ({ name: `${index}${long}`, parameter: long })),
      history: Array.from({ length: 60 }, () => ({ type: long, at: new Date(0), relatedEventId: long })),
    });
    const card = eventCard(sampleSnapshot({ event, otherEvents: 7 }), { requestedBy: 'U012ABC' });
    expect(totalLength(shownBy(card))).toBeLessThan(limits.message.text);
    expect(typesOf(card)).toEqual([
      'header',
      ...['section', 'section', 'section', 'section', 'section'],
      ...['actions', 'actions'],
      'context',
    ]);
  });
});

test('the card of an event about a file names it as it is called, and defangs what stands around it', () => {
  const about = (description: string, changes: Partial<SecurityEvent> = {}) => {
    const file = { entityName: 'plan.v2.xlsx', saas: 'ms_teams', entityType: 'ms_teams_file' };
    const event = { ...bareEvent(), ...file, ...changes, description, details: '' };
    return shownBy(eventCard(sampleSnapshot({ event, email: { kind: 'none' } }))).mrkdwn[0];
  };
  expect(about("A leak in 'plan.v2.xlsx', shared at evil.example")).toBe(
    "A leak in '`plan.v2.xlsx`', shared at evil[.]example",
  );
  expect(about('Found plan.v2.xlsx in a chat')).toBe('Found `plan.v2.xlsx` in a chat');
  expect(about('Found at https://evil.example/plan.v2.xlsx')).toBe('Found at hxxps://evil[.]example/plan[.]v2[.]xlsx');
  expect(about('A leak in plan.v2.xlsx', { entityName: undefined })).toBe('A leak in plan[.]v2[.]xlsx');
});

test('the foot of a card begins with a capital, whatever stands first', () => {
  const footOf = (email: EventSnapshot['email']) =>
    shownBy(eventCard(emailSnapshot({ email }), { requestedBy: 'U012ABC' })).mrkdwn.at(-1);
  expect(footOf({ kind: 'none' })).toBe('Asked for by <@U012ABC>');
  expect(footOf({ kind: 'unread' })).toMatch(/^Office 365 Mail · event .* · asked for by <@U012ABC>$/);
});

describe('the compact card', () => {
  test('a compact card says what the notification says, and what was done last', () => {
    const history = [{ type: 'quarantine_email', at: new Date(0), relatedEventId: undefined }];
    const card = compactCard(sampleSnapshot({ event: sampleEvent({ history }) }));
    expect(card.text).toBe(eventCard(sampleSnapshot({ event: sampleEvent() })).text);
    expect(shownBy(card).mrkdwn).toEqual([
      "🔴 *Critical* · Suspicious phishing · New\nPhishing detected from billing@evil.example - 'Your invoice'…\nOffice 365 Mail · last: Email quarantined",
    ]);
  });

  const linesOf = (changes: Partial<EventSnapshot>) =>
    shownBy(compactCard(emailSnapshot(changes))).mrkdwn[0]?.split('\n') ?? [];
  const withDetails = (changes: Partial<EmailDetails>) => {
    const { email } = emailSnapshot();
    if (email.kind !== 'read') throw new Error('no email');
    return linesOf({ email: { kind: 'read', details: { ...email.details, ...changes } } });
  };

  test('the compact card of an email says subject, sender, recipient and what became of it', () => {
    expect(linesOf({})).toEqual([
      '🟠 *High* · Phishing · New',
      '“Action required: your mailbox is almost full”',
      'it-support@harbour-fre1ght.example → ana lopes · in the mailbox',
    ]);
    expect(withDetails({ fromEmail: 'a@evil.example', recipients: ['bo@customer.com'] })[2]).toBe(
      'a@evil.example → bo · in the mailbox',
    );
  });

  test('a compact card shows an address whole or not at all', () => {
    const long = `${'long.'.repeat(8)}name@nordlicht-logistik.example`;
    expect(withDetails({ fromEmail: long })[2]).toBe('nordlicht-logistik[.]example → ana lopes · in the mailbox');
    expect(withDetails({ fromEmail: `k.brandt@${'a'.repeat(90)}.example` })[2]).toBe(
      'IT Support → ana lopes · in the mailbox',
    );
    const description = 'Detected suspicious phishing from k.brandt@nordlicht-logistik.example today';
    const event = { ...emailSnapshot().event, description };
    expect(linesOf({ event, email: { kind: 'unread' } })[1]).toBe('Detected suspicious phishing from…');
  });

  test('a compact card says what people did last rather than where the email is', () => {
    const run = sampleRun();
    const done = linesOf({ runs: [run], last: run });
    expect(done[2]).toBe('harbour-fre1ght[.]example · last: Quarantined by <@U012ABC>');
  });

  test('a compact card says that somebody asks for the email, which waits for an answer, rather than where it is', () => {
    const fate = { ...unknownFate, isQuarantined: true };
    const asked = { ...fate, restoreRequest: { kind: 'pending', at: new Date(0), words: 'Mine' } } as const;
    expect(withDetails({ fate })[2]).toMatch(/ · in quarantine$/);
    expect(withDetails({ fate: asked })[2]).toBe('it-support@harbour-fre1ght.example → ana lopes · restore requested');
  });

  test('a compact card offers none of several severities: whoever wants one finds all behind "More…"', () => {
    const severities = ['Low', 'High'].map((newSeverity) => ({ name: 'severityChange', parameter: { newSeverity } }));
    const labelsOf = (availableActions: SecurityEvent['availableActions']) =>
      buttonsOf(compactCard(sampleSnapshot({ event: sampleEvent({ availableActions }) })).blocks).map(
        ({ text }) => text.text,
      );
    expect(labelsOf([...severities, { name: 'dismiss', parameter: {} }])).toEqual(['Dismiss', 'More…']);
    expect(labelsOf(severities.slice(0, 1))).toEqual(['Set severity to Low', 'More…']);
    expect(labelsOf(severities)).toEqual(['More…']);
  });

  test('a compact card offers the two likeliest actions, and the rest behind "More…"', () => {
    const labels = buttonsOf(compactCard(sampleSnapshot({ event: sampleEvent() })).blocks).map((button) => [
      button.action_id,
      button.value,
    ]);
    expect(labels).toEqual([
      ['event_action:3', JSON.stringify({ eventId, actionName: 'quarantine' })],
      ['event_action:0', JSON.stringify({ eventId, actionName: 'dismiss', actionParameter: { eventId } })],
      ['event_details', JSON.stringify({ eventId })],
    ]);
  });
});

test('the preview in the composer says only severity, type and state, and offers nothing', () => {
  const preview = previewCard({ event: sampleEvent() });
  expect(shownBy(preview)).toEqual({
    mrkdwn: ['🔴 *Critical* · Suspicious phishing · New'],
    plain: ['🔴 Critical · Suspicious phishing · New'],
  });
  expect(typesOf(preview)).toEqual(['section']);
});
