import { subDays } from 'date-fns';
import { describe, expect, test } from 'vitest';
import type { Entity } from '../../src/events/security-event.ts';
import type { EmailQuery, HecClient } from '../../src/hec/client.ts';
import { HecForbiddenError, HecUnreachableError } from '../../src/hec/errors.ts';
import { findEmails } from '../../src/services/find-email.ts';
import { sampleEmail } from '../support/cards/sample-email.ts';

const now = new Date('2026-11-29T12:00:00Z');
const sought = '<20261105.88412@parcel-point.example>';

function email(id: string, messageId: string, createdAt = now): Entity {
  const rest = { type: 'office365_emails_email', isEmail: true, isQuarantined: false, file: undefined };
  return { ...rest, id, createdAt, email: sampleEmail({ messageId }) };
}

type Answer = (query: EmailQuery) => Entity[] | Error;

/** A HEC that answers so, page by page, and keeps what it is asked. */
function createHec(answer: Answer) {
  const asked: EmailQuery[] = [];
  const hec: Pick<HecClient, 'queryEmails'> = {
    async queryEmails(query) {
      asked.push(query);
      const entities = answer(query);
      if (entities instanceof Error) throw entities;
      return { entities, next: undefined, rows: entities.length, total: entities.length };
    },
  };
  const find = (id: string) => findEmails(id, { hec, now, signal: new AbortController().signal });
  return { find, asked };
}

const clauseOf = ({ clauses: [clause] }: EmailQuery) => `${clause?.operator} ${clause?.value}`;

describe('the search for the email that a Message-ID names', () => {
  test('asks each service once, for the last days first, and no more once it is found', async () => {
    const { find, asked } = createHec(({ saas }) => (saas === 'office365_emails' ? [email('a', sought)] : []));
    expect(await find(sought)).toMatchObject([{ id: 'a' }]);
    expect(new Set(asked.map(({ saas }) => saas)).size).toBe(asked.length);
    for (const query of asked) expect(query).toMatchObject({ start: subDays(now, 7), end: undefined });
    expect(new Set(asked.map(clauseOf))).toEqual(new Set([`is ${sought}`]));
  });

  test('tries its spellings, goes back half a year, and at last looks within what HEC recorded', async () => {
    const { find, asked } = createHec(() => []);
    expect(await find(sought)).toEqual([]);
    const bare = sought.slice(1, -1);
    const inOrder = [
      ...new Set(asked.map((query) => `${clauseOf(query)} from ${query.start.toISOString().slice(0, 10)}`)),
    ];
    expect(inOrder).toEqual([
      `is ${sought} from 2026-11-22`,
      `is ${bare} from 2026-11-22`,
      `is ${sought} from 2026-06-02`,
      `is ${bare} from 2026-06-02`,
      `contains ${bare} from 2026-06-02`,
    ]);
  });

  test('does not look for what may be somebody’s address within others', async () => {
    const { find, asked } = createHec(() => []);
    await find('anna@customer.com');
    expect(asked.map(clauseOf).filter((clause) => clause.startsWith('contains'))).toEqual([]);
  });

  test('takes no other email from a HEC that ignores the filter, and does not read all that it has', async () => {
    const { find, asked } = createHec(() => [email('a', '<other@parcel-point.example>'), email('b', '')]);
    expect(await find(sought)).toEqual([]);
    expect(asked.every(({ cursor }) => cursor === undefined)).toBe(true);
  });

  test('tells the newest copy first', async () => {
    const copies = [
      email('old', sought, subDays(now, 2)),
      email('new', sought),
      email('older', sought, subDays(now, 3)),
    ];
    const { find } = createHec(() => copies);
    expect((await find(sought))[0]?.id).toBe('new');
  });

  test('does without a service that is forbidden, unless all of them are', async () => {
    const only = createHec(({ saas }) => (saas === 'google_mail' ? [] : new HecForbiddenError('no licence')));
    expect(await only.find(sought)).toEqual([]);
    const none = createHec(() => new HecForbiddenError('no licence'));
    await expect(none.find(sought)).rejects.toThrow(HecForbiddenError);
  });

  test('while a service can’t be reached, says that there is no such email of none, and still tells what another has', async () => {
    const failing: Answer = ({ saas }) => (saas === 'google_mail' ? new HecUnreachableError('connecting') : []);
    await expect(createHec(failing).find(sought)).rejects.toThrow(HecUnreachableError);
    const found: Answer = (query) => (query.saas === 'office365_emails' ? [email('a', sought)] : failing(query));
    expect(await createHec(found).find(sought)).toMatchObject([{ id: 'a' }]);
  });
});
