/**
 * What each column of each table holds of people, and what becomes of a person's rows when they are erased. A new table or
 * column does not compile until it is here; docs/security.md says the same in words.
 */
import type { PgTable } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import * as schema from '../schema.ts';

/**
 * - `nothing`: of no person, such as a time, a code, or the id of an event.
 * - `who`: a person's Slack id.
 * - `where`: a conversation or a message in Slack.
 * - `words`: text that a person or HEC wrote. What names the person in it is replaced.
 * - `fixed`: text that means nothing once it is changed. A row that names the person in it goes.
 * - `secret`: the address that a private card can be changed at.
 */
export type Holds = 'nothing' | 'who' | 'where' | 'words' | 'fixed' | 'secret';

/** What the report and the record of an erasure count. */
export const fates = {
  lookups: 'removed',
  searches: 'removed',
  refusedLookups: 'removed',
  privateCards: 'removed',
  directCards: 'removed',
  links: 'removed',
  counters: 'removed',
  endedJobs: 'removed',
  seenEvents: 'removed',
  drafts: 'removed',
  sharedCards: 'emptied',
  texts: 'emptied',
  actions: 'left',
  refusedActions: 'left',
  shares: 'left',
  approvals: 'left',
  campaigns: 'left',
  running: 'left for now',
  waitingJobs: 'left for now',
} as const;

export type Fate = keyof typeof fates;
export type Counts = Partial<Record<Fate, number>>;

/** As the running app answers them. */
export const countsSchema: z.ZodType<Counts> = z.record(z.string(), z.number());

type Schema = typeof schema;
type TableName = { [Name in keyof Schema]: Schema[Name] extends PgTable ? Name : never }[keyof Schema];
type Row<Name extends TableName> = Schema[Name]['$inferSelect'];

/** What becomes of a row: it goes, it stays, or these columns are emptied. */
interface OwnRow<Column> {
  fate: Fate;
  becomes: 'removed' | 'kept' | readonly Column[];
}

export interface Handling<Given> {
  columns: Readonly<Record<keyof Given, Holds>>;
  /** Of a row whose `who` is the person. */
  own(row: Given): OwnRow<keyof Given>;
  /** The app still works with it: nothing in it is changed. */
  isInUse?(row: Given): boolean;
  /** What is counted when a row goes because of a `fixed` text. */
  fixed?: Fate;
}

const ofNobody = (): never => {
  throw new Error('This table names nobody.');
};

