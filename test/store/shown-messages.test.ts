import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { shownMessages } from '../../src/store/schema.ts';
import {
  dropUnreachable,
  forgetShownMessage,
  rememberShownMessages,
  shownMessagesOf,
  takeResponseUrl,
} from '../../src/store/shown-messages.ts';
import { storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const shownAt = new Date('2026-03-01T10:00:00.000Z');
const expiresAt = new Date('2026-03-01T10:30:00.000Z');
const responseUrl = 'https://hooks.example/secret';

function basics() {
  return { eventId: randomUUID(), channelId: randomUUID(), shape: 'full' as const, shownAt, revision: '0' };
}

function privateCard() {
  const clicked = { userId: 'U1', messageTs: '5.5', responseUrl, usesLeft: 2, expiresAt };
  return { ...basics(), kind: 'response' as const, ...clicked };
}

describe('messages that show an event', () => {
  test('a message that shows an event is remembered once, with what it shows now', async () => {
    const { db } = store();
    const message = { ...basics(), kind: 'message' as const, messageTs: '1.1', threadTs: '1.0' };
    const { eventId: otherEvent } = basics();
    await rememberShownMessages(db, message);
    await rememberShownMessages(db, { ...message, revision: '1', shape: 'compact' });
    expect(await shownMessagesOf(db, message.eventId)).toMatchObject([{ ...message, revision: '1', shape: 'compact' }]);
    await rememberShownMessages(db, { ...message, eventId: otherEvent });
    expect(await shownMessagesOf(db, message.eventId)).toEqual([]);
    expect(await shownMessagesOf(db, otherEvent)).toHaveLength(1);
  });

  test('the preview of each link in a message is remembered by itself, however long the link', async () => {
    const { db } = store();
    const unfurl = { ...basics(), kind: 'unfurl' as const, messageTs: '1.1' };
    const long = Array.from({ length: 200 }, () => randomUUID()).join('');
    for (const url of ['https://a.example', long, `${long}x`, long])
      await rememberShownMessages(db, { ...unfurl, url });
    expect(
      (await shownMessagesOf(db, unfurl.eventId)).map((message) => message.kind === 'unfurl' && message.url).toSorted(),
    ).toEqual([long, `${long}x`, 'https://a.example'].toSorted());
  });

  test('a message that is gone is forgotten', async () => {
    const { db } = store();
    const message = { ...basics(), kind: 'message' as const, messageTs: '1.1' };
    await rememberShownMessages(db, message);
    for (const { id } of await shownMessagesOf(db, message.eventId)) await forgetShownMessage(db, id);
    expect(await shownMessagesOf(db, message.eventId)).toEqual([]);
  });
});

describe('addresses of private cards', () => {
  async function remembered(card = privateCard()) {
    await rememberShownMessages(store().db, card);
    const [message] = await shownMessagesOf(store().db, card.eventId);
    if (message === undefined) throw new Error('not remembered');
    return message;
  }

  test('a private card’s address is handed out only as often as Slack allows, even when many ask at once', async () => {
    const { id } = await remembered();
    const taken = await Promise.all(Array.from({ length: 6 }, () => takeResponseUrl(store().db, id, shownAt)));
    expect(taken.filter((url) => url === responseUrl)).toHaveLength(2);
    expect(taken.filter((url) => url === undefined)).toHaveLength(4);
  });

  test('no list of shown messages hands out a private card’s address', async () => {
    const message = await remembered();
    expect(JSON.stringify(message)).not.toContain('secret');
  });

  test('a private card’s address is not handed out once it has expired', async () => {
    const { id } = await remembered();
    expect(await takeResponseUrl(store().db, id, expiresAt)).toBeUndefined();
    expect(await takeResponseUrl(store().db, id, new Date(expiresAt.getTime() - 1))).toBe(responseUrl);
  });

  test('a private card’s address is removed once it has expired or is used up', async () => {
    const { db } = store();
    const [expired, usedUp, living] = [privateCard(), { ...privateCard(), usesLeft: 1 }, privateCard()];
    await remembered({ ...expired, expiresAt: shownAt });
    await takeResponseUrl(db, (await remembered(usedUp)).id, new Date(0));
    await remembered(living);
    await dropUnreachable(db, shownAt);
    expect(await shownMessagesOf(db, expired.eventId)).toEqual([]);
    expect(await shownMessagesOf(db, usedUp.eventId)).toEqual([]);
    expect(await shownMessagesOf(db, living.eventId)).toHaveLength(1);
  });

  test('the address of a command, which version 0.2 kept for a private card, is never handed out, and soon removed', async () => {
    const { db } = store();
    const card = privateCard();
    const row = { ...card, place: `response ${randomUUID()}`, messageTs: null };
    await db.insert(shownMessages).values(row);
    expect(await shownMessagesOf(db, card.eventId)).toEqual([]);
    await dropUnreachable(db, shownAt);
    expect(await db.select().from(shownMessages).where(eq(shownMessages.place, row.place))).toEqual([]);
  });

  test('a private card’s address is replaced by that of the next click in the card', async () => {
    const { db } = store();
    const card = privateCard();
    await rememberShownMessages(db, { ...card, usesLeft: 1 });
    await rememberShownMessages(db, { ...card, responseUrl: `${responseUrl}2`, usesLeft: 5 });
    const messages = await shownMessagesOf(db, card.eventId);
    expect(messages).toMatchObject([{ usesLeft: 5 }]);
    expect(await takeResponseUrl(db, messages[0]?.id ?? '', shownAt)).toBe(`${responseUrl}2`);
  });
});
