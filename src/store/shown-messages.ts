/**
 * Every message that shows an event: one of ours, an unfurl under somebody's link, or a private card that can only
 * be changed through the `response_url` of the newest click in it.
 */
import { createHash } from 'node:crypto';
import { and, eq, getTableColumns, gt, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Executor } from './executor.ts';
import { shownMessages } from './schema.ts';
import { removeSome } from './steps.ts';

/** What the Slack side needs from the store. */
export interface ShownMessageStore {
  readonly db: Executor;
  readonly batched: { rememberShownMessage(message: NewShownMessage): Promise<void> };
}

interface CommonDetails {
  eventId: string;
  channelId: string;
  /** Who asked, or who alone can see it. */
  userId?: string | undefined;
  threadTs?: string | undefined;
  shape: 'full' | 'compact';
  shownAt: Date;
  /** Names what is shown: the same is not shown again. */
  revision: string;
}

type ShownMessageDetails = CommonDetails &
  (
    | {
        kind: 'message';
        messageTs: string;
        /** What the person who shared it wrote above the card: outside text. */
        note?: string | undefined;
      }
    | { kind: 'unfurl'; messageTs: string; url: string }
    | {
        kind: 'response';
        messageTs: string;
        usesLeft: number;
        expiresAt: Date;
      }
  );

/** Includes a private card's address, which is never handed out with the others. */
export type NewShownMessage =
  | Exclude<ShownMessageDetails, { kind: 'response' }>
  | (Extract<ShownMessageDetails, { kind: 'response' }> & { responseUrl: string });

export type ShownMessage = ShownMessageDetails & { id: string };

/** Remembers the messages, or what known ones show now. If one comes twice, the last counts. */
export async function rememberShownMessages(executor: Executor, ...messages: NewShownMessage[]): Promise<void> {
  // Postgres takes no row twice in one statement.
  const rows = new Map(messages.map(toRow).map((row) => [row.place, row]));
  await executor
    .insert(shownMessages)
    .values([...rows.values()])
    .onConflictDoUpdate({ target: shownMessages.place, set: replaced });
}

/**
 * The one shown first comes first. Those without a `messageTs` are left out: versions before 0.3 remembered private cards
 * with the address of a command, through which nothing can be changed.
 */
export async function shownMessagesOf(executor: Executor, eventId: string): Promise<ShownMessage[]> {
  const rows = await executor
    .select()
    .from(shownMessages)
    .where(and(eq(shownMessages.eventId, eventId), isNotNull(shownMessages.messageTs)))
    .orderBy(shownMessages.shownAt, shownMessages.id);
  return rows.map(toShownMessage);
}

/** Which of the links of a message are previewed below it. */
export async function previewsAmong(
  executor: Executor,
  message: { channelId: string; messageTs: string },
  urls: readonly string[],
): Promise<Set<string>> {
  const places = urls.map((url) => previewKey({ ...message, url }));
  const rows = await executor
    .select({ url: shownMessages.url })
    .from(shownMessages)
    .where(inArray(shownMessages.place, places));
  return new Set(rows.flatMap(({ url }) => url ?? []));
}

export async function markShown(
  executor: Executor,
  { id, shape }: Pick<ShownMessage, 'id' | 'shape'>,
  revision: string,
): Promise<void> {
  await executor.update(shownMessages).set({ revision, shape }).where(eq(shownMessages.id, id));
}

/** For a message that is gone, or that may not show the event any more. */
export async function forgetShownMessage(executor: Executor, id: string): Promise<void> {
  await executor.delete(shownMessages).where(eq(shownMessages.id, id));
}

/** A private card's address, for one use. Undefined once expired, with only `keep` uses left, or for other kinds. */
export async function takeResponseUrl(
  executor: Executor,
  id: string,
  at: Date,
  keep: number | SQL = 0,
): Promise<string | undefined> {
  const [row] = await executor
    .update(shownMessages)
    .set({ usesLeft: sql`${shownMessages.usesLeft} - 1` })
    .where(and(eq(shownMessages.id, id), gt(shownMessages.usesLeft, keep), gt(shownMessages.expiresAt, at)))
    .returning({ responseUrl: shownMessages.responseUrl });
  return row?.responseUrl ?? undefined;
}

/** Removes the private cards that nothing can reach any more, and their addresses with them. */
export function dropUnreachable(executor: Executor, at: Date): Promise<number> {
  const { id, expiresAt, messageTs, usesLeft } = shownMessages;
  const where = and(isNotNull(expiresAt), or(lte(expiresAt, at), lte(usesLeft, 0), isNull(messageTs)));
  return removeSome(executor, { from: shownMessages, key: id, where, by: [expiresAt] });
}

/** Messages that were shown before then stay as they are. */
export function forgetShownBefore(executor: Executor, before: Date): Promise<number> {
  const { id, shownAt } = shownMessages;
  return removeSome(executor, { from: shownMessages, key: id, where: lt(shownAt, before), by: [shownAt] });
}

/** A link is hashed: an index takes no long texts. */
function keyOf(message: NewShownMessage): string {
  switch (message.kind) {
    case 'message':
      return `message ${message.channelId} ${message.messageTs}`;
    case 'unfurl':
      return previewKey(message);
    case 'response':
      return `response ${message.channelId} ${message.messageTs} ${message.userId ?? ''}`;
  }
}

function previewKey({ channelId, messageTs, url }: { channelId: string; messageTs: string; url: string }): string {
  return `unfurl ${channelId} ${messageTs} ${digest(url)}`;
}

function toRow(message: NewShownMessage): typeof shownMessages.$inferInsert {
  return {
    place: keyOf(message),
    kind: message.kind,
    eventId: message.eventId,
    channelId: message.channelId,
    userId: message.userId ?? null,
    messageTs: message.messageTs,
    threadTs: message.threadTs ?? null,
    url: message.kind === 'unfurl' ? message.url : null,
    note: (message.kind === 'message' ? message.note : undefined) ?? null,
    shape: message.shape,
    responseUrl: message.kind === 'response' ? message.responseUrl : null,
    usesLeft: message.kind === 'response' ? message.usesLeft : null,
    expiresAt: message.kind === 'response' ? message.expiresAt : null,
    shownAt: message.shownAt,
    revision: message.revision,
  };
}

/** All columns but those that name the row. */
const { id: _id, place: _place, ...changeable } = getTableColumns(shownMessages);
const replaced = Object.fromEntries(
  Object.entries(changeable).map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`]),
);

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function toShownMessage(row: typeof shownMessages.$inferSelect): ShownMessage {
  const { id, kind, eventId, channelId, shape, shownAt, revision, messageTs, url, usesLeft, expiresAt } = row;
  const basics = {
    id,
    eventId,
    channelId,
    userId: row.userId ?? undefined,
    threadTs: row.threadTs ?? undefined,
    shape,
    shownAt,
    revision,
  };
  if (kind === 'message' && messageTs !== null) return { ...basics, kind, messageTs, note: row.note ?? undefined };
  if (kind === 'unfurl' && messageTs !== null && url !== null) {
    return { ...basics, kind, messageTs, url };
  }
  if (kind === 'response' && messageTs !== null && usesLeft !== null && expiresAt !== null) {
    return { ...basics, kind, messageTs, usesLeft, expiresAt };
  }
  throw new Error(`The shown message ${id} is not a whole ${kind}.`);
}