const handlings: { [Name in TableName]: Handling<Row<Name>> } = {
  audit: {
    columns: {
      id: 'nothing',
      kind: 'nothing',
      at: 'nothing',
      teamId: 'nothing',
      userId: 'who',
      channelId: 'where',
      messageTs: 'where',
      threadTs: 'where',
      eventId: 'nothing',
      entityId: 'nothing',
      reason: 'nothing',
      query: 'words',
      found: 'nothing',
      target: 'nothing',
      claimKey: 'nothing',
      emailClaimKey: 'nothing',
      campaignId: 'nothing',
      approvalId: 'nothing',
      approvedBy: 'who',
      actionName: 'nothing',
      parameter: 'words',
      actionLabel: 'words',
      state: 'nothing',
      outcome: 'nothing',
      taskId: 'nothing',
      taskMessage: 'words',
      succeeded: 'nothing',
      failed: 'nothing',
      errorCode: 'nothing',
      reference: 'nothing',
      sentAt: 'nothing',
      endedAt: 'nothing',
      endedOrder: 'nothing',
      announcingAt: 'nothing',
      // Kinds, times and ids of events in HEC's history.
      before: 'nothing',
      corrects: 'nothing',
    },
    own({ kind, actionName, endedAt }) {
      if (kind === 'approval') return { fate: 'approvals', becomes: 'kept' };
      if (kind === 'lookup') return { fate: 'lookups', becomes: 'removed' };
      if (kind === 'search') return { fate: 'searches', becomes: 'removed' };
      if (kind === 'refusal' && actionName === null) return { fate: 'refusedLookups', becomes: 'removed' };
      if (kind === 'refusal') return { fate: 'refusedActions', becomes: 'kept' };
      if (kind === 'share') return { fate: 'shares', becomes: 'kept' };
      return { fate: endedAt === null ? 'running' : 'actions', becomes: 'kept' };
    },
    isInUse: ({ kind, endedAt }) => kind === 'action' && endedAt === null,
  },
  shownMessages: {
    columns: {
      id: 'nothing',
      // Of a private card it names the person, and the card goes.
      place: 'where',
      kind: 'nothing',
      eventId: 'nothing',
      channelId: 'where',
      userId: 'who',
      messageTs: 'where',
      threadTs: 'where',
      url: 'fixed',
      shape: 'nothing',
      note: 'words',
      responseUrl: 'secret',
      usesLeft: 'nothing',
      expiresAt: 'nothing',
      shownAt: 'nothing',
      revision: 'nothing',
    },
    own({ kind, channelId }) {
      if (kind === 'response') return { fate: 'privateCards', becomes: 'removed' };
      // Without its person, nobody could say whether they may still see it.
      if (channelId.startsWith('D')) return { fate: 'directCards', becomes: 'removed' };
      return { fate: 'sharedCards', becomes: ['userId', 'note'] };
    },
    fixed: 'links',
  },
  approvals: {
    columns: {
      id: 'nothing',
      state: 'nothing',
      askedAt: 'nothing',
      expiresAt: 'nothing',
      teamId: 'nothing',
      userId: 'who',
      userIds: 'words',
      channelId: 'where',
      messageTs: 'where',
      threadTs: 'where',
      eventId: 'nothing',
      campaignId: 'nothing',
      request: 'words',
      emails: 'nothing',
      reason: 'nothing',
      policy: 'nothing',
      askKey: 'nothing',
      decidedBy: 'who',
      decidedAt: 'nothing',
      denial: 'words',
    },
    own: ({ state }) => ({ fate: state === 'waiting' ? 'running' : 'approvals', becomes: 'kept' }),
    isInUse: ({ state }) => state === 'waiting',
  },
  approvalMessages: {
    columns: { id: 'nothing', approvalId: 'nothing', channelId: 'where', messageTs: 'where' },
    own: ofNobody,
  },
  campaigns: {
    columns: {
      id: 'nothing',
      state: 'nothing',
      action: 'nothing',
      undoes: 'nothing',
      teamId: 'nothing',
      userId: 'who',
      channelId: 'where',
      messageTs: 'where',
      threadTs: 'where',
      eventId: 'nothing',
      criteria: 'words',
      finding: 'nothing',
      createdAt: 'nothing',
      startedAt: 'nothing',
      endedAt: 'nothing',
      approvedBy: 'who',
      stoppedBy: 'who',
      catchUntil: 'nothing',
      catchPaused: 'nothing',
    },
    own: ({ state }) =>
      state === 'draft' ? { fate: 'drafts', becomes: 'removed' } : { fate: 'campaigns', becomes: 'kept' },
    isInUse: ({ state }) => state === 'waiting' || state === 'running',
  },
  campaignEmails: {
    columns: {
      id: 'nothing',
      campaignId: 'nothing',
      entityId: 'nothing',
      entityType: 'nothing',
      position: 'nothing',
      subject: 'words',
      sender: 'words',
      mailbox: 'words',
      receivedAt: 'nothing',
      isRead: 'nothing',
      verdict: 'nothing',
      isClean: 'nothing',
      isQuarantined: 'nothing',
      isChosen: 'nothing',
      leftOut: 'nothing',
      isNewcomer: 'nothing',
    },
    own: ofNobody,
  },
  handledEvents: { columns: { eventId: 'nothing', at: 'nothing' }, own: ofNobody },
  rateLimits: {
    // One in a person's own conversation is named by their id.
    columns: { key: 'fixed', points: 'nothing', expire: 'nothing' },
    own: ofNobody,
    fixed: 'counters',
  },
  seenEvents: {
    // HEC has all of it, so a row that names somebody goes whole.
    columns: {
      eventId: 'nothing',
      entityId: 'nothing',
      entityType: 'nothing',
      createdAt: 'nothing',
      type: 'nothing',
      state: 'nothing',
      severity: 'nothing',
      severityText: 'nothing',
      confidence: 'nothing',
      saas: 'nothing',
      sender: 'fixed',
      subject: 'fixed',
      mailbox: 'fixed',
      description: 'fixed',
      plainSender: 'fixed',
      plainText: 'fixed',
      emailSeenAt: 'nothing',
      seenAt: 'nothing',
    },
    own: ofNobody,
    fixed: 'seenEvents',
  },
};

/** As the database gives a row of any table, by the names of its columns in the schema. */
export type AnyRow = Record<string, unknown>;

/** For whoever goes through all of them. */
export const allTables: Readonly<Record<TableName, { table: PgTable; handling: Handling<AnyRow> }>> = {
  audit: { table: schema.audit, handling: handlings.audit },
  shownMessages: { table: schema.shownMessages, handling: handlings.shownMessages },
  approvals: { table: schema.approvals, handling: handlings.approvals },
  approvalMessages: { table: schema.approvalMessages, handling: handlings.approvalMessages },
  campaigns: { table: schema.campaigns, handling: handlings.campaigns },
  campaignEmails: { table: schema.campaignEmails, handling: handlings.campaignEmails },
  handledEvents: { table: schema.handledEvents, handling: handlings.handledEvents },
  rateLimits: { table: schema.rateLimits, handling: handlings.rateLimits },
  seenEvents: { table: schema.seenEvents, handling: handlings.seenEvents },
};
