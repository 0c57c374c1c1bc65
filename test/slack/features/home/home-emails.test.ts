/** The App Home: events by the subjects of their emails, which only HEC holds. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { people } from '../../../../playground/slack/server.ts';
import { audit } from '../../../../src/store/schema.ts';
import { below, home, openHome, published } from '../../../support/home.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start, untilCleared } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const description = 'Detected a burst of sign-ins from a new country';

const subject = 'Your parcel is waiting';
const emailPayload = { subject, fromEmail: 'post@parcel.example', emailLinks: [] };

async function showEmail(started: Started) {
  const { entityInfo } = started.hec.world.addEntity({ entityPayload: emailPayload });
  return showEvent(started, { description, entityId: entityInfo.entityId });
}

test('the Home shows what a person did and looked up by the subjects of the emails, which the database does not hold', async () => {
  const started = await start({ env });
  started.hec.world.taskId = 'none';
  const card = await showEmail(started);
  await card.press('Dismiss');
  await started.slack.until(() => card.replies().length === 1);
  const mine = await openHome(started, people.responder);
  expect(below('Your recent actions', mine)).toMatch(/^\*Dismissed\* · .*\n“Your parcel is waiting”/);
  expect(mine).not.toContain(card.eventId);
  const lookedUp = below('Recent lookups', await openHome(started, people.member));
  expect(lookedUp).toContain(`“${subject}”\nfrom post@parcel.example · <!date`);
  const stored = await started.store.db.select({ row: sql`audit::text` }).from(audit);
  expect(JSON.stringify(stored)).toContain(card.eventId);
  expect(JSON.stringify(stored)).not.toMatch(/parcel/);
});

test('what somebody else has running is shown by its id alone, unless the person looked that event up', async () => {
  const started = await start({ env });
  started.hec.world.taskSeconds = 60;
  const card = await showEmail(started);
  await card.press('Quarantine');
  await started.slack.until(() => card.text().includes('is running'));
  await started.quiet();
  const asked = () => started.hec.requests.filter(({ path }) => !path.includes('/task')).length;
  const before = asked();
  const stranger = await openHome(started, people.otherMember);
  expect(below('Running now', stranger)).toContain(card.eventId);
  expect(stranger).not.toContain(subject);
  expect(asked()).toBe(before);
  expect(below('Running now', await openHome(started, people.responder))).toContain(subject);
  expect(below('Running now', await openHome(started, people.member))).toContain(subject);
});

test('an email that HEC is slow to give does not hold up the rest of the Home, and comes later', async () => {
  let time = Date.now();
  const started = await start({ env, now: () => time, timeouts: { noticeAfterMs: 500 } });
  await showEmail(started);
  await showEvent(started, { description: 'Detected malware in a file' });
  // What was read for the cards is shared for ten seconds.
  time += 11_000;
  started.hec.faults.set({ ...untilCleared, path: '/search/entity/' });
  await started.slack.openHome({ user: people.member });
  await started.slack.until(() => home(started, people.member).includes('Detected malware in a file'));
  expect(home(started, people.member)).toContain(description);
  started.hec.faults.clear();
  await started.slack.until(() => home(started, people.member).includes(subject));
  expect(home(started, people.member)).not.toContain(description);
  await started.quiet();
  expect(published(started)).toHaveLength(3);
});
