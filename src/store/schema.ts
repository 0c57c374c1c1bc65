/**
 * The tables. After a change, run `npm run migrations:generate`, which writes the next file in `migrations/`.
 *
 * Outside text may contain U+0000, which Postgres refuses in `text` and `jsonb`. So such text is `outsideText`, and
 * JSON is `json`, which also keeps HEC's order of keys.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  json,
  pgSequence,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

const outsideText = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => value.replaceAll('\u0000', ''),
});

/** To the millisecond, like JavaScript's dates: what is read back equals what was written. */
const moment = (column: string) => timestamp(column, { withTimezone: true, precision: 3, mode: 'date' });

/** The order in which runs end. */
export const endings = pgSequence('audit_endings');

const outcomes = ['done', 'unchanged', 'failed', 'not_sent', 'doubtful', 'still_working'] as const;

/**
 * Who did what, when and from where, and who was refused. An action's row is also its claim: until it ends, the unique
 * index keeps out a second one with the same `claim_key`. Rows are only added or completed;
 * `npm run erase` removes lookups.
 */
export const audit = pgTable(
  'audit',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** An erasure's row names nobody, and its `parameter` is how much was erased. */
    kind: text({ enum: ['action', 'approval', 'lookup', 'search', 'share', 'refusal', 'erasure'] }).notNull(),
    at: moment('at').notNull(),
    teamId: text('team_id').notNull(),
    userId: text('user_id').notNull(),
    channelId: text('channel_id'),
    messageTs: text('message_ts'),
    threadTs: text('thread_ts'),
    eventId: outsideText('event_id'),
    entityId: outsideText('entity_id'),
    reason: text(),
    /** What a search asked for. */
    query: outsideText(),
    /** How many events or emails a search found; null while it looks, or if it was interrupted. */
    found: integer(),
    target: text({ enum: ['event', 'email'] }),
    claimKey: outsideText('claim_key'),
    /** Of what moves an email, by its entity: so its event's action, its own and a campaign's keep each other out. */
    emailClaimKey: outsideText('email_claim_key'),
    /** The campaign that an action is part of, or that an approval is about. */
    campaignId: uuid('campaign_id'),
    /** The request for approval that an action waited for, or that a step of an approval is about. */
    approvalId: uuid('approval_id'),
    /** The second person. */
    approvedBy: text('approved_by'),
    actionName: outsideText('action_name'),
    parameter: json(),
    actionLabel: outsideText('action_label'),
    state: text({ enum: ['claimed', 'sending', 'following', 'looking', 'ended'] }),
    outcome: text({ enum: outcomes }),
    taskId: outsideText('task_id'),
    taskMessage: outsideText('task_message'),
    succeeded: integer(),
    failed: integer(),
    errorCode: text('error_code'),
    /** The `x-av-req-id` of the request to HEC. */
    reference: outsideText(),
    sentAt: moment('sent_at'),
    endedAt: moment('ended_at'),
    /** Of two runs, the one with the higher number ended later, whatever the clocks of their processes say. */
    endedOrder: bigint('ended_order', { mode: 'number' }),
    /** When its outcome was about to be announced in Slack; cleared if Slack certainly didn't get it. */
    announcingAt: moment('announcing_at'),
    /** What HEC showed before it was sent. */
    before: json('seen_before'),
    /** The outcome that was announced in Slack before it proved to be another. */
    corrects: text({ enum: outcomes }),
  },
  (table) => [
    uniqueIndex('audit_running_claim')
      .on(table.claimKey)
      .where(sql`${table.kind} = 'action' and ${table.endedAt} is null`),
    uniqueIndex('audit_running_email')
      .on(table.emailClaimKey)
      .where(sql`${table.kind} = 'action' and ${table.endedAt} is null`),
    index('audit_campaign').on(table.campaignId, table.entityId).where(sql`${table.campaignId} is not null`),
    index('audit_event').on(table.eventId, table.at),
    // Lookups of an event may outnumber actions on it a thousand to one.
    index('audit_runs').on(table.eventId, table.at).where(sql`${table.kind} = 'action'`),
    index('audit_claim').on(table.claimKey, table.endedAt),
    index('audit_user').on(table.userId, table.at),
    index('audit_at').on(table.at, table.id),
    check(
      'audit_action_is_whole',
      sql`${table.kind} <> 'action' or ((${table.eventId} is not null or ${table.campaignId} is not null)
        and ${table.target} is not null and ${table.claimKey} is not null and ${table.actionName} is not null and ${table.actionLabel} is not null
        and ${table.state} is not null and (${table.state} = 'ended') = (${table.endedAt} is not null))`,
    ),
  ],
);

