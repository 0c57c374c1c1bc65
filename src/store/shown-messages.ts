/**
 * Every place that shows an event: a message of ours, an unfurl under somebody's link, or a private card that can only
 * be changed through the `response_url` of the click or command that asked for it.
 */
import { createHash } from 'node:crypto';
import { and, eq, getTableColumns, gt, isNotNull, lte, or, sql } from 'drizzle-orm';
import type { Executor } from './executor.ts';
import { shownMessages } from './schema.ts';

interface PlaceBasics {
  eventId: string;
  channelId: string;
  /** Who asked, or who alone can see it. */
  userId?: string | undefined;
  threadTs?: string | undefined;
  shape: 'full' | 'compact';
  shownAt: Date;
  /** Names what is shown, so that the same is not shown again. */
  revision: string;
}

export type Place = PlaceBasics &
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
        /** Known once somebody has clicked in it. */
        messageTs?: string | undefined;
        usesLeft: number;
        expiresAt: Date;
      }
  );

/** What `rememberPlace` takes: of a private card also the address, which is never handed out with the others. */
export type NewPlace =
  | Exclude<Place, { kind: 'response' }>
  | (Extract<Place, { kind: 'response' }> & { responseUrl: string });

export type ShownPlace = Place & { id: string };

/** Remembers the places, or what they show now where they are known already. Of one that comes twice, the last counts. */
export async function rememberPlace(executor: Executor, ...places: NewPlace[]): Promise<void> {
  // Postgres takes no row twice in one statement.
  const rows = new Map(places.map(toRow).map((row) => [row.place, row]));
  await executor
    .insert(shownMessages)
    .values([...rows.values()])
    .onConflictDoUpdate({ target: shownMessages.place, set: replaced });
}

/** Every place that shows the event, the one shown first coming first. */
export async function placesOf(executor: Executor, eventId: string): Promise<ShownPlace[]> {
  const rows = await executor
    .select()
    .from(shownMessages)
    .where(eq(shownMessages.eventId, eventId))
    .orderBy(shownMessages.shownAt, shownMessages.id);
  return rows.map(toPlace);
}

/** What the place shows now. */
export async function markShown(executor: Executor, id: string, revision: string): Promise<void> {
  await executor.update(shownMessages).set({ revision }).where(eq(shownMessages.id, id));
}

/** For a place that is gone, or that may not show the event any more. */
export async function forgetPlace(executor: Executor, id: string): Promise<void> {
  await executor.delete(shownMessages).where(eq(shownMessages.id, id));
}

/**
 * The address of a private card, for one use. Undefined once it has expired or its uses are spent, or for other kinds.
 *
 * @param keep so many uses are left for what comes later
 */
export async function takeResponseUrl(executor: Executor, id: string, at: Date, keep = 0): Promise<string | undefined> {
  const [row] = await executor
    .update(shownMessages)
    .set({ usesLeft: sql`${shownMessages.usesLeft} - 1` })
    .where(and(eq(shownMessages.id, id), gt(shownMessages.usesLeft, keep), gt(shownMessages.expiresAt, at)))
    .returning({ responseUrl: shownMessages.responseUrl });
  return row?.responseUrl ?? undefined;
}

/** Removes the private cards that nothing can reach any more, and their addresses with them. */
export async function dropUnreachable(executor: Executor, at: Date): Promise<void> {
  await executor
    .delete(shownMessages)
    .where(
      and(isNotNull(shownMessages.expiresAt), or(lte(shownMessages.expiresAt, at), lte(shownMessages.usesLeft, 0))),
    );
}

/** Hashed where the place is named by an address: an index takes no long texts, and a secret belongs in one column only. */
function keyOf(place: NewPlace): string {
  switch (place.kind) {
    case 'message':
      return `message ${place.channelId} ${place.messageTs}`;
    case 'unfurl':
      return `unfurl ${place.channelId} ${place.messageTs} ${digest(place.url)}`;
    case 'response':
      return place.messageTs === undefined
        ? `response ${digest(place.responseUrl)}`
        : `response ${place.channelId} ${place.messageTs} ${place.userId ?? ''}`;
  }
}

function toRow(place: NewPlace): typeof shownMessages.$inferInsert {
  return {
    place: keyOf(place),
    kind: place.kind,
    eventId: place.eventId,
    channelId: place.channelId,
    userId: place.userId ?? null,
    messageTs: place.messageTs ?? null,
    threadTs: place.threadTs ?? null,
    url: place.kind === 'unfurl' ? place.url : null,
    note: (place.kind === 'message' ? place.note : undefined) ?? null,
    shape: place.shape,
    responseUrl: place.kind === 'response' ? place.responseUrl : null,
    usesLeft: place.kind === 'response' ? place.usesLeft : null,
    expiresAt: place.kind === 'response' ? place.expiresAt : null,
    shownAt: place.shownAt,
    revision: place.revision,
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

function toPlace(row: typeof shownMessages.$inferSelect): ShownPlace {
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
  if (kind === 'response' && usesLeft !== null && expiresAt !== null) {
    return { ...basics, kind, messageTs: messageTs ?? undefined, usesLeft, expiresAt };
  }
  throw new Error(`The shown message ${id} is not a whole ${kind}.`);
}
