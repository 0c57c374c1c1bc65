import { expect, test } from 'vitest';
import type { ReadEntity } from '../../src/hec/client.ts';
import { HecNotFoundError, HecTimeoutError } from '../../src/hec/errors.ts';
import { createLogger } from '../../src/log.ts';
import { EmailReader } from '../../src/services/email-reader.ts';

const id = '639c16e1aaa3affd5d3fa4fda5e75765';
const entity: ReadEntity = {
  id,
  type: 'office365_emails_email',
  createdAt: undefined,
  isEmail: true,
  isQuarantined: false,
  email: undefined,
  file: undefined,
  size: 2_000,
};

/** HEC answers each question as it is told to, and counts them. */
function setUp() {
  let time = 1_000_000;
  const asked: ((answer: ReadEntity | Error) => void)[] = [];
  const hec = {
    readEntity: () =>
      new Promise<ReadEntity>((resolve, reject) => {
        asked.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      }),
  };
  const emails = new EmailReader({ logger: createLogger('silent'), now: () => time });
  const later = (ms: number) => {
    time += ms;
  };
  return { asked, emails, hec, later, now: () => time };
}

test('however many ask for an email at once, and however long HEC takes, it is asked once', async () => {
  const { asked, emails, hec, later } = setUp();
  const first = emails.read(id, hec);
  later(30_000);
  const others = Array.from({ length: 50 }, () => emails.read(id, { readEntity: hec.readEntity }));
  asked[0]?.(entity);
  expect(new Set(await Promise.all([first, ...others])).size).toBe(1);
  expect(await first).toMatchObject({ kind: 'read', entity: { id } });
  expect(asked).toHaveLength(1);
});

test('an answer about an email, a failure too, is shared for ten seconds', async () => {
  for (const answer of [entity, new HecTimeoutError('own')]) {
    const { asked, emails, hec, later } = setUp();
    const reading = emails.read(id, hec);
    asked[0]?.(answer);
    await reading;
    later(9_999);
    expect(await emails.read(id, hec)).toBe(await reading);
    later(1);
    void emails.read(id, hec);
    expect(asked).toHaveLength(2);
  }
});

test('an email is asked for again if it was asked for before something was done', async () => {
  const { asked, emails, hec, later, now } = setUp();
  void emails.read(id, hec);
  later(1);
  void emails.read(id, hec, now());
  expect(asked).toHaveLength(2);
  later(1);
  void emails.read(id, hec, now() - 2);
  expect(asked).toHaveLength(2);
});

test('details ask again for an email that could not be read, and share everything else', async () => {
  const { asked, emails, hec } = setUp();
  const failing = emails.readOrThrow(id, hec);
  asked[0]?.(new HecTimeoutError('own'));
  await expect(failing).rejects.toThrow(HecTimeoutError);
  const again = emails.readOrThrow(id, hec);
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.(entity);
  expect(await again).toMatchObject({ id });
  expect(await emails.readOrThrow(id, hec)).toMatchObject({ id });
  expect(asked).toHaveLength(2);
});

test('an email that HEC doesn’t have is an answer', async () => {
  const { asked, emails, hec } = setUp();
  const reading = emails.read(id, hec);
  asked[0]?.(new HecNotFoundError('entity', 'here'));
  expect(await reading).toMatchObject({ kind: 'missing' });
  await expect(emails.readOrThrow(id, hec)).rejects.toThrow(HecNotFoundError);
  expect(asked).toHaveLength(1);
});

test('an entity that a lookup had to read is not read again for its card', async () => {
  const { asked, emails, hec } = setUp();
  const lookup = emails.sharing(hec)(id);
  asked[0]?.(entity);
  expect(await lookup).toBe(entity);
  expect(await emails.read(id, hec)).toMatchObject({ kind: 'read', entity: { id } });
  expect(asked).toHaveLength(1);
});

test('what was last read of an email is known for ten minutes, whatever fails meanwhile', async () => {
  const { asked, emails, hec, later, now } = setUp();
  const askedAt = now();
  const first = emails.read(id, hec);
  asked[0]?.(entity);
  await first;
  later(20_000);
  const second = emails.read(id, hec);
  asked[1]?.(new HecTimeoutError('own'));
  expect(await second).toMatchObject({ kind: 'failed' });
  expect(emails.lastRead(id)).toMatchObject({ entity: { id }, askedAt });
  later(600_000);
  expect(emails.lastRead(id)).toBeUndefined();
});
