/** Events with unusual actions: many, unknown, huge, asking for an address, or without effect. */

import type { Duration } from 'date-fns';
import { writeEventTime, writeHistoryTime } from '../time.ts';
import type { WireAction } from '../wire.ts';
import { mailStory } from './mail.ts';
import { mailActions, type Story } from './story.ts';

function mailAbout(subject: string, received: Duration) {
  return {
    lead: 'Detected phishing',
    subject,
    from: 'orders@blue-crate.example',
    fromName: 'Blue Crate',
    to: ['orders@harbour-freight.example'],
    mailbox: 'Orders',
    received,
  } as const;
}

/** 34 actions, more than a card can hold, some differing only in their parameters. */
function manyActions(eventId: string): WireAction[] {
  const tags = Array.from({ length: 28 }, (_, index) => ({
    actionName: 'addTag',
    actionParameter: { tag: `case-${index + 1}` },
  }));
  return [...mailActions(eventId), ...tags];
}

export const oddActions: Story[] = [
  mailStory({
    title: 'More than 30 available actions',
    mail: mailAbout('Order 5512 changed', { minutes: 55 }),
    fields: ({ eventId }) => ({ availableEventActions: manyActions(eventId) }),
  }),
  mailStory({
    title: 'An action whose parameter is longer than 2,000 characters',
    mail: mailAbout('Order 5513 changed', { hours: 4 }),
    fields: ({ eventId }) => ({
      availableEventActions: [
        ...mailActions(eventId),
        {
          actionName: 'blockSenders',
          actionParameter: {
            reason: 'campaign',
            senders: Array.from({ length: 90 }, (_, index) => `sender-${index}@blue-crate-${index}.example`),
          },
        },
      ],
    }),
  }),
  mailStory({
    title: 'An action that asks for an address (sent to admin)',
    mail: mailAbout('Order 5514 changed', { hours: 6 }),
    fields: ({ eventId }) => ({
      severity: '5',
      availableEventActions: [
        { actionName: 'sent to admin', actionParameter: { adminEmail: '' } },
        ...mailActions(eventId),
      ],
    }),
  }),
  mailStory({
    title: 'Unknown actions, with parameters of every JSON kind',
    mail: mailAbout('Order 5515 changed', { hours: 8 }),
    fields: () => ({
      availableEventActions: [
        { actionName: 'notifyLegalTeam', actionParameter: null },
        { actionName: 'open_ticket', actionParameter: 'SEC-1' },
        { actionName: 'Rescan', actionParameter: ['deep', 2] },
        { actionName: 'snooze', actionParameter: 30 },
        { actionName: '<!channel> *approve*', actionParameter: { note: '<@U1>' } },
        { actionName: '' },
      ],
    }),
  }),
  mailStory({
    title: 'Acting completes, but nothing happens ("Message is not quarantined")',
    mail: mailAbout('Order 5516 changed', { hours: 10 }),
    quirks: { outcome: 'nothing' },
    fields: ({ eventId }) => ({
      availableEventActions: [{ actionName: 'restore', actionParameter: {} }, ...mailActions(eventId).slice(1)],
    }),
  }),
  mailStory({
    title: 'Acting fails',
    mail: mailAbout('Order 5517 changed', { hours: 13 }),
    quirks: { outcome: 'failed' },
  }),
  mailStory({
    title: 'A history of twelve entries, in no order',
    mail: mailAbout('Order 5518 changed', { days: 7 }),
    fields: ({ eventId }, ago) => ({
      state: 'detected',
      eventCreated: writeEventTime(ago({ days: 7 })),
      actions: Array.from({ length: 12 }, (_, index) => ({
        actionType: index % 2 === 0 ? 'quarantine_email' : 'restore_email',
        createTime: writeHistoryTime(ago({ days: 6, hours: (index * 7) % 12 })),
        relatedEntityId: eventId,
      })),
    }),
  }),
  mailStory({
    title: 'Actions on offer and history are null',
    mail: mailAbout('Order 5519 changed', { days: 10 }),
    fields: () => ({ availableEventActions: null, actions: null, severity: 'Highest' }),
  }),
];
