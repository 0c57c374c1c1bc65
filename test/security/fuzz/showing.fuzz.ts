/** Whatever was read is shown within Slack's limits and with nothing live in it. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { blockProblems, viewProblems } from '../../../playground/slack/block-kit.ts';
import { emailOffersOn } from '../../../src/actions/offers.ts';
import { describeAction } from '../../../src/actions/registry.ts';
import { readEnvelope } from '../../../src/hec/envelope.ts';
import { readEntities } from '../../../src/hec/wire/entities.ts';
import { readEvents } from '../../../src/hec/wire/events.ts';
import type { Message } from '../../../src/slack/blocks/message.ts';
import { code, outsidePlain, outsideText } from '../../../src/slack/blocks/text.ts';
import { compactCard } from '../../../src/slack/cards/compact-card.ts';
import { eventCard } from '../../../src/slack/cards/event-card.ts';
import { outcomeMessage } from '../../../src/slack/cards/outcome-message.ts';
import { actionsView } from '../../../src/slack/features/act/actions-modal.ts';
import { doubtView } from '../../../src/slack/features/act/doubt-modal.ts';
import { inputView } from '../../../src/slack/features/act/input-modal.ts';
import { auditMessage } from '../../../src/slack/features/audit/audit-message.ts';
import { detailsView, type EmailReading } from '../../../src/slack/features/details/details-modal.ts';
import { type HomeConfiguration, homeView } from '../../../src/slack/features/home/home-view.ts';
import { previewCard } from '../../../src/slack/features/previews/composer-preview.ts';
import {
  arbitraryDetails,
  arbitraryEvent,
  arbitrarySituation,
  arbitraryText,
  endedRun,
  runningRun,
} from '../../support/arbitrary-event.ts';
import { expectHarmless, expectInert } from '../../support/cards/rendered.ts';
import { sampleEmail } from '../../support/cards/sample-email.ts';
import { sampleSnapshot } from '../../support/cards/sample-snapshot.ts';
import { wireEntity, wireEvent } from '../../support/fuzz/arbitrary-json.ts';
import { holds, tryAll } from '../../support/fuzz/holds.ts';

function expectGood(message: Message): void {
  expect(blockProblems('message', message.blocks)).toEqual([]);
  expectHarmless(message);
}

function expectGoodView(type: 'modal' | 'home', view: Parameters<typeof expectHarmless>[0]): void {
  expect(viewProblems(type, view)).toEqual([]);
  expectHarmless(view);
}

function recordsOf(responseData: unknown): unknown[] {
  const text = JSON.stringify({ responseEnvelope: { responseCode: 200 }, responseData });
  const answer = { status: 200, text, retryAfterMs: undefined, reference: 'r' };
  return readEnvelope(answer, {
    tenantLabel: 'region us',
    scope: undefined,
    subject: 'event',
    mayBeBare: false,
    isAction: false,
  }).records;
}

const metadata = 'm'.repeat(2_000);
const configuration: HomeConfiguration = {
  tenantLabel: 'region us',
  store: 'Postgres',
  viewers: { kind: 'members' },
  searchers: { users: [], groups: [] },
  responders: { users: [], groups: [] },
  channels: { kind: 'any' },
  workObjects: true,
  auditRetentionDays: undefined,
};

tryAll('showing', 14_000, [
  holds(
    'any text is shown inert and within its length limit',
    9_800,
    fc.tuple(arbitraryText, fc.integer({ min: 1, max: 300 })),
    ([text, max]) => {
      for (const shown of [outsideText(text, max), outsidePlain(text, max), code(text, max + 2)]) {
        expect(shown.length).toBeLessThanOrEqual(max + 2);
        expectInert(shown);
      }
    },
  ),
  holds('the cards of any event are harmless and within Slack’s limits', 600, arbitrarySituation, (input) => {
    expectGood(eventCard(input));
    expectGood(compactCard(input));
    expectGood(previewCard(input));
  }),
  holds('the details of any event are harmless and within Slack’s limits', 500, arbitraryDetails, (input) => {
    expectGoodView('modal', detailsView(input));
  }),
  holds(
    'the modals and outcomes of any event are harmless and within Slack’s limits',
    400,
    fc.tuple(arbitrarySituation, endedRun),
    ([input, run]) => {
      const { event } = input;
      expectGoodView('modal', actionsView(input));
      expectGoodView('modal', doubtView({ run, about: input, metadata }));
      const [action] = event.availableActions;
      if (action !== undefined)
        expectGoodView(
          'modal',
          inputView({ about: input, label: action.name, description: describeAction(action), metadata }),
        );
      expectGood(outcomeMessage(run, event));
    },
  ),
  holds(
    'the App Home is harmless and within Slack’s limits after any events and runs',
    700,
    fc.record({
      recent: fc.array(fc.record({ eventId: arbitraryText, at: fc.date({ noInvalidDate: false }) }), { maxLength: 5 }),
      known: arbitraryEvent,
      subject: arbitraryText,
      running: fc.array(runningRun, { maxLength: 11 }),
      mine: fc.array(endedRun, { maxLength: 5 }),
    }),
    ({ known: event, subject, ...lists }) => {
      const email = sampleEmail({ subject, fromEmail: subject });
      const ids = [...lists.recent, ...lists.running, ...lists.mine].map(({ eventId }) => eventId);
      const events = new Map(ids.map((id) => [id, { event, email }]));
      expectGoodView(
        'home',
        homeView({
          kind: 'viewer',
          maySearch: { allowed: true },
          mayAct: { allowed: true },
          configuration,
          events,
          ...lists,
        }),
      );
    },
  ),
  holds(
    'the audit trail of any runs is harmless and within Slack’s limits',
    500,
    fc.tuple(arbitraryText, fc.array(endedRun, { maxLength: 20 })),
    ([eventId, runs]) => {
      const lines = runs.map((run) => ({
        ...run,
        kind: 'action' as const,
        at: run.startedAt,
        reason: run.errorCode,
      }));
      expectGood(auditMessage({ eventId, lines, counts: { action: runs.length } }));
    },
  ),
  holds(
    'whatever JSON HEC sends, its cards and details are harmless and within Slack’s limits',
    1_500,
    fc.tuple(wireEvent, wireEntity),
    ([eventGiven, entityGiven]) => {
      const [entity] = readEntities(recordsOf([entityGiven])).items;
      const emailOffers = entity === undefined ? [] : emailOffersOn(entity);
      for (const event of readEvents(recordsOf([eventGiven])).items) {
        expectGood(eventCard(sampleSnapshot({ event, emailOffers })));
        expectGood(compactCard(sampleSnapshot({ event, emailOffers })));
        if (entity === undefined) continue;
        const { email: details, file } = entity;
        const readings: EmailReading[] = [
          ...(details === undefined ? [] : [{ kind: 'read' as const, details }]),
          ...(file === undefined ? [] : [{ kind: 'file' as const, file }]),
        ];
        for (const reading of readings) {
          expectGoodView('modal', detailsView({ ...sampleSnapshot(), event, reading, metadata }));
        }
      }
    },
  ),
]);
