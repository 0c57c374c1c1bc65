import type { AnyBlock, Button, SectionBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewProblems } from '../../../../playground/slack/block-kit.ts';
import { silentEmail } from '../../../../src/events/email.ts';
import { limits } from '../../../../src/slack/blocks/limits.ts';
import { md } from '../../../../src/slack/blocks/text.ts';
import {
  type HomeConfiguration,
  type HomeInput,
  homeShown,
  homeView,
} from '../../../../src/slack/features/home/home-view.ts';
import { arbitraryEvent, arbitraryText, endedRun, runningRun } from '../../../support/arbitrary-event.ts';
import { buttonsOf, expectHarmless, shownBy } from '../../../support/cards/rendered.ts';
import { sampleEmail } from '../../../support/cards/sample-email.ts';
import { eventId, sampleEvent } from '../../../support/cards/sample-event.ts';
import { at, sampleRun, sampleRunning, shownAt } from '../../../support/cards/sample-run.ts';

type Viewer = Extract<HomeInput, { kind: 'viewer' }>;

const configuration: HomeConfiguration = {
  tenantLabel: 'region us',
  store: 'embedded database',
  viewers: { kind: 'members' },
  searchers: { users: [], groups: ['S012ABC'] },
  responders: { users: ['U012ABC'], groups: [] },
  channels: { kind: 'any' },
  workObjects: false,
  auditRetentionDays: undefined,
};

const viewer = (changes: Partial<Viewer> = {}): Viewer => ({
  kind: 'viewer',
  maySearch: { allowed: true },
  mayAct: { allowed: true },
  configuration,
  recent: [],
  running: [],
  mine: [],
  events: new Map(),
  ...changes,
});

/** Everything that can be read, one line each, in the order of the page. */
function linesOf(input: HomeInput): string[] {
  return homeView(input).blocks.flatMap((block) => {
    const { plain, mrkdwn } = shownBy({ blocks: isSection(block) ? block.text : block });
    return block.type === 'actions' ? [] : [...plain, ...mrkdwn].join('\n').split('\n');
  });
}

/** What stands below this heading, up to the next. */
function below(heading: string, input: HomeInput): string[] {
  const lines = linesOf(input);
  const start = lines.indexOf(heading) + 1;
  expect(start).toBeGreaterThan(0);
  const end = lines.findIndex((line, index) => index >= start && headings.includes(line));
  return lines.slice(start, end === -1 ? undefined : end);
}

const headings = ['Running now', 'Recent lookups', 'Your recent actions', 'How this app is set up'];

const isSection = (block: AnyBlock): block is SectionBlock => block.type === 'section';

function detailsIn(blocks: readonly AnyBlock[]): Button[] {
  return blocks.flatMap((block) => (isSection(block) && block.accessory?.type === 'button' ? [block.accessory] : []));
}

test('the Home of someone who may not look events up says so, why, and whom to ask, and nothing else', () => {
  const sentence = md`Guests can’t use this app.`;
  const view = homeView({ kind: 'refused', sentence, askInstead: ['U012ABC', 'S012ABC'] });
  expect(shownBy(view)).toEqual({
    plain: [],
    mrkdwn: ['*You can’t see security events here.*', `${sentence} Ask <@U012ABC> <!subteam^S012ABC>.`],
  });
  expect(viewProblems('home', view)).toEqual([]);
});