/** Every message that shows an event, for refreshing all of them. */
export const shownMessages = pgTable(
  'shown_messages',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** What makes the message unique, see `shown-messages.ts`. */
    place: text().notNull(),
    kind: text({ enum: ['message', 'unfurl', 'response'] }).notNull(),
    eventId: outsideText('event_id').notNull(),
    channelId: text('channel_id').notNull(),
    userId: text('user_id'),
    messageTs: text('message_ts'),
    threadTs: text('thread_ts'),
    url: outsideText(),
    shape: text({ enum: ['full', 'compact'] }).notNull(),
    /** What the sharer wrote above a shared card. */
    note: outsideText(),
    /** A secret: anybody who has it can post. Removed once it is used up or expired. */
    responseUrl: text('response_url'),
    usesLeft: integer('uses_left'),
    expiresAt: moment('expires_at'),
    shownAt: moment('shown_at').notNull(),
    revision: text().notNull(),
  },
  (table) => [
    uniqueIndex('shown_messages_place').on(table.place),
    index('shown_messages_event').on(table.eventId),
    index('shown_messages_expiry').on(table.expiresAt).where(sql`${table.expiresAt} is not null`),
    index('shown_messages_shown_at').on(table.shownAt),
  ],
);

/** The events from Slack that were handled, because Slack resends an event if it doubts that it arrived. */
export const handledEvents = pgTable(
  'handled_events',
  {
    eventId: text('event_id').primaryKey(),
    at: moment('at').notNull(),
  },
  (table) => [index('handled_events_at').on(table.at)],
);

/** How much of each of Slack's limits is spent in the current window. `rate-limiter-flexible` names the columns. */
export const rateLimits = pgTable(
  'rate_limits',
  {
    key: text().primaryKey(),
    points: integer().notNull(),
    expire: moment('expire'),
  },
  (table) => [index('rate_limits_expire').on(table.expire)],
);

/**
 * The events that HEC has told of: what a list shows of them, and what it is filtered by. HEC has them too, so any row may
 * go at any time. Texts are cut to what a row needs.
 *
 * An index for each way in, and no more, because every lookup writes here: by the id of the email that a link names, newest
 * first for a list, and by when it was seen for what goes. There is none for words: a substring needs `pg_trgm`, which a
 * hosted database may refuse and the embedded one lacks. None for the filters either: what isn't known of an event never
 * rules it out, so no filter is selective. A search reads the newest of its time, up to a number of rows.
 */
export const seenEvents = pgTable(
  'seen_events',
  {
    eventId: outsideText('event_id').primaryKey(),
    entityId: outsideText('entity_id'),
    entityType: outsideText('entity_type'),
    createdAt: moment('created_at'),
    type: outsideText(),
    state: outsideText(),
    /** Null if it is none that we know; then `severity_text` is what HEC wrote. */
    severity: smallint(),
    severityText: outsideText('severity_text'),
    confidence: outsideText(),
    saas: outsideText(),
    /** The email's; until it is read, the event's, which may be only a domain. */
    sender: outsideText(),
    /** The email's; until it is read, what the event calls it. */
    subject: outsideText(),
    /** Whose the email is: its first recipient. */
    mailbox: outsideText(),
    /** Its beginning. */
    description: outsideText().notNull(),
    /** As it is compared: the sender. */
    plainSender: outsideText('plain_sender'),
    /** As it is compared: the description, a line break, and the subject. */
    plainText: outsideText('plain_text').notNull(),
    /** When HEC was asked about the email; null if it wasn't. */
    emailSeenAt: moment('email_seen_at'),
    /** When HEC was asked. */
    seenAt: moment('seen_at').notNull(),
  },
  (table) => [
    index('seen_events_entity').on(table.entityId, table.createdAt),
    index('seen_events_created').on(table.createdAt, table.eventId),
    index('seen_events_seen').on(table.seenAt),
  ],
);

