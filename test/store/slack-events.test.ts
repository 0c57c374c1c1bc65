import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { claimSlackEvent, forgetSlackEventsBefore } from '../../src/store/slack-events.ts';
import { storeOfFile } from '../support/store.ts';

const store = storeOfFile();

test('a Slack event that arrives many times at once is handled once, and never again later', async () => {
  const { db } = store();
  const id = randomUUID();
  const claims = await Promise.all(Array.from({ length: 10 }, () => claimSlackEvent(db, id, new Date())));
  expect(claims.filter((isFirst) => isFirst)).toHaveLength(1);
  expect(await claimSlackEvent(db, id, new Date())).toBe(false);
});

test('an old Slack event is forgotten', async () => {
  const { db } = store();
  const [old, young] = [randomUUID(), randomUUID()];
  await claimSlackEvent(db, old, new Date(1_000));
  await claimSlackEvent(db, young, new Date(2_000));
  await forgetSlackEventsBefore(db, new Date(2_000));
  expect(await claimSlackEvent(db, old, new Date())).toBe(true);
  expect(await claimSlackEvent(db, young, new Date())).toBe(false);
});