describe('the App Home', () => {
  test('the Home shows from top to bottom what I can do, what is running, what I looked at and did, and the set-up', () => {
    const lines = linesOf(viewer());
    expect(lines[0]).toBe('You can look up security events, search for them and act on them.');
    expect(lines.filter((line) => headings.includes(line))).toEqual(headings);
    expect(lines.at(-1)).toBe('Type `/hec-event help` to see what else you can do.');
  });

  test('the Home says so wherever it has nothing to show', () => {
    expect(below('Running now', viewer())).toEqual(['Nothing is running.']);
    expect(below('Recent lookups', viewer())).toEqual(['You haven’t looked up any events recently.']);
    expect(below('Your recent actions', viewer())).toEqual(['You haven’t acted on any events yet.']);
  });

  test('the Home tells someone who may not act why, and whom to ask, and still lets them look events up', () => {
    const mayAct = { allowed: false, sentence: md`Only responders may act.`, askInstead: ['U012ABC'] } as const;
    const input = viewer({ mayAct });
    expect(linesOf(input)[0]).toBe(
      'You can look up security events and search for them. Only responders may act. Ask <@U012ABC>.',
    );
    expect(buttonsOf(homeView(input).blocks)).toMatchObject([
      { action_id: 'open_lookup', text: { text: 'Look up an event' } },
      { action_id: 'open_search', text: { text: 'Search…' } },
    ]);
  });

  test('the Home tells someone who may not search why, and names each of those who can help once', () => {
    const askInstead = ['U012ABC'];
    const maySearch = { allowed: false, sentence: md`Only some may search.`, askInstead } as const;
    expect(linesOf(viewer({ maySearch }))[0]).toBe(
      'You can look up security events and act on them. Only some may search. Ask <@U012ABC>.',
    );
    const mayAct = { ...maySearch, sentence: md`Only responders may act.` };
    expect(linesOf(viewer({ maySearch, mayAct }))[0]).toBe(
      'You can look up security events. Only some may search. Only responders may act. Ask <@U012ABC>.',
    );
  });

  test('the Home says what is running, who requested it, since when, and on which event', () => {
    const running = [sampleRunning('following', { userId: 'U0OTHER' })];
    expect(below('Running now', viewer({ running }))).toEqual([
      `⏳ *Quarantine* is running, requested by <@U0OTHER>, ${shownAt(1)}. HEC is working on it`,
      `Event \`${eventId}\``,
    ]);
  });

  test('the Home says when more is running than it shows', () => {
    const running = Array.from({ length: homeShown.running + 1 }, () => sampleRunning('sending'));
    const said = 'Only the newest 10 are shown.';
    expect(below('Running now', viewer({ running })).at(-1)).toBe(said);
    expect(linesOf(viewer({ running: running.slice(1) }))).not.toContain(said);
  });

  const otherId = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
  const described = sampleEvent({ description: 'Phishing detected in a mailbox' });
  const known = {
    event: described,
    email: sampleEmail({ subject: 'Your mailbox is full', fromEmail: 'it@evil.example' }),
  };
  const events = new Map([[eventId, known]]);

  test('the Home shows a recent event by its subject, with how bad it is, from whom and when, and an unread one by its id', () => {
    const recent = [
      { eventId, at: at(5) },
      { eventId: otherId, at: at(4) },
    ];
    expect(below('Recent lookups', viewer({ recent, events }))).toEqual([
      '🔴 *Critical* · Suspicious phishing · New',
      '“Your mailbox is full”',
      `from it@evil.example · ${shownAt(5)}`,
      `Event \`${otherId}\``,
      shownAt(4),
    ]);
  });

  test.each([
    ['about no email', undefined],
    ['whose email has no subject', silentEmail],
  ])('the Home shows an event %s by what HEC says of it', (_title, email) => {
    const input = viewer({
      recent: [{ eventId, at: at(5) }],
      events: new Map([[eventId, { event: described, email }]]),
    });
    expect(below('Recent lookups', input).slice(1)).toEqual(['Phishing detected in a mailbox', shownAt(5)]);
  });

  test('the Home shows what I did and what I have running by the subject, too', () => {
    const input = viewer({ mine: [sampleRun()], running: [sampleRunning('sending')], events });
    expect(below('Your recent actions', input).at(-1)).toBe('“Your mailbox is full”');
    expect(below('Running now', input).at(-1)).toBe('“Your mailbox is full”');
    expect(linesOf(input).join()).not.toContain(eventId);
  });

  test('the Home cuts no subject that has room on a wide screen', () => {
    const subject = 'Re: FW: '.repeat(20).trim();
    const input = viewer({
      mine: [sampleRun()],
      events: new Map([[eventId, { ...known, email: sampleEmail({ subject }) }]]),
    });
    expect(below('Your recent actions', input).at(-1)).toBe(`“${subject}”`);
  });

  test.each([
    ['done', 'Quarantined'],
    ['failed', 'Quarantine failed'],
    ['doubtful', 'Quarantine may have been applied'],
  ] as const)('the Home tells me how my action ended: %s', (outcome, said) => {
    expect(below('Your recent actions', viewer({ mine: [sampleRun({ outcome })] }))).toEqual([
      `*${said}* · ${shownAt(1)}`,
      `Event \`${eventId}\``,
    ]);
  });

  test('the Home has a button for the details of each event, and each is read aloud differently', () => {
    const recent = [{ eventId, at: at(5) }];
    const mine = [sampleRun(), sampleRun({ outcome: 'failed' })];
    const buttons = detailsIn(homeView(viewer({ recent, mine, running: [sampleRunning('claimed')] })).blocks);
    for (const { action_id, value = '', text } of buttons) {
      expect(action_id).toBe('event_details');
      expect(text.text).toBe('Details');
      expect(JSON.parse(value)).toEqual({ eventId });
    }
    expect(buttons.map((button) => button.accessibility_label)).toEqual([
      'Details, running 1, event 7ded0371…',
      'Details, recent 1, event 7ded0371…',
      'Details, your action 1, event 7ded0371…',
      'Details, your action 2, event 7ded0371…',
    ]);
  });

  test('the Home has no button for an id that nobody could look up', () => {
    const recent = [{ eventId: 'a'.repeat(257), at: at(5) }];
    expect(detailsIn(homeView(viewer({ recent })).blocks)).toEqual([]);
  });
});