/** What is asked of a second responder. The audit trail keeps each step for longer. */
export const approvals = pgTable(
  'approvals',
  {
    id: uuid().primaryKey().defaultRandom(),
    state: text({ enum: ['waiting', 'approved', 'denied', 'withdrawn', 'expired'] }).notNull(),
    askedAt: moment('asked_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    teamId: text('team_id').notNull(),
    userId: text('user_id').notNull(),
    /** All that Slack calls the asker. */
    userIds: json('user_ids').notNull(),
    channelId: text('channel_id'),
    messageTs: text('message_ts'),
    threadTs: text('thread_ts'),
    eventId: outsideText('event_id'),
    campaignId: uuid('campaign_id'),
    /** What would be sent, and the words for it: read by `approvals.ts` alone. */
    request: json().notNull(),
    /** How many emails. */
    emails: integer().notNull(),
    /** Why a second person is asked. */
    reason: text().notNull(),
    /** What the settings said then: a request keeps the stricter of then and now. */
    policy: json().notNull(),
    /** The same thing is asked for once at a time. */
    askKey: outsideText('ask_key').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: moment('decided_at'),
    /** Why it was denied, in the approver's words. */
    denial: outsideText(),
  },
  (table) => [
    uniqueIndex('approvals_waiting').on(table.askKey).where(sql`${table.state} = 'waiting'`),
    index('approvals_user').on(table.userId, table.askedAt),
    index('approvals_asked').on(table.askedAt),
  ],
);

/** The messages that ask, which change once somebody has decided. */
export const approvalMessages = pgTable(
  'approval_messages',
  {
    id: uuid().primaryKey().defaultRandom(),
    approvalId: uuid('approval_id')
      .notNull()
      .references(() => approvals.id, { onDelete: 'cascade' }),
    channelId: text('channel_id').notNull(),
    messageTs: text('message_ts').notNull(),
  },
  (table) => [uniqueIndex('approval_messages_message').on(table.approvalId, table.channelId, table.messageTs)],
);

/** A list of emails that somebody put together, to move them all; and what became of it. Each email's run is in `audit`. */
export const campaigns = pgTable(
  'campaigns',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** `draft`: nobody has asked for it yet; gone after an hour. `waiting`: for an approval. */
    state: text({ enum: ['draft', 'waiting', 'running', 'stopped', 'ended', 'dropped'] }).notNull(),
    action: text({ enum: ['quarantine', 'restore'] }).notNull(),
    /** The campaign whose emails this one puts back. */
    undoes: uuid(),
    teamId: text('team_id').notNull(),
    userId: text('user_id').notNull(),
    /** Where its card is, or is to be. */
    channelId: text('channel_id'),
    messageTs: text('message_ts'),
    threadTs: text('thread_ts'),
    /** The event from whose card it began. */
    eventId: outsideText('event_id'),
    /** What the emails have in common, and of what time: read by `campaigns.ts` alone. */
    criteria: json().notNull(),
    /** How the search for the emails ended, and what was left out: read by `campaigns.ts` alone. */
    finding: json(),
    createdAt: moment('created_at').notNull(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
    approvedBy: text('approved_by'),
    stoppedBy: text('stopped_by'),
    /** Until when newcomers are caught; null if they are not. */
    catchUntil: moment('catch_until'),
    /** Why catching ended early: a code. */
    catchPaused: text('catch_paused'),
  },
  (table) => [
    index('campaigns_state').on(table.state, table.createdAt),
    index('campaigns_user').on(table.userId, table.createdAt),
    index('campaigns_undoes').on(table.undoes).where(sql`${table.undoes} is not null`),
    index('campaigns_created').on(table.createdAt),
  ],
);

/** What a campaign's list shows of each email. */
export const campaignEmails = pgTable(
  'campaign_emails',
  {
    id: uuid().primaryKey().defaultRandom(),
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    entityId: outsideText('entity_id').notNull(),
    entityType: outsideText('entity_type').notNull(),
    /** In the list, newest first; newcomers come behind. */
    position: integer().notNull(),
    subject: outsideText(),
    sender: outsideText(),
    mailbox: outsideText(),
    receivedAt: moment('received_at'),
    /** Null if HEC doesn't say. */
    isRead: boolean('is_read'),
    /** As HEC calls it. */
    verdict: outsideText(),
    isClean: boolean('is_clean').notNull(),
    isQuarantined: boolean('is_quarantined').notNull(),
    /** Whether somebody left it ticked. */
    isChosen: boolean('is_chosen').notNull(),
    /** Why it has no run though it was chosen: held by another run, gone, in quarantine already. A code. */
    leftOut: text('left_out'),
    /** Found while newcomers were caught. */
    isNewcomer: boolean('is_newcomer').notNull().default(false),
  },
  (table) => [
    uniqueIndex('campaign_emails_email').on(table.campaignId, table.entityId),
    index('campaign_emails_position').on(table.campaignId, table.position),
    index('campaign_emails_mailbox').on(table.campaignId, table.mailbox),
  ],
);
