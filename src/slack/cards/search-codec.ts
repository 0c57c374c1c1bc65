/**
 * A search, as its buttons and its list's modal carry it: the JSON {"text","asOf","offset","page","asked"}. The words are
 * those of `toText`, read again by the same clock, so they are the same search wherever they are pressed.
 */
import { z } from 'zod';
import { parse } from '../../search/parse.ts';
import type { Clock, Query } from '../../search/query.ts';
import { toText } from '../../search/to-text.ts';
import { ForeignValueError, readCarried } from '../payloads/carried.ts';
import { carriedEventId } from './event-codec.ts';

export interface CarriedSearch {
  query: Query;
  /** Of the person, as of when it was searched. */
  clock: Clock;
  /** From 1. */
  page: number;
  /** Where it was asked: the card of an event can be shown there. Undefined outside conversations. */
  asked: SearchOrigin | undefined;
}

export interface SearchOrigin {
  channelId: string;
  /** Undefined for the conversation itself. */
  threadTs?: string | undefined;
  /** Whose direct message with the app it is, if it was asked there: a list may take the place of one before. */
  userId?: string | undefined;
}

/** Slack's timestamps and ids are short; the words have their own limit in `parse`. */
const shortText = z.string().max(64);
export const searchOrigin = z.object({
  channelId: shortText,
  threadTs: shortText.optional(),
  userId: shortText.optional(),
});

const carriedSearch = z
  .object({
    text: z.string(),
    asOf: z.int().min(0).max(8.64e15),
    /** Of no place is it more than 14 hours. */
    offset: z.int().min(-86_400).max(86_400),
    page: z.int().min(1).max(10_000),
    asked: searchOrigin.optional(),
  })
  .transform(({ text, asOf, offset, page, asked }) => ({
    text,
    clock: { now: new Date(asOf), offsetSeconds: offset },
    page,
    asked,
  }));

export function writeSearch({ query, clock, page, asked }: CarriedSearch): string {
  const text = toText(query, clock);
  return JSON.stringify({ text, asOf: clock.now.getTime(), offset: clock.offsetSeconds, page, asked });
}

/** @throws ForeignValueError */
export function readSearch(carried: string): CarriedSearch {
  const { text, clock, page, asked } = readCarried(carriedSearch, carried);
  const parsed = parse(text, clock);
  if (parsed.kind === 'problems') throw new ForeignValueError(new Error('the button carries no query'));
  return { query: parsed.query, clock, page, asked };
}

/** What "Open" on a row opens, and where it was asked. */
export type CarriedRow = { asked: SearchOrigin | undefined } & RowItem;

export type RowItem = { kind: 'event'; eventId: string } | { kind: 'email'; entityId: string };

const carriedRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), eventId: carriedEventId, asked: searchOrigin.optional() }),
  z.object({ kind: z.literal('email'), entityId: carriedEventId, asked: searchOrigin.optional() }),
]);

export function writeRow(row: CarriedRow): string {
  return JSON.stringify(row);
}

/** @throws ForeignValueError */
export function readRow(carried: string): CarriedRow {
  const { asked, ...item } = readCarried(carriedRow, carried);
  return { ...item, asked };
}

/** Where "Show here" posts the card of an event. */
export interface ShownHere {
  eventId: string;
  asked: SearchOrigin;
}

const carriedShownHere = z.object({ eventId: carriedEventId, asked: searchOrigin });

export function writeShownHere({ eventId, asked }: ShownHere): string {
  return JSON.stringify({ eventId, asked });
}

/** @throws ForeignValueError */
export function readShownHere(carried: string): ShownHere {
  return readCarried(carriedShownHere, carried);
}