describe('how the app is set up', () => {
  const setupOf = (changes: Partial<HomeConfiguration>) =>
    below('How this app is set up', viewer({ configuration: { ...configuration, ...changes } })).slice(0, -1);

  test('the Home tells in plain words how the app is set up', () => {
    expect(setupOf({})).toEqual([
      '*HEC:* region us',
      '*Who can look up events:* every full member',
      '*Who can search:* <!subteam^S012ABC>',
      '*Who can act:* <@U012ABC>',
      '*Events are shown in:* any channel that isn’t shared outside',
      '*Links are previewed in:* any conversation that isn’t shared outside',
      '*Slack incidents (Work Objects) in previews:* off',
      '*Store:* embedded database',
      '*Audit trail is kept:* indefinitely',
    ]);
  });

  test('the set-up names the listed people, groups and channels, or the first of them if there are many', () => {
    const users = Array.from({ length: 6 }, (_, number) => `U00${number}`);
    const ids = Array.from({ length: 12 }, (_, number) => `C0${number}`);
    const lines = setupOf({
      viewers: { kind: 'listed', people: { users, groups: ['S001'] } },
      channels: { kind: 'listed', ids },
    });
    expect(lines).toContain('*Who can look up events:* <!subteam^S001> <@U000> <@U001> <@U002> <@U003> and 2 more');
    const shown = ids.slice(0, 10).map((id) => `<#${id}>`);
    expect(lines).toContain(`*Events are shown in:* ${shown.join(' ')} and 2 more`);
    expect(lines).toContain('*Links are previewed in:* the same channels');
  });

  test('the set-up names HEC’s host, and says if nobody may act and how long the audit trail is kept', () => {
    const lines = setupOf({
      tenantLabel: 'cloudinfra-gw.portal.checkpoint.com, tenant mt-1:abc',
      store: 'Postgres',
      responders: { users: [], groups: [] },
      workObjects: true,
      auditRetentionDays: 30,
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        '*HEC:* cloudinfra-gw.portal.checkpoint.com, tenant mt-1:abc',
        '*Store:* Postgres',
        '*Who can act:* nobody',
        '*Slack incidents (Work Objects) in previews:* on',
        '*Audit trail is kept:* 30 days',
      ]),
    );
    expect(setupOf({ auditRetentionDays: 1 })).toContain('*Audit trail is kept:* 1 day');
  });
});

describe('any App Home', () => {
  const userIds = fc.array(fc.stringMatching(/^[UW][A-Z0-9]{8,10}$/), { maxLength: 30 });
  const refusal = fc.record({ sentence: fc.constant(md`Only responders may act.`), askInstead: userIds });
  const anyDecision = fc.oneof(
    fc.constant({ allowed: true as const }),
    refusal.map((given) => ({ allowed: false as const, ...given })),
  );
  const anyPeople = fc.record({ users: userIds, groups: fc.constant<string[]>([]) });
  const someId = fc.constantFrom('known', 'unknown');
  const lookup = fc.record({ eventId: fc.oneof(arbitraryText, someId), at: fc.date({ noInvalidDate: false }) });
  const anyEmail = fc.record({ subject: arbitraryText, fromEmail: arbitraryText }).map(sampleEmail);
  const anyKnown = fc.record({ event: arbitraryEvent, email: fc.option(anyEmail, { nil: undefined }) });
  const anyViewer: fc.Arbitrary<Viewer> = fc.record({
    kind: fc.constant('viewer'),
    maySearch: anyDecision,
    mayAct: anyDecision,
    configuration: fc.record({
      tenantLabel: fc.constantFrom('region us', 'region eu, tenant mt-1:abc'),
      store: fc.constantFrom('embedded database', 'Postgres'),
      viewers: anyPeople.map((people) => ({ kind: 'listed' as const, people })),
      searchers: anyPeople,
      responders: anyPeople,
      channels: fc
        .array(fc.stringMatching(/^[CG][A-Z0-9]{8,10}$/), { maxLength: 40 })
        .map((ids) => ({ kind: 'listed' as const, ids })),
      workObjects: fc.boolean(),
      auditRetentionDays: fc.option(fc.nat(), { nil: undefined }),
    }),
    recent: fc.array(lookup, { maxLength: 7 }),
    running: fc.array(
      fc.tuple(runningRun, someId).map(([run, id]) => ({ ...run, eventId: id })),
      { maxLength: 12 },
    ),
    mine: fc.array(
      fc.tuple(endedRun, someId).map(([run, id]) => ({ ...run, eventId: id })),
      { maxLength: 7 },
    ),
    events: anyKnown.map((known) => new Map([['known', known]])),
  });

  test('the Home with any events and runs is within every limit of Slack’s, holds nothing live from outside, and has no empty lines', () => {
    fc.assert(
      fc.property(anyViewer, (input) => {
        const view = homeView(input);
        expect(viewProblems('home', view)).toEqual([]);
        expectHarmless(view);
        for (const text of shownBy(view).mrkdwn) expect(text).not.toMatch(/^\s*$|:\* *$|^ *·/m);
        for (const { value = '' } of detailsIn(view.blocks)) {
          expect(value.length).toBeLessThanOrEqual(limits.button.value);
        }
        const labels = detailsIn(view.blocks).map((button) => button.accessibility_label);
        expect(new Set(labels).size).toBe(labels.length);
      }),
      { numRuns: 40 },
    );
  });
});
